package dev.caravan.crm.salesforce;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Write;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** A started Camel context in which connections to one address are opened; closes them all. */
final class TestOrg implements AutoCloseable {
    final RecordingGate gate = new RecordingGate();
    final MemoryTokens tokens = new MemoryTokens();
    private final String baseUrl;
    private final CamelContext camel = new DefaultCamelContext();
    private final List<Crm> open = new ArrayList<>();
    private int connections;

    TestOrg(String baseUrl) {
        this.baseUrl = baseUrl;
        camel.start();
    }

    CamelContext camel() {
        return camel;
    }

    /** With upserts by {@code Caravan_Id__c}. */
    Crm connect() {
        return connect(auth("refresh-token"), true, Map.of(), Duration.ofSeconds(10));
    }

    Crm connect(ConnectionSettings.Auth auth, boolean upserts, Map<String, String> options, Duration timeout) {
        return connect("emea-" + connections++, auth, upserts, options, timeout);
    }

    Crm connect(
            String name, ConnectionSettings.Auth auth, boolean upserts, Map<String, String> options, Duration timeout) {
        Crm crm = new SalesforceDriver(camel, tokens, Clock.systemUTC())
                .open(new ConnectionName(name), settings(baseUrl, auth, upserts, options, timeout), gate);
        open.add(crm);
        return crm;
    }

    static ConnectionSettings.Auth auth(String kind) {
        return new ConnectionSettings.Auth(
                kind,
                new Secret("sandbox"),
                "sandbox-client",
                new Secret("sandbox-secret"),
                new Secret("sandbox-refresh"),
                "integration@example.com",
                new Secret("sandbox"),
                null);
    }

    static ConnectionSettings settings(
            @Nullable String baseUrl,
            ConnectionSettings.Auth auth,
            boolean upserts,
            Map<String, String> options,
            Duration timeout) {
        Map<String, String> unique = upserts
                ? Map.of(
                        "company",
                        "Caravan_Id__c",
                        "contact",
                        "Caravan_Id__c",
                        "lead",
                        "Caravan_Id__c",
                        "deal",
                        "Caravan_Id__c")
                : Map.of();
        return new ConnectionSettings(
                "salesforce",
                true,
                baseUrl,
                auth,
                unique,
                4,
                timeout,
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                java.time.Duration.ofSeconds(60));
    }

    static Write create(RecordType type, String hubId, Map<String, @Nullable Object> values) {
        return write(type, hubId, null, values);
    }

    static Write update(RecordType type, String id, Map<String, @Nullable Object> values) {
        return write(type, "hub-of-" + id, id, values);
    }

    private static Write write(
            RecordType type, String hubId, @Nullable String id, Map<String, @Nullable Object> values) {
        String object = SalesforceObjects.of(type).orElseThrow();
        return new Write(
                new RecordKey(type, hubId), object, id, values, List.of(), values, id == null ? "created" : "link");
    }

    @Override
    public void close() {
        open.forEach(Crm::close);
        camel.stop();
    }
}
