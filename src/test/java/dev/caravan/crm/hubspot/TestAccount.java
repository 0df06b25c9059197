package dev.caravan.crm.hubspot;

import dev.caravan.SettableClock;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Write;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** Opens HubSpot connections to a server of the test's own, and makes writes. */
final class TestAccount implements AutoCloseable {
    static final ConnectionName NAME = new ConnectionName("hubspot");
    static final ConnectionSettings.Auth TOKEN =
            new ConnectionSettings.Auth("token", new Secret("sandbox"), null, null, null, null, null, null);

    final CountingGate gate = new CountingGate();
    final MemoryTokenStore store = new MemoryTokenStore();
    private final CamelContext camel = new DefaultCamelContext();
    private final SettableClock clock;

    TestAccount() {
        this(SettableClock.at("2026-03-01T12:00:00Z"));
    }

    TestAccount(SettableClock clock) {
        this.clock = clock;
        camel.start();
    }

    Crm open(String baseUrl) {
        return open(baseUrl, Map.of(), Map.of());
    }

    Crm open(String baseUrl, Map<String, String> uniqueFields, Map<String, String> options) {
        return open(settings(baseUrl, TOKEN, uniqueFields, options));
    }

    Crm open(ConnectionSettings settings) {
        return new HubSpotDriver(camel, store, clock).open(NAME, settings, gate);
    }

    static ConnectionSettings settings(
            @Nullable String baseUrl,
            ConnectionSettings.Auth auth,
            Map<String, String> uniqueFields,
            Map<String, String> options) {
        return new ConnectionSettings(
                "hubspot",
                true,
                baseUrl,
                auth,
                uniqueFields,
                8,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                java.time.Duration.ofSeconds(60));
    }

    static Write create(
            String object, String hubId, Map<String, @Nullable Object> values, AssociateTo... associations) {
        return new Write(key(object, hubId), object, null, values, List.of(associations), values, "created");
    }

    static Write update(String object, String id, Map<String, @Nullable Object> values) {
        return new Write(key(object, "hub-" + id), object, id, values, List.of(), values, "link");
    }

    /** Values with nulls, which {@code Map.of} does not take. */
    static Map<String, @Nullable Object> values(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return values;
    }

    @Override
    public void close() {
        camel.stop();
    }

    private static RecordKey key(String object, String id) {
        RecordType type =
                switch (object) {
                    case "companies" -> RecordType.COMPANY;
                    case "deals" -> RecordType.DEAL;
                    case "leads" -> RecordType.LEAD;
                    default -> RecordType.CONTACT;
                };
        return new RecordKey(type, id);
    }
}
