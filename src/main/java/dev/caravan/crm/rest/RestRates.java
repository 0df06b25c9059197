package dev.caravan.crm.rest;

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
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.convert.DurationStyle;

/** How the CRM says that it was called too often, and how much is left, as the description says. */
final class RestRates implements RateSigns {
    private static final Duration MOST = Duration.ofHours(24);

    private final Description.LimitsForm form;
    private final RestErrors errors;
    private final Clock clock;

    RestRates(Description.LimitsForm form, RestErrors errors, Clock clock) {
        this.form = form;
        this.errors = errors;
        this.clock = clock;
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        boolean listed = form.refused().contains(answer.status());
        if (!listed && (answer.isSuccess() || !errors.canBeRefusal())) {
            return Optional.empty();
        }
        JsonNode body = Json.tryRead(answer.body()).orElse(Json.object());
        return listed || errors.isRefusal(answer.status(), body)
                ? Optional.of(new CrmError.RateLimited("too many calls", pause(answer, body)))
                : Optional.empty();
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        Description.Left left = form.left();
        if (left == null) {
            return;
        }
        long allowed = number(answer.header(left.allowed()).orElse(""));
        long remaining = number(answer.header(left.remaining()).orElse(""));
        if (allowed > 0 && remaining >= 0) {
            gate.learned(kind, allowed, remaining, DurationStyle.detectAndParse(left.window()));
        }
    }

    private Optional<Duration> pause(HttpAnswer answer, JsonNode body) {
        Description.RetryAfterForm own = form.retryAfter();
        if (own == null) {
            return RetryAfter.of(answer, clock);
        }
        String header = own.header();
        FieldPath path = own.path();
        String text = header != null
                ? answer.header(header).orElse("")
                : path == null ? "" : Objects.requireNonNullElse(path.text(body), "");
        long number = number(text.strip().replaceFirst("\\.\\d+$", ""));
        if (number < 0) {
            return RetryAfter.of(text.isEmpty() ? answer.header("Retry-After").orElse("") : text, clock);
        }
        Duration asked =
                switch (own.unit()) {
                    case "millis" -> Duration.ofMillis(number);
                    case "epoch-seconds" -> Duration.between(clock.instant(), Instant.ofEpochSecond(number));
                    default -> Duration.ofSeconds(number);
                };
        return Optional.of(asked.isNegative() ? Duration.ZERO : asked.compareTo(MOST) > 0 ? MOST : asked);
    }

    private static long number(String text) {
        return text.strip().matches("\\d{1,15}") ? Long.parseLong(text.strip()) : -1;
    }
}
