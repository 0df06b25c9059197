package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.caravan.crm.Crm;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/custom-crm.md and the files that it names to what works. */
class CustomCrmPageTest {
    private static final Path PAGE = Path.of("docs/custom-crm.md");
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    @Tag("R1")
    void theLeastDescriptionOfThePageWorksAtTheSandbox() throws IOException {
        String least = blocks().filter(block -> block.startsWith("# crms/own.yaml"))
                .findFirst()
                .orElseThrow();
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("custom"));
                TestServer tools = new TestServer(folder, call -> Reply.of("{}"));
                Crm crm = tools.driver()
                        .open(
                                new ConnectionName("custom"),
                                tools.settings(
                                        least,
                                        TestServer.token("sandbox"),
                                        sandboxes.vendor("custom").baseUrl() + "/api",
                                        Map.of("private-network", "true")),
                                tools.gate)) {
            Map<String, Object> values = Map.of("first_name", "Lin", "last_name", "Vink", "email", "lin@vink.example");
            WriteResult made = crm.write("people", List.of(write(null, values))).get(0);
            String id = ((WriteResult.Written) made).id();
            crm.write("people", List.of(write(id, Map.of("first_name", "Ada"))));
            assertThat(crm.lookup("people", "email", List.of("lin@vink.example"), List.of("first_name", "last_name")))
                    .singleElement()
                    .satisfies(record -> assertThat(record.fields())
                            .containsEntry("first_name", "Ada")
                            .containsEntry("last_name", "Vink"));
            crm.delete("people", List.of(id));
            assertThat(crm.read("people", List.of(id), List.of("email"))).isEmpty();
        }
    }

    static Stream<String> parts() throws IOException {
        return blocks().filter(block -> block.matches("(?s)(filters|errors|webhook|limits):.*"));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyPartThatThePageShowsFitsIntoADescription(String part) {
        String fields = "    fields: { name: text, email: email, status: text, score: integer, city: text }\n";
        String object = "objects:\n  people:\n    record: contact\n    path: /people\n" + fields;
        String whole = part.startsWith("filters:")
                ? "title: Own\n" + object + "    list:\n" + part.indent(6)
                : "title: Own\n" + part + object;
        assertThatCode(() -> DescriptionFile.parse("page", whole)).doesNotThrowAnyException();
    }

    @Test
    void theFilesThatComeAlongHaveNoMistakes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("crms"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(2);
            all.forEach(file ->
                    assertThat(DescriptionFile.read("test", file).objects()).hasSizeGreaterThanOrEqualTo(4));
        }
    }

    private static Stream<String> blocks() throws IOException {
        return YAML.matcher(Files.readString(PAGE)).results().map(found -> found.group(1));
    }

    private static Write write(String id, Map<String, Object> values) {
        return new Write(
                new RecordKey(RecordType.CONTACT, "h"), "people", id, Map.copyOf(values), List.of(), Map.of(), "link");
    }
}
