package dev.caravan.crm.pipedrive;

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

/** A Pipedrive sandbox with connections to it. */
final class TestCompany implements AutoCloseable {
    static final ConnectionSettings.Auth TOKEN =
            new ConnectionSettings.Auth("token", new Secret("sandbox"), null, null, null, null, null, null);

    final CountingGate gate = new CountingGate();
    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("pipedrive"));
    private final CamelContext camel = new DefaultCamelContext();
    final SandboxClient client = new SandboxClient(url(), "sandbox");

    TestCompany() {
        camel.start();
    }

    String url() {
        return sandboxes.vendor("pipedrive").baseUrl();
    }

    Crm open(Map<String, String> options) {
        return open(url(), TOKEN, options);
    }

    Crm open(String url, ConnectionSettings.Auth auth, Map<String, String> options) {
        ConnectionSettings settings = new ConnectionSettings(
                "pipedrive",
                true,
                url,
                auth,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ofSeconds(60));
        return new PipedriveDriver(new Sessions(camel, new MemoryTokenStore(), Clock.systemUTC()))
                .open(new ConnectionName("pipedrive"), settings, gate);
    }

    static OAuth oauth() {
        return new OAuth();
    }

    /** A login by OAuth, at any address. */
    static final class OAuth {
        ConnectionSettings.Auth at(String tokenUrl) {
            return new ConnectionSettings.Auth(
                    "refresh-token",
                    null,
                    "sandbox-client",
                    new Secret("sandbox-secret"),
                    new Secret("sandbox-refresh"),
                    null,
                    null,
                    tokenUrl);
        }
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
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        RecordType type = object.equals("organizations") ? RecordType.COMPANY : RecordType.CONTACT;
        return new Write(new RecordKey(type, "hub-1"), object, id, values, List.of(), values, "link");
    }

    JsonNode raw(String object, String id) {
        return client.get("/api/v2/" + object + "/" + id).json().path("data");
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
