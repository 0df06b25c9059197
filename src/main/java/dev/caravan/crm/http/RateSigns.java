package dev.caravan.crm.http;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import java.time.Clock;
import java.util.Optional;

/** How a vendor says that it was called too often, and how much is left. */
public interface RateSigns {

    /** Present when the answer refuses the call for its rate. */
    Optional<CrmError.RateLimited> refusal(HttpAnswer answer);

    /** Hands on what the answer's headers say about the vendor's windows. */
    void learn(HttpAnswer answer, CallKind kind, CallGate gate);

    /** Status 429 with or without Retry-After, and no headers about windows. */
    static RateSigns usual(Clock clock) {
        return new RateSigns() {
            @Override
            public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
                return answer.status() == 429
                        ? Optional.of(new CrmError.RateLimited("too many calls", RetryAfter.of(answer, clock)))
                        : Optional.empty();
            }

            @Override
            public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
                // This vendor's headers say nothing about its windows.
            }
        };
    }
}
