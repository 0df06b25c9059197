package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Route files are edited while the runtime runs. */
class RouteReloadEndToEndTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    @Tag("S10")
    void aChangedFileIsTakenAndABrokenOneLeavesTheRunningRoutesAlone() throws Exception {
        Path routes = copyOfTheRoutes();
        List<String> arguments =
                List.of("--caravan.demo=off", "--caravan.routes=" + routes, "--caravan.routes-reload=true");
        try (RunningCaravan caravan = RunningCaravan.start(folder.resolve("data"), arguments)) {
            CamelContext camel = caravan.bean(CamelContext.class);
            int before = camel.getRoutes().size();
            Path file = routes.resolve("records-in.camel.yaml");
            String text = Files.readString(file);

            Files.writeString(
                    file, text.replace("description: Records sent by the App", "description: Changed by hand"));
            await().atMost(LONG_ENOUGH).until(() -> description(camel).startsWith("Changed by hand"));
            assertThat(camel.getRoutes()).hasSize(before);

            Files.writeString(
                    file,
                    text.replace(
                            "uri: hub:any", "uri: hub:any\n            parameters:\n              operation: recieve"));
            await().during(Duration.ofSeconds(4)).atMost(LONG_ENOUGH).until(() -> takesRecords(caravan));
            assertThat(camel.getRoutes()).hasSize(before);

            Files.writeString(file, text.replace("steps:", "steps: ["));
            await().during(Duration.ofSeconds(4)).atMost(LONG_ENOUGH).until(() -> takesRecords(caravan));
            assertThat(camel.getRoutes()).hasSize(before);

            Files.writeString(file, text.replace("description: Records sent by the App", "description: Repaired"));
            await().atMost(LONG_ENOUGH).until(() -> description(camel).startsWith("Repaired"));
            assertThat(takesRecords(caravan)).isTrue();
        }
    }

    private Path copyOfTheRoutes() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path each : files.toList()) {
                Files.copy(each, routes.resolve(each.getFileName()));
            }
        }
        return routes;
    }

    private static String description(CamelContext camel) {
        Route route = camel.getRoute("records-in");
        return route == null ? "" : String.valueOf(route.getDescription());
    }

    private static boolean takesRecords(RunningCaravan caravan) throws Exception {
        return caravan.postJson("/api/records/contact", "{\"id\":\"c-1\",\"first_name\":\"Ann\"}")
                        .status()
                == 200;
    }
}
