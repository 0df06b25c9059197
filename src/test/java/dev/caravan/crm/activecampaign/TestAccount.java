package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.crm.http.Sessions;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.Secret;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** An ActiveCampaign sandbox with connections to it. */
final class TestAccount implements AutoCloseable {
    final CountingGate gate = new CountingGate();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("activecampaign"));
    private final CamelContext camel = new DefaultCamelContext();
    /** For the paths below {@code /_sandbox}. */
    final SandboxClient control = new SandboxClient(url(), "");

    TestAccount() {
        camel.start();
    }

    String url() {
        return sandboxes.vendor("activecampaign").baseUrl();
    }

    Crm open(Map<String, String> options) {
        return open(url(), "sandbox", options);
    }

    Crm open(String url, String key, Map<String, String> options) {
        ConnectionSettings settings = new ConnectionSettings(
                "activecampaign",
                true,
                url,
                new ConnectionSettings.Auth("token", new Secret(key), null, null, null, null, null, null),
                Map.of(),
                4,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ofSeconds(60));
        return new ActiveCampaignDriver(new Sessions(camel, new MemoryTokenStore(), Clock.systemUTC()))
                .open(new ConnectionName("activecampaign"), settings, gate);
    }

    static String create(Crm crm, String object, @Nullable Object... namesAndValues) {
        return write(crm, object, null, namesAndValues).id();
    }

    static WriteResult.Written write(Crm crm, String object, @Nullable String id, @Nullable Object... namesAndValues) {
        List<WriteResult> results = crm.write(object, List.of(one(object, id, namesAndValues)));
        if (results.size() == 1 && results.get(0) instanceof WriteResult.Written written) {
            return written;
        }
        throw new AssertionError("expected one written record and got " + results);
    }

    static CrmError refused(Crm crm, String object, @Nullable String id, @Nullable Object... namesAndValues) {
        try {
            List<WriteResult> results = crm.write(object, List.of(one(object, id, namesAndValues)));
            if (results.get(0) instanceof WriteResult.Refused refused) {
                return refused.error();
            }
            throw new AssertionError("expected a refused record and got " + results);
        } catch (CrmException e) {
            return e.error();
        }
    }

    private static Write one(String object, @Nullable String id, @Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        RecordType type = object.equals("accounts") ? RecordType.COMPANY : RecordType.CONTACT;
        return new Write(new RecordKey(type, "hub-1"), object, id, values, List.of(), values, "link");
    }

    /** What the vendor answers to somebody with a good key. */
    JsonNode raw(String path) {
        return answer("GET", path, "", "sandbox").body;
    }

    JsonNode send(String method, String path, String body) {
        return answer(method, path, body, "sandbox").body;
    }

    int status(String method, String path, String body, String key) {
        return answer(method, path, body, key).status;
    }

    long calls(String operation) {
        return control.get("/_sandbox/calls")
                .json()
                .path("operations")
                .path(operation)
                .asLong();
    }

    private record Answered(int status, JsonNode body) {}

    private Answered answer(String method, String path, String body, String key) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/api/3" + path))
                .timeout(Duration.ofSeconds(20))
                .header("Api-Token", key)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answered(
                    response.statusCode(), Json.tryRead(response.body()).orElse(Json.object()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        camel.stop();
        sandboxes.close();
    }
}
