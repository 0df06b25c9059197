package dev.caravan.crm.activecampaign;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.RateSigns;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * ActiveCampaign's headers and refusals. (ActiveCampaign docs, "Rate limits": so many calls per second for the whole
 * account, 429 with Retry-After.)
 */
final class ActiveCampaignRates implements RateSigns {
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final RateSigns usual;
    private final long most;

    /** @param most calls per second as configured; headers may say less, never more */
    ActiveCampaignRates(Clock clock, long most) {
        this.usual = RateSigns.usual(clock);
        this.most = most;
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        return usual.refusal(answer);
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        OptionalLong limit = number(answer, "RateLimit-Limit");
        OptionalLong left = number(answer, "RateLimit-Remaining");
        if (limit.isPresent() && left.isPresent()) {
            gate.learned(kind, Math.min(limit.getAsLong(), most), Math.min(left.getAsLong(), most), WINDOW);
        }
    }

    private static OptionalLong number(HttpAnswer answer, String header) {
        return answer.header(header)
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }
}
