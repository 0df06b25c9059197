package dev.caravan.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.problem.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WrongMappingFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/fixtures/mappings/wrong");

    static Stream<String> files() throws IOException {
        try (Stream<Path> paths = Files.list(FOLDER)) {
            return paths
                    .map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aWrongFileIsReportedWordForWord(String name) throws IOException {
        String text = Files.readString(FOLDER.resolve(name));
        InvalidFileException wrong = catchThrowableOfType(
                InvalidFileException.class, () -> MappingFile.parse("wrong/" + name, text, Expressions.unchecked()));
        String expected = Files.readString(FOLDER.resolve(name.replace(".yaml", ".expected.txt")));
        assertThat(wrong).isNotNull();
        assertThat(wrong.getMessage()).isEqualTo(expected.strip());
    }

    @Test
    void aFileThatIsMuchTooLongIsRefusedBeforeItIsRead() {
        String text = "record: contact\nobject: contacts\n# " + "x".repeat(1_000_001);
        assertThat(MappingFile.read("x.yaml", text, Expressions.unchecked()).mistakes())
                .singleElement()
                .satisfies(m -> assertThat(m.what()).contains("longer than"));
    }

    @Test
    void deepNestingIsRefusedBeforeItIsBuilt() {
        String text = "record: " + "[".repeat(5_000) + "]".repeat(5_000);
        assertThat(MappingFile.read("x.yaml", text, Expressions.unchecked()).mistakes())
                .singleElement()
                .satisfies(m -> assertThat(m.what()).contains("nested more than 20 deep"));
    }
}
