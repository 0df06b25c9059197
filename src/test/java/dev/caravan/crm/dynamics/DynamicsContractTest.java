package dev.caravan.crm.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The columns that are mapped are columns of Microsoft's table definitions, and as long as those say. */
class DynamicsContractTest {
    /** Beside the working tree, or beside the folder of working trees. */
    private static final Path DEFINITIONS = Stream.of("../shared", "../../shared")
            .map(folder -> Path.of(folder, "vendors/dynamics365-openapi"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(Path.of("../shared/vendors/dynamics365-openapi"));

    /** Columns of an address are defined apart, once for all tables. */
    private static final Set<String> ADDRESSES = Set.of("address1_city", "address1_country");

    @ParameterizedTest
    @CsvSource({
        "company, accounts, Account",
        "contact, contacts, Contact",
        "lead, leads, Lead",
        "deal, opportunities, Opportunity"
    })
    void everyMappedColumnIsThereAndAsLongAsItIsTakenFor(String record, String set, String definition)
            throws IOException {
        Set<String> mapped = new LinkedHashSet<>();
        for (String folder : List.of("mappings/dynamics/", "src/main/resources/defaults/dynamics/")) {
            Map<String, Object> file = new Yaml().load(Files.readString(Path.of(folder, record + ".yaml")));
            assertThat(file).containsEntry("object", set);
            mapped.addAll(columns(file));
        }
        assertThat(mapped).isNotEmpty();
        try (TestEnvironment environment = new TestEnvironment()) {
            ObjectSchema schema = environment.open(Map.of()).describe(set);
            assertThat(mapped).allSatisfy(name -> {
                FieldSchema field = schema.field(name).orElseThrow();
                assertThat(field.readOnly()).as(name).isFalse();
            });
            assumeTrue(Files.isDirectory(DEFINITIONS), "no table definitions at " + DEFINITIONS.toAbsolutePath());
            JsonNode defined = new ObjectMapper()
                    .readTree(DEFINITIONS.resolve(definition + ".cdm.json").toFile());
            for (String name : mapped) {
                if (ADDRESSES.contains(name)) {
                    continue;
                }
                List<JsonNode> found = defined.findParents("sourceName").stream()
                        .filter(each -> each.path("sourceName").asText().equals(name))
                        .toList();
                assertThat(found).as(name).isNotEmpty();
                int longest = found.get(0).path("maximumLength").asInt(0);
                if (longest > 0 && schema.field(name).orElseThrow().maxLength() > 0) {
                    assertThat(schema.field(name).orElseThrow().maxLength())
                            .as(name)
                            .isEqualTo(longest);
                }
            }
        }
    }

    private static Set<String> columns(Map<String, Object> file) {
        Set<String> columns = new LinkedHashSet<>();
        if (file.get("fields") instanceof Map<?, ?> fields) {
            fields.values()
                    .forEach(value -> columns.add(
                            value instanceof Map<?, ?> whole
                                    ? String.valueOf(whole.get("to"))
                                    : String.valueOf(value)));
        }
        if (file.get("fixed") instanceof Map<?, ?> fixed) {
            fixed.keySet().forEach(name -> columns.add(String.valueOf(name)));
        }
        return columns;
    }
}
