package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.Limits;
import java.time.Duration;
import java.util.List;

/**
 * The org's quota of API calls in the last 24 hours, and of those that run long (REST guide, "Limits"): a developer
 * org's, and none of the 429 kind exists.
 */
final class Quota {
    static final String DAILY = "DailyApiRequests";
    static final Limits.Window WINDOW = new Limits.Window(DAILY, 15_000, Duration.ofDays(1), true);
    /** Of a developer org; others may have 25 such calls. */
    static final Limits.AtOnce LONG_CALLS = new Limits.AtOnce("ConcurrentPerOrgLongTxn", 5, Duration.ofSeconds(20));

    private Quota() {}

    static SalesforceError exceeded() {
        return exceeded(DAILY);
    }

    static SalesforceError exceeded(String limit) {
        String which = limit.equals(LONG_CALLS.name()) ? limit : "TotalRequests";
        return new SalesforceError(403, "REQUEST_LIMIT_EXCEEDED", which + " Limit exceeded.", List.of());
    }
}
