package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxClient.Reply;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sandbox.Tokens;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A HubSpot sandbox for the tests of a class, reset before each. */
final class HubSpotSandbox implements BeforeEachCallback, AfterAllCallback {
    static final String OBJECTS = "/crm/v3/objects/";
    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
    private final SandboxClient client = new SandboxClient(sandboxes.vendor("hubspot").baseUrl(), Tokens.TOKEN);

    @Override
    public void beforeEach(ExtensionContext context) {
        client.post("/_sandbox/reset", "");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        sandboxes.close();
    }

    SandboxClient client() {
        return client;
    }

    /** Makes a record by the API; values as name, value, name, value. */
    String create(String object, String... values) {
        return client.post(OBJECTS + object, properties(values)).at("/id");
    }

    Reply change(String object, String id, String... values) {
        return client.send("PATCH", OBJECTS + object + "/" + id, properties(values));
    }

    /** What a person does; values as name, value, name, value. */
    Reply person(String method, String path, String... values) {
        return client.send(method, "/_sandbox/records/" + path, Json.text(map(values)));
    }

    static String properties(String... values) {
        return Json.text(Json.object().set("properties", map(values)));
    }

    private static JsonNode map(String... values) {
        var map = Json.object();
        for (int i = 0; i < values.length; i += 2) {
            map.put(values[i], values[i + 1]);
        }
        return map;
    }
}
