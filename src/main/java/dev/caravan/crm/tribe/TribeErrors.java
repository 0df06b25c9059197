package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.RateSigns;
import dev.caravan.crm.http.RetryAfter;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What TribeCRM's answers mean. It documents no codes, only that a refusal has a sentence at {@code error.message}:
 * what no word decides is a bad value. (TribeCRM docs, "Rate limits": after a 429 at least a minute's pause, then
 * longer ones; no header says how long.)
 */
final class TribeErrors implements JsonApi.Errors, RateSigns {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 4;

    private final Clock clock;
    private final AtomicInteger refusals = new AtomicInteger();

    TribeErrors(Clock clock) {
        this.clock = clock;
    }

    @Override
    public CrmError of(HttpAnswer answer, JsonNode body) {
        Optional<CrmError.RateLimited> limited = refusal(answer);
        if (limited.isPresent()) {
            return limited.get();
        }
        String sentence = Stream.of("/error/message", "/message", "/error_description")
                .map(place -> body.at(place).asText(""))
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
        return UsualErrors.of(
                answer.status(),
                UsualErrors.words(answer.status(), sentence),
                code(answer.status(), sentence),
                Optional.empty());
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        if (answer.status() != 429) {
            return Optional.empty();
        }
        Duration pause = RetryAfter.of(answer, clock)
                .orElse(PAUSE.multipliedBy(1L << Math.min(Math.max(refusals.get() - 1, 0), MOST_DOUBLINGS)));
        return Optional.of(new CrmError.RateLimited("HTTP 429", Optional.of(pause)));
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        if (answer.status() == 429) {
            refusals.incrementAndGet();
        } else {
            refusals.set(0);
        }
    }

    private static ErrorCode code(int status, String sentence) {
        String lower = sentence.toLowerCase(Locale.ROOT);
        if (hasAny(
                lower,
                "required",
                "mandatory",
                "missing",
                "may not be null",
                "must not be null",
                "cannot be null",
                "must not be empty",
                "may not be empty",
                "cannot be empty")) {
            return ErrorCode.REQUIRED_FIELD_MISSING;
        }
        if (hasAny(lower, "unknown property", "does not exist in type", "unknown field", "no property", "read-only")) {
            return ErrorCode.INVALID_FIELD;
        }
        if (status == 409 || hasAny(lower, "duplicate", "already exists", "must be unique")) {
            return ErrorCode.DUPLICATE_VALUE;
        }
        return status == 400 || status == 422 ? ErrorCode.INVALID_VALUE : ErrorCode.CRM_REJECTED;
    }

    private static boolean hasAny(String text, String... words) {
        return Stream.of(words).anyMatch(text::contains);
    }
}
