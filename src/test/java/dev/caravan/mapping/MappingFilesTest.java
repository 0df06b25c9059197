package dev.caravan.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.caravan.mapping.component.CamelExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mapping files that come with Caravan, and the schema that they are written by. */
class MappingFilesTest {
    private static final Path SCHEMA = Path.of("src/main/resources/schema/mapping.schema.json");

    static Stream<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : List.of("mappings", "src/main/resources/defaults")) {
            try (Stream<Path> paths = Files.walk(Path.of(folder))) {
                paths.filter(p -> p.toString().endsWith(".yaml")).sorted().forEach(all::add);
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void everyFileIsRight(Path file) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            MappingFile.Parsed parsed =
                    MappingFile.read(file.toString(), Files.readString(file), new CamelExpressions(context));
            assertThat(parsed.mistakes()).isEmpty();
            assertThat(file.getFileName()).hasToString(parsed.mapping().record().word() + ".yaml");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void everyFileNamesItsSchema(Path file) throws IOException {
        String first = Files.readAllLines(file).get(0);
        String prefix = "# yaml-language-server: $schema=";
        assertThat(first).startsWith(prefix);
        assertThat(file.getParent().resolve(first.substring(prefix.length())).normalize())
                .isEqualTo(SCHEMA)
                .exists();
    }

    @Test
    void theFoldersHaveNoProblems() {
        assertThat(new Mappings(Path.of("mappings"), Expressions.unchecked()).problems())
                .isEmpty();
    }

    @Test
    void theSchemaIsAValidSchema() throws IOException {
        JsonSchema meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012));
        assertThat(meta.validate(Files.readString(SCHEMA), InputFormat.JSON)).isEmpty();
    }

    @Test
    void everyKeyOfTheSchemaIsDescribedWithAnExample() throws IOException {
        List<String> bare = new ArrayList<>();
        look(new ObjectMapper().readTree(Files.readString(SCHEMA)), "", bare);
        assertThat(bare).isEmpty();
    }

    private static void look(JsonNode node, String path, List<String> bare) {
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            JsonNode value = property.getValue();
            String name = path + "/" + property.getKey();
            if (value.path("description").asText().isBlank()
                    || value.path("examples").isEmpty()) {
                bare.add(name);
            }
            look(value, name, bare);
        }
        node.path("$defs").properties().forEach(d -> look(d.getValue(), path + "/" + d.getKey(), bare));
    }
}
