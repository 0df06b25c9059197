package dev.caravan.crm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I17")
class RetryAfterTest {
    private static final SettableClock CLOCK = SettableClock.at("2026-03-01T12:00:00Z");

    @ParameterizedTest(name = "''{0}'' is {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    0                                                      | PT0S
                    7                                                      | PT7S
                    ' 7 '                                                  | PT7S
                    -3                                                     | PT0S
                    86400                                                  | PT24H
                    99999999                                               | PT24H
                    99999999999999999999999                                | PT24H
                    -99999999999999999999999                               | PT0S
                    Sun, 1 Mar 2026 12:00:30 GMT                           | PT30S
                    Sun, 01 Mar 2026 12:00:30 GMT                          | PT30S
                    Sun, 01 Mar 2026 11:00:00 GMT                          | PT0S
                    Mon, 01 Mar 2027 12:00:00 GMT                          | PT24H
                    """)
    void everyFormIsATimeFromNow(String value, Duration expected) {
        assertThat(RetryAfter.of(value, CLOCK)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"''", "soon", "1.5", "2026-03-01T12:00:30Z", "0x10"})
    void whatCannotBeReadIsAsGoodAsAbsent(String value) {
        assertThat(RetryAfter.of(value, CLOCK)).isEmpty();
    }

    @Test
    void theHeaderIsFoundInAnyCase() {
        HttpAnswer answer = new HttpAnswer(429, Map.of("retry-after", List.of("4")), new byte[0]);
        assertThat(RetryAfter.of(answer, CLOCK)).contains(Duration.ofSeconds(4));
        assertThat(RetryAfter.of(new HttpAnswer(429, Map.of(), new byte[0]), CLOCK))
                .isEmpty();
    }
}
