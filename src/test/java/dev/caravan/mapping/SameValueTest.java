package dev.caravan.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SameValueTest {

    static Stream<Arguments> rows() {
        return Stream.of(
                arguments(null, null, true),
                arguments(null, "", true),
                arguments("  ", List.of(), true),
                arguments(null, "x", false),
                arguments(null, 0L, false),
                arguments("", 0L, false),
                arguments(250L, "250", true),
                arguments(250L, "250.0", true),
                arguments(250L, new BigDecimal("250.00"), true),
                arguments(250L, 251L, false),
                arguments(250L, "many", false),
                arguments("250", "250.0", false),
                arguments("007", 7L, true),
                arguments("007", "7", false),
                arguments(true, "TRUE", true),
                arguments(true, false, false),
                arguments(true, "yes", false),
                arguments("Acme ", "Acme", true),
                arguments("Acme", "acme", false),
                arguments("Ann@Example.com", "ann@example.com", true),
                arguments("Ask Ann @ Acme", "ask ann @ acme", false),
                arguments("2026-01-05T10:00:00.000+0000", "2026-01-05T10:00:00Z", true),
                arguments("2026-01-31", "2026-01-31T00:00:00Z", true),
                arguments("2026-01-31", "2026-01-31T10:00:00Z", false),
                arguments(List.of("a", "b"), "b;a", true),
                arguments(List.of("a", "b"), List.of("b", "a"), true),
                arguments(List.of("a", "b"), "a", false),
                arguments(List.of("a"), "a", true));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @MethodSource("rows")
    void bothSidesMeanTheSame(Object a, Object b, boolean same) {
        assertThat(SameValue.same(a, b)).isEqualTo(same);
        assertThat(SameValue.same(b, a)).isEqualTo(same);
    }
}
