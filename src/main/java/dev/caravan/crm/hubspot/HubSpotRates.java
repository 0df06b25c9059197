package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.RateSigns;
import dev.caravan.crm.http.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * HubSpot's rate headers and refusals (HubSpot docs, "API usage guidelines": X-HubSpot-RateLimit-*, not on searches).
 */
final class HubSpotRates implements RateSigns {
    private static final long QUARTER = Duration.ofMinutes(15).toMillis();

    private final Clock clock;

    HubSpotRates(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        if (answer.status() != 429 && answer.status() != 477) {
            return Optional.empty();
        }
        CrmError error = HubSpotErrors.of(answer.status(), body(answer), pause(answer));
        return Optional.of((CrmError.RateLimited) error);
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        OptionalLong max = number(answer, "X-HubSpot-RateLimit-Max");
        OptionalLong remaining = number(answer, "X-HubSpot-RateLimit-Remaining");
        OptionalLong window = number(answer, "X-HubSpot-RateLimit-Interval-Milliseconds");
        if (max.isPresent() && remaining.isPresent() && window.orElse(0) > 0) {
            gate.learned(
                    CallKind.GENERAL, max.getAsLong(), remaining.getAsLong(), Duration.ofMillis(window.getAsLong()));
        }
        OptionalLong daily = number(answer, "X-HubSpot-RateLimit-Daily");
        OptionalLong dailyRemaining = number(answer, "X-HubSpot-RateLimit-Daily-Remaining");
        if (daily.isPresent() && dailyRemaining.isPresent()) {
            gate.learned(CallKind.GENERAL, daily.getAsLong(), dailyRemaining.getAsLong(), Duration.ofDays(1));
        }
    }

    /** The pause that an answer asks for; empty when it names none. */
    Optional<Duration> pause(HttpAnswer answer) {
        Optional<Duration> named = RetryAfter.of(answer, clock);
        if (named.isPresent() || !"DAILY".equals(Json.text(body(answer), "policyName"))) {
            return named;
        }
        // The day ends at midnight in the account's time zone, which is some full quarter of an hour here.
        return Optional.of(Duration.ofMillis(QUARTER - Math.floorMod(clock.millis(), QUARTER)));
    }

    private static JsonNode body(HttpAnswer answer) {
        return Json.tryRead(answer.body()).orElse(Json.object());
    }

    private static OptionalLong number(HttpAnswer answer, String header) {
        return answer.header(header)
                .filter(value -> value.matches("\\d{1,15}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }
}
