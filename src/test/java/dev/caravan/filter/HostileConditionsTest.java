package dev.caravan.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("S7")
class HostileConditionsTest {
    private static final List<String> PIECES = List.of(
            "name",
            "stage",
            "Account.Name",
            "`a b`",
            "=",
            "<>",
            "<",
            ">=",
            "==",
            "||",
            "->>",
            "::",
            "@>",
            "IN",
            "NOT",
            "LIKE",
            "IS NULL",
            "BETWEEN",
            "AND",
            "OR",
            "XOR",
            "(",
            ")",
            "[",
            "{",
            ",",
            ";",
            "'a'",
            "\"b\"",
            "'",
            "\"",
            "`",
            "$$",
            "1",
            "-5",
            "1e999999999",
            "0x1F",
            ".",
            "true",
            "NULL",
            "?",
            ":p",
            "@v",
            "#",
            "--",
            "/*",
            "*",
            "SELECT 1",
            "FROM dual",
            "CASE WHEN 1=1 THEN 2 END",
            "EXISTS",
            "DATE '2026-01-31'",
            "DATE '2026-13-99'",
            "INTERVAL 1 DAY",
            "CAST(a AS INT)",
            "COUNT(*)",
            "E'x'",
            "x'41'",
            "\n",
            "\0",
            "\ud800");

    @Test
    void aHostileValueStaysOneValue() {
        Random random = new Random(71);
        for (int i = 0; i < 10_000; i++) {
            String value = "x" + HostileTexts.next(random);
            String quoted = random.nextBoolean()
                    ? "'" + value.replace("'", "''") + "'"
                    : '"' + value.replace("\"", "\"\"") + '"';
            assertThat(Filters.parse("a = 1 AND name = " + quoted + " AND b = 2"))
                    .isEqualTo(new Condition.And(List.of(
                            new Condition.Compare("a", Condition.Operator.EQUAL, java.math.BigDecimal.ONE),
                            new Condition.Compare("name", Condition.Operator.EQUAL, value),
                            new Condition.Compare("b", Condition.Operator.EQUAL, java.math.BigDecimal.valueOf(2)))));
        }
    }

    @Test
    void aHostileConditionIsReadOrRefusedWithASentence() {
        Random random = new Random(72);
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                text.append(
                                random.nextInt(12) == 0
                                        ? HostileTexts.next(random)
                                        : PIECES.get(random.nextInt(PIECES.size())))
                        .append(random.nextInt(4) == 0 ? "" : " ");
            }
            assertAnswered(text.toString());
        }
    }

    static Stream<String> deep() {
        return Stream.of(
                "(".repeat(25) + "a = = 1" + ")".repeat(25),
                "(".repeat(25) + "a",
                "(".repeat(9_000),
                "NOT ".repeat(4_900) + "a = 1",
                "NOT (".repeat(24) + "a = = 1" + ")".repeat(24),
                "a = " + "- ".repeat(9_000) + "1",
                "a = " + "f(".repeat(24) + "1" + ")".repeat(24),
                "CASE WHEN ".repeat(1_900),
                "a IN (" + "1,".repeat(9_000) + "1)",
                "a IN (" + "(1,".repeat(24) + "1" + ")".repeat(24) + ")",
                "a = 1" + " OR a = 1".repeat(2_000) + " OR =",
                "a = 1" + " AND b = 1 OR a = 1".repeat(900),
                "a" + " + a".repeat(4_900) + " = 1",
                "a" + ".b".repeat(9_000) + " = 1",
                "a".repeat(19_000) + " = 1",
                "a = '" + "x".repeat(19_000) + "'",
                "a = " + "9".repeat(19_000),
                "a = 1e-2147483648",
                "[".repeat(9_000),
                "{".repeat(9_000),
                "a = 'x' ".repeat(2_000),
                "a LIKE " + "'x' LIKE ".repeat(1_500) + "'x'",
                "a = " + "SELECT ".repeat(2_000),
                "a || ".repeat(3_000) + "b = 1",
                "a BETWEEN ".repeat(1_500) + "1",
                "a IS NOT NULL".repeat(1_500));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("deep")
    void noConditionIsDeepOrSlow(String text) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertAnswered(text));
    }

    private static void assertAnswered(String text) {
        Filters.Parsed parsed = Filters.read(text);
        if (parsed.condition() == null) {
            assertThat(parsed.problem())
                    .as(text)
                    .startsWith("the condition ")
                    .hasSizeLessThan(700)
                    .doesNotContain("net.sf", "Exception", "null pointer");
        } else {
            assertThat(Filters.fields(parsed.condition())).as(text).isNotEmpty();
        }
    }
}
