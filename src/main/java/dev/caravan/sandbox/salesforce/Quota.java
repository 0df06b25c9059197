package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.Limits;
import java.time.Duration;
import java.util.List;

/** The org's quota of API calls (REST guide, "Limits"): a developer org's, and none of the 429 kind exists. */
final class Quota {
    static final String DAILY = "DailyApiRequests";
    static final Limits.Window WINDOW = new Limits.Window(DAILY, 15_000, Duration.ofDays(1));

    private Quota() {}

    static SalesforceError exceeded() {
        return new SalesforceError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", List.of());
    }
}
