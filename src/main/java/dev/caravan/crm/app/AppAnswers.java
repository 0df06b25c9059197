package dev.caravan.crm.app;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.RateSigns;
import dev.caravan.crm.http.RetryAfter;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.util.Optional;

/** What the answers of a webhook endpoint mean. Nothing of a body is looked at. */
final class AppAnswers implements RateSigns {
    static final int GONE = 410;

    private final Clock clock;

    AppAnswers(Clock clock) {
        this.clock = clock;
    }

    /** What is wrong with the endpoint as a whole; empty when it took the event, or would not take just this one. */
    Optional<CrmError> ofEndpoint(HttpAnswer answer) {
        Optional<CrmError.RateLimited> limited = refusal(answer);
        if (limited.isPresent()) {
            return Optional.of(limited.get());
        }
        int status = answer.status();
        String detail = "HTTP " + status;
        if (status == GONE) {
            return Optional.of(
                    new CrmError.Unauthorized("HTTP 410: the endpoint says that it is gone", ErrorCode.ENDPOINT_GONE));
        }
        if (status == 401 || status == 403) {
            return Optional.of(new CrmError.Unauthorized(
                    detail + ": the endpoint does not take the signature", ErrorCode.CRM_UNAUTHORIZED));
        }
        if (status >= 300 && status < 400) {
            return Optional.of(new CrmError.Transient(
                    detail + ": redirects are not followed; base-url has to be the final address", false));
        }
        if (status == 404 || status == 405) {
            return Optional.of(
                    new CrmError.Transient(detail + ": no webhook endpoint answers there; check base-url", false));
        }
        return status < 200 || status == 408 || status == 425 || status >= 500
                ? Optional.of(new CrmError.Transient(detail, true))
                : Optional.empty();
    }

    /** What is wrong with one event; empty when it was taken. What a receiver refuses today it may take when mended. */
    Optional<CrmError> ofEvent(HttpAnswer answer) {
        return answer.isSuccess()
                ? Optional.empty()
                : Optional.of(new CrmError.Transient("HTTP " + answer.status() + " for this event", false));
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        boolean named = answer.header("Retry-After").isPresent();
        return answer.status() == 429 || answer.status() == 503 && named
                ? Optional.of(new CrmError.RateLimited(
                        "HTTP " + answer.status() + ": the endpoint asks for a pause", RetryAfter.of(answer, clock)))
                : Optional.empty();
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        // An endpoint says nothing about windows.
    }
}
