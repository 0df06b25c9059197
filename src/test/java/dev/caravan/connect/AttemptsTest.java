package dev.caravan.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.Consent;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.InvalidInputException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An attempt is good once, for ten minutes, for who began it. */
class AttemptsTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final String CALLBACK = "http://localhost:8080/connect/callback";

    private Instant now = Instant.parse("2026-03-02T10:00:00Z");
    private final Attempts attempts = new Attempts(
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            },
            new SecureRandom());

    @Test
    void stateAndVerifierAreLongAndNeverTheSame() {
        Consent.Attempt one = attempts.begin(HUBSPOT, "s-1", CALLBACK);
        Consent.Attempt two = attempts.begin(HUBSPOT, "s-1", CALLBACK);
        assertThat(one.state()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(two.state());
        assertThat(one.verifier())
                .matches("[A-Za-z0-9_-]{43}")
                .isNotEqualTo(two.verifier())
                .isNotEqualTo(one.state());
        assertThat(one.toString()).doesNotContain(one.state(), one.verifier());
    }

    @ParameterizedTest(name = "after {0} s good: {1}")
    @CsvSource({"0, true", "599, true", "600, false", "601, false"})
    void anAttemptEndsAfterTenMinutes(long seconds, boolean isGood) {
        String state = attempts.begin(HUBSPOT, "s-1", CALLBACK).state();
        now = now.plusSeconds(seconds);
        if (isGood) {
            assertThat(attempts.end(state, "s-1").connection()).isEqualTo(HUBSPOT);
        } else {
            assertThatThrownBy(() -> attempts.end(state, "s-1")).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void aStateIsGoodOnceAndForItsSessionOnly() {
        String state = attempts.begin(HUBSPOT, "s-1", CALLBACK).state();
        attempts.end(state, "s-1");
        assertThatThrownBy(() -> attempts.end(state, "s-1")).isInstanceOf(InvalidInputException.class);

        String stolen = attempts.begin(HUBSPOT, "s-1", CALLBACK).state();
        assertThatThrownBy(() -> attempts.end(stolen, "s-2")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> attempts.end(stolen, "s-1")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> attempts.end(null, "s-1")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void whoBeginsWithoutEndDoesNotFillTheMemory() {
        String first = attempts.begin(HUBSPOT, "s-1", CALLBACK).state();
        String last = first;
        for (int i = 0; i < 200; i++) {
            last = attempts.begin(HUBSPOT, "s-1", CALLBACK).state();
        }
        assertThat(attempts.has(first)).isFalse();
        assertThat(attempts.has(last)).isTrue();
    }
}
