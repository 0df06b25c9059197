package dev.caravan.crm.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.ConditionCheck;
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
import dev.caravan.filter.HostileTexts;
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
                                    field("size", FieldSchema.Type.NUMBER),
                                    field("vip", FieldSchema.Type.BOOLEAN),
                                    field("day", FieldSchema.Type.DATE),
                                    field("seen", FieldSchema.Type.DATETIME),
                                    field("tags", FieldSchema.Type.OPTIONS),
                                    field("owner", FieldSchema.Type.REFERENCE),
                                    field("status", FieldSchema.Type.OPTION),
                                    field("jobtitle", FieldSchema.Type.TEXT)))
                    .toList());

    static Stream<Arguments> conditions() {
        BigDecimal long16 = new BigDecimal("1234567890123456");
        return Stream.of(
                Arguments.of(new Condition.Everything(), ""),
                Arguments.of(A, "a EQ 1"),
                Arguments.of(new Not(A), ""),
                Arguments.of(new Compare("a", Operator.NOT_EQUAL, "1"), ""),
                Arguments.of(new Compare("a", Operator.GREATER, "1"), "a HAS_PROPERTY"),
                Arguments.of(new Compare("a", Operator.EQUAL, " "), "a HAS_PROPERTY"),
                Arguments.of(new Compare("a", Operator.EQUAL, "\ud800"), "nothing"),
                Arguments.of(new Compare("size", Operator.NOT_EQUAL, "1"), "size NEQ 1 | size NOT_HAS_PROPERTY"),
                Arguments.of(
                        new Not(new Compare("size", Operator.LESS, BigDecimal.TEN)),
                        "size GTE 10 | size NOT_HAS_PROPERTY"),
                Arguments.of(new Compare("size", Operator.LESS_OR_EQUAL, new BigDecimal("1E+3")), "size LTE 1000"),
                Arguments.of(new Compare("size", Operator.LESS, long16), "size HAS_PROPERTY"),
                Arguments.of(new Compare("vip", Operator.EQUAL, "TRUE"), "vip EQ true"),
                Arguments.of(new Compare("day", Operator.GREATER, LocalDate.EPOCH), "day GT 0"),
                Arguments.of(new Compare("seen", Operator.GREATER, LocalDate.EPOCH), "seen GT 0"),
                Arguments.of(new Compare("seen", Operator.GREATER, Instant.ofEpochMilli(5)), "seen GT 5"),
                Arguments.of(new Compare("seen", Operator.LESS, Instant.ofEpochSecond(0, 1)), "seen HAS_PROPERTY"),
                Arguments.of(new Compare("a", Operator.EQUAL, LocalDate.EPOCH), "a HAS_PROPERTY"),
                Arguments.of(new Compare("a", Operator.EQUAL, ""), "a NOT_HAS_PROPERTY"),
                Arguments.of(new Compare("a", Operator.NOT_EQUAL, ""), "a HAS_PROPERTY"),
                Arguments.of(new IsNull("a"), "a NOT_HAS_PROPERTY"),
                Arguments.of(new Not(new IsNull("a")), "a HAS_PROPERTY"),
                Arguments.of(new In("a", List.of("X", "y")), "a IN x,y"),
                Arguments.of(new In("status", List.of("new", "Open")), "status IN new,Open"),
                Arguments.of(
                        new Not(new In("status", List.of("new", "open"))),
                        "status NOT_IN new,open | status NOT_HAS_PROPERTY"),
                Arguments.of(new Not(new In("status", List.of("Open"))), ""),
                Arguments.of(new In("a", List.of("X", "")), "a EQ X | a NOT_HAS_PROPERTY"),
                Arguments.of(new Not(new In("a", List.of("X"))), ""),
                Arguments.of(new In("a", List.of()), "nothing"),
                Arguments.of(new Not(new In("a", List.of())), ""),
                Arguments.of(new Compare("tags", Operator.EQUAL, "x"), "tags IN x"),
                Arguments.of(new Compare("owner", Operator.EQUAL, new BigDecimal("77")), "owner EQ 77"),
                Arguments.of(new Like("a", "%ab%"), "a CONTAINS_TOKEN *ab*"),
                Arguments.of(new Like("a", "Ab"), "a CONTAINS_TOKEN *ab*"),
                Arguments.of(new Like("a", "x_%two WORDS%"), "a CONTAINS_TOKEN *words*"),
                Arguments.of(new Like("a", "%"), "a HAS_PROPERTY"),
                Arguments.of(new Like("a", "%\u00e9_*%"), "a HAS_PROPERTY"),
                Arguments.of(new Not(new Like("a", "ab%")), ""),
                Arguments.of(new And(List.of(A, B)), "a EQ 1 & b EQ 2"),
                Arguments.of(new Or(List.of(A, B)), "a EQ 1 | b EQ 2"),
                Arguments.of(new And(List.of(A, new Or(List.of(B, C)))), "a EQ 1 & b EQ 2 | a EQ 1 & c EQ 3"),
                Arguments.of(new And(List.of(A, A)), "a EQ 1"),
                Arguments.of(new Or(List.of(A, new Condition.Everything())), ""),
                Arguments.of(new And(List.of(A, new Not(new Condition.Everything()))), "nothing"),
                Arguments.of(new Not(new Or(List.of(A, new IsNull("b")))), "b HAS_PROPERTY"));
    }

    @ParameterizedTest(name = "{index}: {1}")
    @MethodSource("conditions")
    void everyConditionHasItsGroups(Condition condition, String expected) {
        SearchFilters filters = filters(condition);
        assertThat(filters.isNothing() ? "nothing" : text(filters.json())).isEqualTo(expected);
    }

    @Test
    void whatDoesNotFitIsMadeLooser() {
        List<Condition> seven =
                IntStream.range(0, 7).mapToObj(SearchFiltersTest::equal).toList();
        assertThat(text(filters(new And(seven)).json()))
                .as("room is left for the paging")
                .isEqualTo("a EQ x & b EQ x & c EQ x & d EQ x & e EQ x");
        assertThat(filters(new Or(seven.subList(0, 5))).groups()).hasSize(5);
        assertThat(text(filters(new Or(seven)).json())).isEmpty();
        assertThat(text(filters(new And(List.of(A, new Or(seven)))).json())).isEqualTo("a EQ 1");
        assertThat(text(filters(new Or(seven.stream()
                                .<Condition>map(one -> new And(List.of(A, one)))
                                .toList()))
                        .json()))
                .as("what all alternatives have in common")
                .isEqualTo("a EQ 1");
        Condition fourEach = new Or(IntStream.range(0, 5)
                .<Condition>mapToObj(g -> new And(
                        IntStream.range(0, 4).mapToObj(i -> equal(g * 4 + i)).toList()))
                .toList());
        assertThat(filters(fourEach).groups())
                .hasSize(5)
                .allSatisfy(group -> assertThat(group).hasSize(2));
        Condition oneField = new Or(IntStream.range(0, 100)
                .<Condition>mapToObj(i -> new Compare("a", Operator.EQUAL, "X" + i))
                .toList());
        assertThat(filters(oneField).groups())
                .singleElement()
                .satisfies(group -> assertThat(group.get(0).values()).hasSize(100));
        Condition deep = new And(IntStream.range(0, 300)
                .<Condition>mapToObj(i -> new Or(List.of(equal(i % 26), equal((i + 1) % 26), B)))
                .toList());
        assertThat(filters(deep).groups()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    @Tag("S7")
    void anUnknownPropertyIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> filters(new IsNull("jobtitel")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Did you mean 'jobtitle'?");
        assertThatThrownBy(() -> filters(new IsNull("associations.x\"y"))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    @Tag("S7")
    void hostileValuesNeverChangeTheStructureOfASearch() {
        Random random = new Random(20_260_301);
        JsonNode other = filters(C).json().get(0);
        for (int i = 0; i < 100_000; i++) {
            String value = HostileTexts.next(random);
            Condition condition = new Or(List.of(
                    new And(List.of(
                            new Compare("a", Operator.EQUAL, "v" + value),
                            new In("status", List.of("w" + value, "x")),
                            new Like("b", "%x" + value.replace("%", "\\%").replace("_", "\\_") + "%"))),
                    C));
            byte[] sent = Json.write(filters(condition).json());
            JsonNode read = Json.tryRead(sent).orElseThrow(() -> new AssertionError("no JSON for " + escaped(value)));
            if (HubSpotValues.isWhole(value)) {
                assertThat(read.size()).isEqualTo(2);
                JsonNode first = read.get(1).get("filters");
                assertThat(first.size()).isEqualTo(3);
                assertThat(first.get(0)).isEqualTo(filter("a", "EQ").put("value", "v" + value));
                ObjectNode list = filter("status", "IN");
                list.putArray("values").add("w" + value).add("x");
                assertThat(first.get(1)).isEqualTo(list);
                assertThat(first.get(2).get("propertyName").asText()).isEqualTo("b");
                assertThat(first.get(2).path("value").asText("*xx*")).matches("\\*[a-z0-9]+\\*");
                assertThat(read.get(0)).isEqualTo(other);
            } else {
                // No CRM holds half a surrogate pair: that alternative finds nothing.
                assertThat(read.size()).isEqualTo(1);
                assertThat(read.get(0)).isEqualTo(other);
            }
        }
    }

    private static ObjectNode filter(String property, String operator) {
        return Json.object().put("propertyName", property).put("operator", operator);
    }

    private static SearchFilters filters(Condition condition) {
        return SearchFilters.of(SCHEMA, new ConditionCheck(SCHEMA).fit(condition));
    }

    private static String escaped(String value) {
        return value.chars().mapToObj(c -> String.format("%04x", c)).toList().toString();
    }

    private static Condition equal(int letter) {
        return new Compare(String.valueOf((char) ('a' + letter)), Operator.EQUAL, "x");
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
        List<FieldSchema.Option> options = type == FieldSchema.Type.OPTION
                ? List.of(new FieldSchema.Option("new", "New"), new FieldSchema.Option("open", "Open"))
                : List.of();
        return new FieldSchema(name, name, type, false, false, 0, options, !options.isEmpty(), false);
    }
}
