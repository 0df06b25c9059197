package dev.caravan.crm.zoho;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.RateSigns;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Zoho's credits: a call costs one, ten written records cost one; what is left is told once half of them are gone, and
 * a refusal names no time. (Zoho's documentation, "API limits".)
 */
final class ZohoRates implements RateSigns {
    private static final int RECORDS_PER_CREDIT = 10;
    private static final Duration DAY = Duration.ofDays(1);

    private final long credits;
    private final RateSigns usual;

    ZohoRates(long credits, Clock clock) {
        this.credits = credits;
        this.usual = RateSigns.usual(clock);
    }

    /** A call that writes no records. */
    static HttpCall priced(HttpCall call) {
        return call.units() > 0 ? call : call.priced(call.kind(), 1);
    }

    /** A call that writes so many records. */
    static HttpCall priced(HttpCall call, int records) {
        return call.priced(call.kind(), (records + RECORDS_PER_CREDIT - 1) / RECORDS_PER_CREDIT);
    }

    @Override
    public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
        return usual.refusal(answer);
    }

    @Override
    public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
        Optional<String> told = answer.header("X-API-CREDITS-REMAINING");
        told.filter(left -> left.matches("\\d{1,12}"))
                .ifPresent(left -> gate.learned(CallKind.UNITS, credits, Long.parseLong(left), DAY));
        if (told.isEmpty() && answer.isSuccess()) {
            gate.atLeast(CallKind.UNITS, credits / 2, DAY);
        }
    }
}
