package dev.caravan.crm.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.ConditionCheck;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SearchPage;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions in the language of OData. */
class ODataFilterTest {
    private static final DynamicsTable TABLE = new DynamicsTable("contact", "contacts", "contactid", "fullname");
    private static final Map<String, DynamicsField> FIELDS = fields();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name = 'O''Neill'                      | name eq 'O''Neill'
            name <> 'x'                            |
            NOT (name = 'x' AND n = 1)             |
            n <> 1                                 | (n ne 1 or n eq null)
            n >= 1.50                              | n ge 1.5
            NOT n >= 2                             | (n lt 2 or n eq null)
            name > 'a'                             | name ne null
            name LIKE '%50[%'                      | name ne null
            name LIKE 'a%b_c'                      | (contains(name,'a') and contains(name,'b') and contains(name,'c'))
            name IS NULL OR n IS NOT NULL          | (name eq null or n ne null)
            name IN ('a', 'b') AND flag = true     | ((name eq 'a' or name eq 'b') and flag eq true)
            pick IN ('1', '2')                     | (pick eq 1 or pick eq 2)
            pick = 'x) or (1 eq 1'                 | contactid eq null
            at > '2026-01-31T10:00:00Z'            | at gt 2026-01-31T10:00:00Z
            born = '2026-01-31'                    | born eq 2026-01-31
            ref = '7A4814f9-b0b8-4a11-a812-000d3a122b89' | _ref_value eq 7A4814f9-b0b8-4a11-a812-000d3a122b89
            ref = 'x'                              | contactid eq null
            set = '1'                              | set ne null
            """)
    void aConditionIsSaidInOData(String condition, String filter) {
        assertThat(compiled(Filters.parse(condition))).isEqualTo(filter == null ? "" : filter);
    }

    @Test
    @Tag("S7")
    void noValueChangesTheStructureOfAQuestion() {
        Random random = new Random(7);
        String[] pieces = {
            "'",
            "''",
            ")",
            "(",
            " or ",
            " eq ",
            "null",
            "%27",
            "&",
            "#",
            "\\",
            "\n",
            "\u2019",
            "\"",
            "contains(",
            ",",
            "$",
            "@p",
            "é",
            "\u0000"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                value.append(pieces[random.nextInt(pieces.length)]);
            }
            for (String field : List.of("name", "n", "pick", "ref", "flag", "at", "born", "set")) {
                Condition hostile = new Condition.In(field, List.of(value.toString(), "a"));
                String text = new ODataFilter(TABLE, name -> Optional.ofNullable(FIELDS.get(name))).of(hostile);
                String rest = text.replaceAll("'(?:[^']|'')*'", "?");
                assertThat(rest)
                        .matches("\\(name eq \\? or name eq \\?\\)|contactid eq null|\\w+ ne null|_ref_value ne null");
            }
            String query = new ODataQuery()
                    .add("$filter", ODataFilter.quoted(value.toString()))
                    .text();
            assertThat(query).matches("\\$filter=[A-Za-z0-9%._*(),-]*");
        }
    }

    @Test
    @Tag("R72")
    void theSandboxFindsWhatTheConditionMeans() {
        try (TestEnvironment environment = new TestEnvironment()) {
            Crm crm = environment.open(Map.of());
            List<String> names = List.of("O'Neill", "vink", "Vink", "50% off", "a_b", "x) or (1 eq 1", "Zoë", "[x]");
            for (String name : names) {
                TestEnvironment.create(crm, "contacts", "lastname", name, "numberofchildren", (long) name.length());
            }
            TestEnvironment.create(crm, "contacts", "emailaddress1", "nameless@vink.example");
            for (String text : List.of(
                    "lastname = 'O''Neill'",
                    "lastname = 'vink'",
                    "lastname <> 'vink'",
                    "lastname LIKE 'v%'",
                    "lastname LIKE '%\\%%'",
                    "lastname LIKE 'a\\_b'",
                    "lastname LIKE '[%'",
                    "lastname IN ('x) or (1 eq 1', 'Zoë')",
                    "lastname IS NULL",
                    "NOT lastname LIKE 'v%' AND numberofchildren < 6",
                    "numberofchildren >= 4 OR lastname = 'a_b'",
                    "NOT numberofchildren >= 4",
                    "createdon > '2020-01-01' AND statecode = '0'")) {
                Condition condition = new ConditionCheck(crm.describe("contacts")).fit(Filters.parse(text));
                List<CrmRecord> all = search(crm, new Condition.Everything());
                List<String> wanted = all.stream()
                        .filter(each -> Filters.compile(condition).test(each.fields()::get))
                        .map(CrmRecord::id)
                        .toList();
                assertThat(search(crm, condition))
                        .extracting(CrmRecord::id)
                        .as(text)
                        .containsExactlyElementsOf(wanted);
                assertThat(crm.count("contacts", condition)).as(text).isGreaterThanOrEqualTo(wanted.size());
            }
        }
    }

    private static List<CrmRecord> search(Crm crm, Condition condition) {
        List<String> fields = List.of("lastname", "numberofchildren", "createdon", "statecode");
        SearchPage page = crm.search("contacts", condition, fields, null);
        assertThat(page.next()).isEmpty();
        return page.records();
    }

    private static String compiled(Condition condition) {
        List<FieldSchema> schemas = new ArrayList<>();
        FIELDS.values().forEach(each -> schemas.add(each.schema()));
        Condition fitted = new ConditionCheck(ObjectSchema.of("contacts", schemas)).fit(condition);
        return new ODataFilter(TABLE, name -> Optional.ofNullable(FIELDS.get(name))).of(fitted);
    }

    private static Map<String, DynamicsField> fields() {
        Map<String, DynamicsField> fields = new LinkedHashMap<>();
        Map<String, Type> types = Map.of(
                "name", Type.TEXT,
                "n", Type.NUMBER,
                "pick", Type.OPTION,
                "set", Type.OPTIONS,
                "flag", Type.BOOLEAN,
                "at", Type.DATETIME,
                "born", Type.DATE,
                "ref", Type.REFERENCE);
        types.forEach((name, type) -> fields.put(
                name,
                new DynamicsField(
                        new FieldSchema(name, name, type, false, false, 0, List.of(), false, false),
                        type == Type.REFERENCE ? "Lookup" : "String",
                        Map.of())));
        return fields;
    }
}
