package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
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

/** A TribeCRM sandbox with connections to it. */
final class TestTribe implements AutoCloseable {
    final CountingGate gate = new CountingGate();
    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("tribe"));
    private final CamelContext camel = new DefaultCamelContext();
    final SandboxClient client = new SandboxClient(url(), "sandbox");

    TestTribe() {
        camel.start();
    }

    String url() {
        return sandboxes.vendor("tribe").baseUrl();
    }

    ConnectionSettings.Auth login(String kind) {
        Secret refresh = kind.equals("refresh-token") ? new Secret("sandbox-refresh") : null;
        return new ConnectionSettings.Auth(
                kind,
                null,
                "sandbox-client",
                new Secret("sandbox-secret"),
                refresh,
                null,
                null,
                url() + "/oauth2/token");
    }

    /** A connection; options named {@code unique.} and a type of record are its unique fields. */
    Crm open(String... options) {
        Map<String, String> all = new LinkedHashMap<>();
        Map<String, String> unique = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            if (options[i].startsWith("unique.")) {
                unique.put(options[i].substring(7), options[i + 1]);
            } else {
                all.put(options[i], options[i + 1]);
            }
        }
        return open(url(), login("client-credentials"), all, unique);
    }

    Crm open(String url, ConnectionSettings.Auth auth, Map<String, String> options, Map<String, String> unique) {
        ConnectionSettings settings = new ConnectionSettings(
                "tribe",
                true,
                url,
                auth,
                unique,
                4,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ofSeconds(60));
        return new TribeDriver(new Sessions(camel, new MemoryTokenStore(), Clock.systemUTC()))
                .open(new ConnectionName("tribe"), settings, gate);
    }

    static String create(Crm crm, String object, @Nullable Object... namesAndValues) {
        return written(crm.write(object, List.of(write(object, null, namesAndValues))))
                .id();
    }

    static void update(Crm crm, String object, String id, @Nullable Object... namesAndValues) {
        written(crm.write(object, List.of(write(object, id, namesAndValues))));
    }

    static WriteResult.Written written(List<WriteResult> results) {
        if (results.size() == 1 && results.get(0) instanceof WriteResult.Written written) {
            return written;
        }
        throw new AssertionError("expected one written record and got " + results);
    }

    /** Why one record is refused, whether the call says it or the record. */
    static CrmError refused(Crm crm, String object, @Nullable Object... namesAndValues) {
        try {
            List<WriteResult> results = crm.write(object, List.of(write(object, null, namesAndValues)));
            return ((WriteResult.Refused) results.get(0)).error();
        } catch (CrmException e) {
            return e.error();
        }
    }

    static Write write(String object, @Nullable String id, @Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return new Write(new RecordKey(RecordType.CONTACT, "hub-1"), object, id, values, List.of(), values, "link");
    }

    /** A record as the API shows it, with what stands behind the named references. */
    JsonNode raw(String set, String id, String... expand) {
        return client.get("/v1/odata/" + set + "(" + id + ")?$expand=" + String.join(",", expand))
                .json();
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
