package dev.caravan.crm.budget;

import dev.caravan.crm.ConnectionSettings;
import java.time.Duration;
import java.util.Map;

/** Settings of a connection that calls nobody. */
public final class TestSettings {
    private TestSettings() {}

    public static ConnectionSettings usual() {
        return with(0.95, 4);
    }

    public static ConnectionSettings with(double share, int concurrency) {
        return new ConnectionSettings(
                "fake",
                true,
                null,
                new ConnectionSettings.Auth("token", null, null, null, null, null, null, null),
                Map.of(),
                concurrency,
                Duration.ofSeconds(30),
                new ConnectionSettings.Budget(share, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                Map.of(),
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                java.time.Duration.ofSeconds(60));
    }
}
