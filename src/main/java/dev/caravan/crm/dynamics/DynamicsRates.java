package dev.caravan.crm.dynamics;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.RateSigns;
import dev.caravan.crm.http.RetryAfter;
import java.time.Clock;
import java.util.Optional;

/**
 * Refusals for the rate: 429 with Retry-After, for too many requests, too much execution time, or too many at once.
 * (Dataverse docs, "Service protection API limits": the headers about what remains are of one of several web servers,
 * and so say nothing about the whole.)
 */
final class DynamicsRates implements RateSigns {
    private final Clock clock;

    DynamicsRates(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        return answer.status() == 429
                ? Optional.of(new CrmError.RateLimited("HTTP 429, service protection", RetryAfter.of(answer, clock)))
                : Optional.empty();
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        // What a header names is what one server has left; another may answer the next call.
    }
}
