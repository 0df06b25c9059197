package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cli.check.RouteFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RouteFilesTest {
    private final RouteFiles routes = RouteFiles.read(Path.of("routes"));

    @Test
    void thereAreRoutes() {
        assertThat(routes.count()).isPositive();
    }

    @Test
    void everyFileIsRightByItself() {
        assertThat(routes.mistakes()).isEmpty();
    }

    @Test
    void everyFileIsWrittenAsTheOthersAre() {
        assertThat(routes.styleMistakes()).isEmpty();
    }
}
