package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.WebhookTarget;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls for where an app's webhooks go and what it subscribes to. Guarded by the lock of {@link Data}. */
final class WebhookSettings {
    private static final int MOST_CONCURRENT = 100;
    private static final int MOST_SUBSCRIPTIONS = 1000;
    /** Changes of these are never told. */
    static final Set<String> NOT_SUBSCRIBABLE = Set.of("hs_lastmodifieddate", "num_unique_conversion_events");

    private static final String EVENT =
            "(contact|company|deal|ticket|product|line_item|object)\\.(creation|deletion|propertyChange|associationChange"
                    + "|merge|restore)|contact\\.privacyDeletion|conversation\\.(creation|deletion|newMessage"
                    + "|privacyDeletion|propertyChange)";

    private final Data data;
    private final Map<String, ObjectNode> subscriptions = new LinkedHashMap<>();
    private @Nullable ObjectNode settings;

    WebhookSettings(Data data) {
        this.data = data;
    }

    void reset() {
        subscriptions.clear();
        settings = null;
        aim();
    }

    /**
     * The active subscription to an event; -1 if there is none.
     *
     * @param property empty for events that have none
     * @param objectTypeId empty for events that name their object
     */
    long subscriptionTo(String event, String property, String objectTypeId) {
        for (ObjectNode each : subscriptions.values()) {
            if (each.path("active").asBoolean()
                    && each.path("eventType").asText().equals(event)
                    && each.path("propertyName").asText("").equals(property)
                    && (objectTypeId.isEmpty()
                            || each.path("objectTypeId").asText("").equals(objectTypeId))) {
                return each.path("id").asLong();
            }
        }
        return -1;
    }

    /** Tells the sender where to send. */
    private void aim() {
        ObjectNode now = settings;
        if (now == null) {
            data.context().webhooks().ownTarget(null);
            return;
        }
        ObjectNode target = Json.object().put("url", now.path("targetUrl").asText());
        target.set("maxConcurrentRequests", now.path("throttling").path("maxConcurrentRequests"));
        data.context().webhooks().ownTarget(WebhookTarget.read(target, Set.of()));
    }

    /** A copy of everything. */
    ObjectNode save() {
        ObjectNode saved = Json.object();
        if (settings != null) {
            saved.set("settings", settings.deepCopy());
        }
        ObjectNode all = saved.putObject("subscriptions");
        subscriptions.forEach((id, subscription) -> all.set(id, subscription.deepCopy()));
        return saved;
    }

    /** Puts what {@link #save} gave in the place of everything. */
    void load(JsonNode saved) {
        reset();
        settings = saved.has("settings") ? (ObjectNode) saved.required("settings") : null;
        saved.required("subscriptions")
                .fields()
                .forEachRemaining(entry -> subscriptions.put(entry.getKey(), (ObjectNode) entry.getValue()));
        aim();
    }

    void routes(Routes routes, String base) {
        String one = base + "/{appId}/subscriptions/{subscriptionId}";
        routes.add("GET", base + "/{appId}/settings", this::settings)
                .add("PUT", base + "/{appId}/settings", this::configure)
                .add("DELETE", base + "/{appId}/settings", this::forget)
                .add("GET", base + "/{appId}/subscriptions", request -> list())
                .add("POST", base + "/{appId}/subscriptions", this::subscribe)
                .add("POST", base + "/{appId}/subscriptions/batch/update", this::updateAll)
                .add("GET", one, request -> Answer.json(200, found(request.path("subscriptionId"))))
                .add("PATCH", one, this::update)
                .add("DELETE", one, this::unsubscribe);
    }

    private Answer settings(Request request) {
        return Answer.json(
                200,
                Optional.ofNullable(settings)
                        .orElseThrow(
                                () -> Problem.notFound("App " + request.path("appId") + " has no webhook settings")));
    }

    private Answer configure(Request request) {
        JsonNode body = Api.object(request);
        String url = body.path("targetUrl").asText("");
        if (!url.matches("https?://.+")) {
            throw Problem.invalid("targetUrl must be a URL");
        }
        int most = body.path("throttling").path("maxConcurrentRequests").asInt(10);
        if (most < 1 || most > MOST_CONCURRENT) {
            throw Problem.invalid("throttling.maxConcurrentRequests must be 1 to " + MOST_CONCURRENT);
        }
        String now = Times.iso(data.now());
        ObjectNode wanted = Json.object();
        wanted.put("targetUrl", url);
        wanted.putObject("throttling").put("maxConcurrentRequests", most).put("period", "SECONDLY");
        wanted.put(
                "createdAt", settings == null ? now : settings.path("createdAt").asText());
        wanted.put("updatedAt", now);
        settings = wanted;
        aim();
        tell(request, "settings");
        return Answer.json(200, wanted);
    }

    private Answer forget(Request request) {
        settings = null;
        aim();
        tell(request, "settings");
        return Answer.empty(204);
    }

    private Answer list() {
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        subscriptions.values().forEach(results::add);
        return Answer.json(200, body);
    }

    private Answer subscribe(Request request) {
        JsonNode body = Api.object(request);
        String event = body.path("eventType").asText("");
        String property = body.path("propertyName").asText("");
        check(event, property, body.path("objectTypeId").asText(""));
        boolean taken = subscriptions.values().stream()
                .anyMatch(each -> each.path("eventType").asText().equals(event)
                        && each.path("propertyName").asText("").equals(property)
                        && each.path("objectTypeId")
                                .asText("")
                                .equals(body.path("objectTypeId").asText("")));
        if (taken) {
            throw Problem.of(409, "CONFLICT", "There is a subscription to " + event + " already");
        }
        String now = Times.iso(data.now());
        ObjectNode subscription = Json.object();
        subscription.put("id", String.valueOf(data.nextId()));
        subscription.put("eventType", event);
        if (!property.isEmpty()) {
            subscription.put("propertyName", property);
        }
        if (body.path("objectTypeId").isTextual()) {
            subscription.put("objectTypeId", body.path("objectTypeId").asText());
        }
        subscription.put("active", body.path("active").asBoolean(false));
        subscription.put("createdAt", now);
        subscription.put("updatedAt", now);
        subscriptions.put(subscription.path("id").asText(), subscription);
        tell(request, subscription.path("id").asText());
        return Answer.json(201, subscription);
    }

    private void check(String event, String property, String objectTypeId) {
        if (!event.matches(EVENT)) {
            throw Problem.invalid("Invalid eventType '" + event + "'");
        }
        if (event.startsWith("object.") && objectTypeId.isEmpty()) {
            throw Problem.invalid("eventType '" + event + "' needs an objectTypeId");
        }
        if (event.endsWith(".propertyChange") == property.isEmpty()) {
            throw Problem.invalid(
                    property.isEmpty()
                            ? "eventType '" + event + "' needs a propertyName"
                            : "eventType '" + event + "' takes no propertyName");
        }
        if (NOT_SUBSCRIBABLE.contains(property)) {
            throw Problem.invalid("Property '" + property + "' cannot be subscribed to");
        }
        if (subscriptions.size() >= MOST_SUBSCRIPTIONS) {
            throw Problem.invalid("At most " + MOST_SUBSCRIPTIONS + " subscriptions are allowed per app");
        }
    }

    private Answer update(Request request) {
        ObjectNode subscription = found(request.path("subscriptionId"));
        activate(subscription, Api.object(request));
        tell(request, subscription.path("id").asText());
        return Answer.json(200, subscription);
    }

    private Answer updateAll(Request request) {
        Instant started = data.now();
        ArrayNode results = Json.array();
        ArrayNode errors = Json.array();
        for (JsonNode input : Api.inputs(request, MOST_SUBSCRIPTIONS)) {
            try {
                ObjectNode subscription = found(input.path("id").asText());
                activate(subscription, input);
                results.add(subscription);
            } catch (Problem problem) {
                errors.add(problem.row());
            }
        }
        tell(request, "batch");
        return Answer.json(errors.isEmpty() ? 200 : 207, Api.batch(results, errors, started, data.now()));
    }

    private Answer unsubscribe(Request request) {
        String id = request.path("subscriptionId");
        found(id);
        subscriptions.remove(id);
        tell(request, id);
        return Answer.empty(204);
    }

    private void activate(ObjectNode subscription, JsonNode body) {
        subscription.put(
                "active",
                body.path("active").asBoolean(subscription.path("active").asBoolean()));
        subscription.put("updatedAt", Times.iso(data.now()));
    }

    private ObjectNode found(String id) {
        return Optional.ofNullable(subscriptions.get(id))
                .orElseThrow(() -> Problem.notFound("Subscription " + id + " does not exist"));
    }

    private void tell(Request request, String id) {
        data.context()
                .journal()
                .add(request, Change.Kind.CONFIGURED, "webhooks", id, Map.of("what", "webhook settings"));
    }
}
