package dev.caravan.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluatorTest {

    static Stream<Arguments> rows() {
        return Stream.of(
                arguments("v = 'Customer'", "Customer", true),
                arguments("v = 'Customer'", "customer", false),
                arguments("v <> 'guessed'", "verified", true),
                arguments("v <> 'guessed'", "guessed", false),
                arguments("v <> 'guessed'", null, true),
                arguments("v = 'guessed'", null, false),
                arguments("NOT v = 'guessed'", null, true),
                arguments("v > 5", null, false),
                arguments("v NOT IN ('a')", null, true),
                arguments("v > 1000000", 1_000_001L, true),
                arguments("v > 1000000", "1000001", true),
                arguments("v > 1000000", new BigDecimal("1000000.01"), true),
                arguments("v > 1000000", "many", false),
                arguments("v = 250", "250.0", true),
                arguments("v = '250'", 250L, true),
                arguments("v >= 250", 250L, true),
                arguments("v < 250", 250L, false),
                arguments("v = true", Boolean.TRUE, true),
                arguments("v = true", "TRUE", true),
                arguments("v = true", "yes", false),
                arguments("v <> true", null, true),
                arguments("v = 'true'", Boolean.TRUE, true),
                arguments("v >= '2026-01-01'", "2026-01-01", true),
                arguments("v > '2026-01-01'", "2026-01-01T10:00:00Z", true),
                arguments("v > '2026-01-01'", "2026-01-01T10:00:00.000+0000", true),
                arguments("v < '2026-01-01'", "2025-12-31", true),
                arguments("v < '2026-01-01'", "last year", false),
                arguments("v = '2026-01-01T10:00:00+02:00'", "2026-01-01T08:00:00Z", true),
                arguments("v IN ('a', 'b')", "b", true),
                arguments("v IN (1, 2)", "2", true),
                arguments("v IN ('a')", List.of("x", "a"), true),
                arguments("v = 'a'", List.of("x", "a"), true),
                arguments("v <> 'a'", List.of("x", "a"), false),
                arguments("v LIKE 'a%'", List.of("x", "Abc"), true),
                arguments("v LIKE 'acme%'", "ACME B.V.", true),
                arguments("v LIKE '%b.v.'", "ACME B.V.", true),
                arguments("v LIKE '%c_e%'", "ACME", true),
                arguments("v LIKE 'acme'", "acme inc", false),
                arguments("v LIKE '%'", null, false),
                arguments("v LIKE '12%'", 1234L, true),
                arguments("v LIKE '50\\% %'", "50% off", true),
                arguments("v LIKE '50\\% %'", "500 off", false),
                arguments("v LIKE 'a\\_b'", "a_b", true),
                arguments("v LIKE 'a\\_b'", "axb", false),
                arguments("v LIKE 'c:\\dir\\\\%'", "C:\\dir\\x", true),
                arguments("v LIKE '_'", "\ud83d\ude00", true),
                arguments("v LIKE 'CAF\u00c9'", "caf\u00e9", true),
                arguments("v LIKE 'i%'", "\u0130stanbul", false),
                arguments("v LIKE ''", "", false),
                arguments("v < 'x'", "", false),
                arguments("v <> 'x'", "", true),
                arguments("v IN ('a', '')", null, true),
                arguments("v IS NULL", null, true),
                arguments("v IS NULL", "", true),
                arguments("v IS NULL", "  ", false),
                arguments("v IS NULL", List.of(), true),
                arguments("v IS NOT NULL", "x", true),
                arguments("v = ''", null, true),
                arguments("v BETWEEN 1 AND 3", 3L, true),
                arguments("v = 1 OR v = 2", 2L, true),
                arguments("v > 1 AND v < 3", 3L, false));
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @MethodSource("rows")
    void aConditionHoldsForARecord(String condition, Object value, boolean holds) {
        Map<String, Object> record = new HashMap<>();
        record.put("v", value);
        assertThat(Filters.compile(Filters.parse(condition)).test(record::get)).isEqualTo(holds);
    }

    @Test
    @Tag("R74")
    void aTargetAccountFilterFindsTargetAccounts() {
        Filter filter = Filters.compile(Filters.parse(
                "Type = \"Strategic\" AND AnnualRevenue > 10000000 AND Industry IN (\"Technology\", \"Finance\")"));
        Map<String, Object> target = Map.of("Type", "Strategic", "AnnualRevenue", "12000000", "Industry", "Finance");
        Map<String, Object> other = Map.of("Type", "Strategic", "AnnualRevenue", "9000000", "Industry", "Finance");
        assertThat(filter.test(target::get)).isTrue();
        assertThat(filter.test(other::get)).isFalse();
    }

    @Test
    void everythingHoldsForEveryRecord() {
        assertThat(Filters.compile(new Condition.Everything()).test(field -> null))
                .isTrue();
    }

    @Test
    void noPatternIsSlow() {
        String text = "a".repeat(20_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(LikePattern.of("%a%a%a%a%a%a%a%b").fits(text)).isFalse());
    }
}
