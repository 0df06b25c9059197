package dev.caravan.crm.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.And;
import dev.caravan.filter.Condition.Compare;
import dev.caravan.filter.Condition.In;
import dev.caravan.filter.Condition.IsNull;
import dev.caravan.filter.Condition.Like;
import dev.caravan.filter.Condition.Not;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.Condition.Or;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchFiltersTest {
    private static final Condition A = new Compare("a", Operator.EQUAL, "1");
    private static final Condition B = new Compare("b", Operator.EQUAL, "2");
    private static final Condition C = new Compare("c", Operator.EQUAL, "3");
    private static final ObjectSchema SCHEMA = ObjectSchema.of(
            "contacts",
            Stream.concat(
                            IntStream.range(0, 26)
                                    .mapToObj(i -> field(String.valueOf((char) ('a' + i)), FieldSchema.Type.TEXT)),
                            Stream.of(
                                    field("status", FieldSchema.Type.OPTION), field("jobtitle", FieldSchema.Type.TEXT)))
                    .toList());

    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of(new Condition.Everything(), ""),
                Arguments.of(A, "a EQ 1"),
                Arguments.of(new Not(A), "a NEQ 1 & a HAS_PROPERTY"),
                Arguments.of(new Compare("a", Operator.NOT_EQUAL, "1"), "a NEQ 1 & a HAS_PROPERTY"),
                Arguments.of(new Not(new Compare("a", Operator.LESS, BigDecimal.TEN)), "a GTE 10"),
                Arguments.of(new Compare("a", Operator.LESS_OR_EQUAL, new BigDecimal("1E+3")), "a LTE 1000"),
                Arguments.of(new Compare("a", Operator.GREATER, true), "a GT true"),
                Arguments.of(new Compare("a", Operator.GREATER_OR_EQUAL, LocalDate.of(1970, 1, 2)), "a GTE 86400000"),
                Arguments.of(new Compare("a", Operator.EQUAL, Instant.ofEpochMilli(1234)), "a EQ 1234"),
                Arguments.of(new Compare("a", Operator.EQUAL, ""), "a NOT_HAS_PROPERTY"),
                Arguments.of(new Compare("a", Operator.NOT_EQUAL, ""), "a HAS_PROPERTY"),
                Arguments.of(new IsNull("a"), "a NOT_HAS_PROPERTY"),
                Arguments.of(new Not(new IsNull("a")), "a HAS_PROPERTY"),
                Arguments.of(new In("a", List.of("X", "y")), "a IN x,y"),
                Arguments.of(new In("status", List.of("NEW", "Open")), "status IN NEW,Open"),
                Arguments.of(new In("a", List.of("X", "")), "a IN x | a NOT_HAS_PROPERTY"),
                Arguments.of(new Not(new In("a", List.of("X"))), "a NOT_IN x & a HAS_PROPERTY"),
                Arguments.of(new In("a", List.of()), "nothing"),
                Arguments.of(new Not(new In("a", List.of())), ""),
                Arguments.of(new Like("a", "%ab%"), "a CONTAINS_TOKEN *ab*"),
                Arguments.of(new Like("a", "ab"), "a EQ ab"),
                Arguments.of(new Like("a", "%"), "a HAS_PROPERTY"),
                Arguments.of(new Not(new Like("a", "ab%")), "a NOT_CONTAINS_TOKEN ab* & a HAS_PROPERTY"),
                Arguments.of(new And(List.of(A, B)), "a EQ 1 & b EQ 2"),
                Arguments.of(new Or(List.of(A, B)), "a EQ 1 | b EQ 2"),
                Arguments.of(new And(List.of(A, new Or(List.of(B, C)))), "a EQ 1 & b EQ 2 | a EQ 1 & c EQ 3"),
                Arguments.of(new And(List.of(A, A)), "a EQ 1"),
                Arguments.of(new Or(List.of(A, new Condition.Everything())), ""),
                Arguments.of(new And(List.of(A, new Not(new Condition.Everything()))), "nothing"),
                Arguments.of(new Not(new Or(List.of(A, new IsNull("b")))), "a NEQ 1 & a HAS_PROPERTY & b HAS_PROPERTY"),
                Arguments.of(new Compare("associations.company", Operator.EQUAL, "77"), "associations.company EQ 77"));
    }

    @ParameterizedTest(name = "{index}: {1}")
    @MethodSource("conditions")
    void everyConditionHasItsGroups(Condition condition, String expected) {
        SearchFilters filters = SearchFilters.of(SCHEMA, condition);
        assertThat(filters.isNothing() ? "nothing" : text(filters.json())).isEqualTo(expected);
    }

    @Test
    void whatFitsIsSentAndOneMoreIsRefused() {
        List<Condition> six =
                IntStream.range(0, 6).mapToObj(SearchFiltersTest::equal).toList();
        assertThat(SearchFilters.of(SCHEMA, new And(six)).fits(1)).isFalse();
        List<Condition> seven =
                IntStream.range(0, 7).mapToObj(SearchFiltersTest::equal).toList();
        List<Condition> fiveGroups = seven.subList(0, 5);
        assertThat(SearchFilters.of(SCHEMA, new Or(fiveGroups)).groups()).hasSize(5);
        assertRefused(new And(seven));
        assertRefused(new Or(seven));
        Condition twenty = new Or(IntStream.range(0, 5)
                .<Condition>mapToObj(g -> new And(
                        IntStream.range(0, 4).mapToObj(i -> equal(g * 4 + i)).toList()))
                .toList());
        assertRefused(twenty);
    }

    @Test
    void manyAlternativesAreRefusedBeforeTheyAreMultipliedOut() {
        Condition either = new Or(List.of(A, B, C));
        Condition deep = new And(IntStream.range(0, 30)
                .<Condition>mapToObj(i -> new Or(List.of(equal(i % 26), either)))
                .toList());
        assertRefused(deep);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_b%", "%two words%", "a*b%"})
    void aPatternThatHubSpotCannotSearchForIsRefused(String pattern) {
        assertRefused(new Like("a", pattern));
    }

    @Test
    @Tag("S7")
    void anUnknownPropertyIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> SearchFilters.of(SCHEMA, new IsNull("jobtitel")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Did you mean 'jobtitle'?");
        assertThatThrownBy(() -> SearchFilters.of(SCHEMA, new IsNull("associations.x\"y")))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    @Tag("S7")
    void hostileValuesNeverChangeTheStructureOfASearch() {
        Random random = new Random(20_260_301);
        for (int i = 0; i < 100_000; i++) {
            String value = hostile(random);
            Condition condition = new Or(List.of(
                    new And(List.of(new Compare("a", Operator.EQUAL, value), new In("status", List.of(value, "x")))),
                    C));
            byte[] sent = Json.write(SearchFilters.of(SCHEMA, condition).json());
            JsonNode read =
                    Json.tryRead(sent).orElseThrow(() -> new AssertionError("no JSON for value " + escaped(value)));
            assertThat(read.size()).isEqualTo(2);
            JsonNode first = read.get(0).get("filters");
            assertThat(first.size()).isEqualTo(2);
            assertThat(first.get(0).size()).isEqualTo(3);
            assertThat(first.get(0).get("value").asText()).isEqualTo(value);
            assertThat(first.get(1).size()).isEqualTo(3);
            assertThat(first.get(1).get("values").get(0).asText()).isEqualTo(value);
            assertThat(read.get(1)).isEqualTo(SearchFilters.of(SCHEMA, C).json().get(0));
        }
    }

    private static String hostile(Random random) {
        String[] parts = {
            "'",
            "\"",
            "\\",
            "%",
            "_",
            "\n",
            "\r",
            "\u0000",
            "\u2028",
            "\u2019",
            "\u201d",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"}]}",
            "\\\"",
            "\\u0022",
            "\ud83d\ude00",
            "\u202e",
            "</script>",
            " OR 1=1",
            "*",
            ";",
            "\t",
            "\ufeff",
            "x",
            "\"value\":\"y\""
        };
        StringBuilder value = new StringBuilder("v");
        for (int n = random.nextInt(6); n >= 0; n--) {
            value.append(parts[random.nextInt(parts.length)]);
        }
        return value.toString();
    }

    private static String escaped(String value) {
        return value.chars().mapToObj(c -> String.format("%04x", c)).toList().toString();
    }

    private static Condition equal(int letter) {
        return new Compare(String.valueOf((char) ('a' + letter)), Operator.EQUAL, "x");
    }

    private static void assertRefused(Condition condition) {
        assertThatThrownBy(() -> SearchFilters.of(SCHEMA, condition))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILTER_INVALID))
                .hasMessageContaining("HubSpot");
    }

    private static String text(JsonNode groups) {
        List<String> texts = new ArrayList<>();
        groups.forEach(group -> {
            List<String> filters = new ArrayList<>();
            group.get("filters").forEach(filter -> {
                List<String> values = new ArrayList<>();
                filter.path("values").forEach(value -> values.add(value.asText()));
                String value = filter.has("values")
                        ? String.join(",", values)
                        : filter.path("value").asText("");
                filters.add((filter.get("propertyName").asText() + " "
                                + filter.get("operator").asText() + " " + value)
                        .trim());
            });
            texts.add(String.join(" & ", filters));
        });
        return String.join(" | ", texts);
    }

    private static FieldSchema field(String name, FieldSchema.Type type) {
        return new FieldSchema(name, name, type, false, false, 0, List.of(), false, false);
    }
}
