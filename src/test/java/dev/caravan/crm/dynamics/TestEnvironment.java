package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.crm.http.Sessions;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.Secret;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** A Dataverse sandbox with connections to it. */
final class TestEnvironment implements AutoCloseable {

    final CountingGate gate = new CountingGate();
    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("dynamics"));
    private final CamelContext camel = new DefaultCamelContext();
    final SandboxClient client = new SandboxClient(url(), "sandbox");

    TestEnvironment() {
        camel.start();
    }

    String url() {
        return sandboxes.vendor("dynamics").baseUrl();
    }

    Crm open(Map<String, String> options) {
        return open(url(), client(url()), options, Map.of());
    }

    /** A login by client credentials. */
    static ConnectionSettings.Auth client(String url) {
        return new ConnectionSettings.Auth(
                "client-credentials",
                null,
                "sandbox-client",
                new Secret("sandbox-secret"),
                null,
                null,
                null,
                url + "/sandbox-tenant/oauth2/v2.0/token");
    }

    Crm open(String url, ConnectionSettings.Auth auth, Map<String, String> options, Map<String, String> uniqueFields) {
        ConnectionSettings settings = new ConnectionSettings(
                "dynamics",
                true,
                url,
                auth,
                uniqueFields,
                4,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ofSeconds(60));
        return new DynamicsDriver(new Sessions(camel, new MemoryTokenStore(), Clock.systemUTC()))
                .open(new ConnectionName("dynamics"), settings, gate);
    }

    static String create(Crm crm, String object, @Nullable Object... namesAndValues) {
        return written(crm.write(object, List.of(write(object, null, namesAndValues))))
                .id();
    }

    static WriteResult.Written written(List<WriteResult> results) {
        if (results.size() == 1 && results.get(0) instanceof WriteResult.Written written) {
            return written;
        }
        throw new AssertionError("expected one written record and got " + results);
    }

    static Write write(String object, @Nullable String id, @Nullable Object... namesAndValues) {
        return writeOf("hub-1", object, id, namesAndValues);
    }

    static Write writeOf(String hub, String object, @Nullable String id, @Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        RecordType type = object.equals("accounts") ? RecordType.COMPANY : RecordType.CONTACT;
        return new Write(new RecordKey(type, hub), object, id, values, List.of(), values, "link");
    }

    JsonNode raw(String set, String id) {
        return client.get("/api/data/v9.2/" + set + "(" + id + ")").json();
    }

    long calls(String operation) {
        return client.get("/_sandbox/calls")
                .json()
                .path("operations")
                .path(operation)
                .asLong();
    }

    @Override
    public void close() {
        camel.stop();
        sandboxes.close();
    }
}
