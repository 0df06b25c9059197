package dev.caravan.sandbox.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.SandboxContext;
import dev.caravan.sandbox.VendorApi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The App's webhook endpoint, {@code POST /hooks/caravan}. {@code PUT /settings} with {@code secrets} changes what it
 * verifies by; {@code GET /_sandbox/records/deliveries} lists what arrived, and {@code .../contact} and the other types
 * the records as the App has them.
 */
public final class AppApi implements VendorApi {
    /** The secret that it verifies by at the start. */
    public static final String SECRET = "whsec_c2FuZGJveC1hcHAtc2VjcmV0LTAxMjM0NTY3";

    private static final String DELIVERIES = "deliveries";
    private static final List<String> TYPES = List.of("company", "contact", "lead", "deal");

    private final SandboxContext context;
    private final Signatures signatures;
    private final Inbox inbox = new Inbox();

    public AppApi(SandboxContext context) {
        this.context = context;
        this.signatures = new Signatures(context.clock(), List.of(SECRET));
    }

    @Override
    public String name() {
        return "app";
    }

    @Override
    public Routes routes() {
        return new Routes().add("POST", "/hooks/caravan", this::receive).add("PUT", "/settings", this::settings);
    }

    private Answer receive(Request request) {
        String refusal = signatures.refusal(request);
        if (!refusal.isEmpty()) {
            return Answer.json(401, Json.object().put("error", refusal));
        }
        JsonNode event = request.json();
        String id = request.header("webhook-id").orElse("");
        synchronized (inbox) {
            boolean first = inbox.take(id, event, context.clock().instant().toString(), TYPES);
            String what = event.path("type").asText();
            context.journal()
                    .add(
                            request,
                            first ? kind(what) : Change.Kind.CONFIGURED,
                            what.split("\\.", 2)[0],
                            event.path("data").path("id").asText(),
                            Map.of("webhook-id", id));
        }
        return Answer.empty(204);
    }

    private static Change.Kind kind(String type) {
        if (type.endsWith(".created")) {
            return Change.Kind.CREATED;
        }
        return type.endsWith(".deleted") ? Change.Kind.DELETED : Change.Kind.UPDATED;
    }

    private Answer settings(Request request) {
        List<String> secrets = new ArrayList<>();
        request.json().path("secrets").forEach(each -> secrets.add(each.asText()));
        signatures.accept(secrets);
        return Answer.empty(204);
    }

    /** Calls are signed; nobody logs in. */
    @Override
    public void authorize(Request request) {
        // The signature is looked at where the body is.
    }

    @Override
    public Answer notFound(Request request) {
        return Answer.json(404, Json.object().put("error", "nothing is here; webhooks go to /hooks/caravan"));
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Answer.empty(405);
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Answer.json(status, Json.object().put("error", why));
    }

    @Override
    public Answer unauthorized(Request request) {
        return Answer.empty(401);
    }

    @Override
    public Answer rateLimited(Request request, String limit) {
        return Answer.empty(429);
    }

    @Override
    public Answer failed(Request request, int status) {
        return Answer.empty(status);
    }

    @Override
    public void reset() {
        synchronized (inbox) {
            inbox.clear();
        }
        signatures.accept(List.of(SECRET));
    }

    @Override
    public Collection<String> objects() {
        List<String> all = new ArrayList<>(List.of(DELIVERIES));
        all.addAll(TYPES);
        return all;
    }

    @Override
    public ArrayNode records(String object) {
        if (!objects().contains(object)) {
            throw new IllegalArgumentException("the App has no '" + object + "'; there are " + objects());
        }
        synchronized (inbox) {
            return object.equals(DELIVERIES) ? inbox.deliveries() : inbox.records(object);
        }
    }

    @Override
    public List<String> seed(String object, List<ObjectNode> records) {
        throw new IllegalArgumentException("the App has what it was told; nothing can be put into it");
    }

    @Override
    public JsonNode save() {
        synchronized (inbox) {
            return inbox.deliveries();
        }
    }

    @Override
    public void load(JsonNode saved) {
        synchronized (inbox) {
            inbox.clear();
            saved.forEach(d -> inbox.take(
                    d.path("webhook_id").asText(), d.path("event"), d.path("at").asText(), TYPES));
        }
    }
}
