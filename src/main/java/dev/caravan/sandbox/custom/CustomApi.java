package dev.caravan.sandbox.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Limits;
import dev.caravan.sandbox.People;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.SandboxContext;
import dev.caravan.sandbox.Tokens;
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Mistake;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import dev.caravan.sandbox.store.StoreApi;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API of a CRM that a firm built for itself, with its data. */
public final class CustomApi extends StoreApi {
    private static final Limits.Window CALLS = new Limits.Window("CALLS", 100, Duration.ofSeconds(5));
    private static final String BASE = "/api/";
    private static final int MOST_IN_BATCH = 50;

    private final SandboxContext context;
    private final Webhooks webhooks;
    private final Listing listing;

    /** Starts with two users and no records. */
    public CustomApi(SandboxContext context) {
        super(new Store(context, Schema::kinds));
        this.context = context;
        this.webhooks = new Webhooks(store());
        this.listing = new Listing(store());
        store().watch(webhooks);
    }

    @Override
    public String name() {
        return "custom";
    }

    @Override
    public Routes routes() {
        Routes routes = new Routes(this::guarded);
        for (Kind kind : store().kinds()) {
            String name = kind.name();
            routes.add("GET", BASE + name, request -> listing.list(request, kind(name)))
                    .add("POST", BASE + name, request -> create(request, kind(name)))
                    .add("POST", BASE + name + "/batch", request -> batch(request, kind(name)))
                    .add("GET", BASE + name + "/fields", request -> data(200, Schema.describe(kind(name))))
                    .add("GET", BASE + name + "/{id}", request -> data(200, Wire.record(live(kind(name), request))))
                    .add("PATCH", BASE + name + "/{id}", request -> update(request, kind(name)))
                    .add("DELETE", BASE + name + "/{id}", request -> delete(request, kind(name)));
        }
        return routes.add("GET", BASE + "users", request -> data(200, users()))
                .add("GET", BASE + "me", request -> data(200, users().get(0)));
    }

    @Override
    public void authorize(Request request) {
        String key = request.header("X-Api-Key").orElse("");
        if (context.tokens().look(key) != Tokens.State.VALID) {
            throw new RefusedException(unauthorized(request));
        }
    }

    @Override
    public Answer unauthorized(Request request) {
        return Wire.failure(401, Wire.error("bad_key", "The API key is not valid", ""));
    }

    @Override
    public Answer notFound(Request request) {
        return Wire.failure(404, Wire.error("no_such_path", "There is no such path", ""));
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Wire.failure(status, Wire.error("unreadable", why, ""));
    }

    @Override
    public Answer rateLimited(Request request, String limit) {
        long seconds = context.limits()
                .standing(CALLS.name())
                .map(standing -> Math.max(1, standing.pause().toSeconds() + 1))
                .orElse(1L);
        return Wire.failure(429, Wire.error("too_many_calls", "Too many calls", ""))
                .with("Retry-After", String.valueOf(seconds));
    }

    @Override
    public Answer failed(Request request, int status) {
        return Wire.failure(status, Wire.error("down", "Something broke", ""));
    }

    @Override
    public Answer finish(Request request, Answer answer) {
        if (!context.limits().areOn()) {
            return answer;
        }
        return context.limits()
                .standing(CALLS.name())
                .map(standing -> answer.with("X-RateLimit-Limit", String.valueOf(CALLS.max()))
                        .with("X-RateLimit-Remaining", String.valueOf(standing.left())))
                .orElse(answer);
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(CALLS);
    }

    @Override
    public WebhookForm webhookForm() {
        return webhooks;
    }

    @Override
    public ObjectNode filler(String object, People.Person person) {
        ObjectNode values = Json.object();
        return switch (object) {
            case Schema.COMPANIES ->
                values.put("name", person.company())
                        .put("web.domain", person.domain())
                        .put("staff", person.staff());
            case Schema.PEOPLE ->
                values.put("name.first", person.first())
                        .put("name.last", person.last())
                        .put("contact.email", person.email());
            case Schema.DEALS ->
                values.put("title", "Deal with " + person.company()).put("money.amount", person.staff() * 10);
            default -> super.filler(object, person);
        };
    }

    @Override
    protected ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        ObjectNode flat = Wire.flat(kind, values);
        List<Mistake> mistakes = store().mistakes(kind, flat, row);
        if (!mistakes.isEmpty()) {
            ObjectNode error = Wire.error(mistakes.get(0));
            throw Wire.refused(Wire.status(error), error);
        }
        return flat;
    }

    private Answer create(Request request, Kind kind) {
        ObjectNode values = entered(kind, values(request.json()), null);
        return data(201, Wire.record(store().create(request, kind, values)));
    }

    private Answer update(Request request, Kind kind) {
        Row row = live(kind, request);
        store().update(request, row, entered(kind, values(request.json()), row));
        return data(200, Wire.record(row));
    }

    private Answer delete(Request request, Kind kind) {
        store().delete(request, live(kind, request));
        return Answer.empty(204);
    }

    /** Records with an id are changed, the others made; each has its own result, under the number that came with it. */
    private Answer batch(Request request, Kind kind) {
        JsonNode items = request.json().path("records");
        if (!items.isArray() || items.isEmpty() || items.size() > MOST_IN_BATCH) {
            throw Wire.refused(400, Wire.error("bad_batch", "records must hold 1 to " + MOST_IN_BATCH, ""));
        }
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("results");
        for (JsonNode item : items) {
            ObjectNode result = results.addObject();
            result.put("ref", item.path("ref").asText(""));
            try {
                Row row = written(request, kind, item);
                result.put("status", item.has("id") ? 200 : 201);
                result.set("data", Wire.record(row));
            } catch (RefusedException e) {
                result.put("status", e.answer().status());
                result.set("error", error(e.answer()));
            }
        }
        return Answer.json(207, answer);
    }

    private Row written(Request request, Kind kind, JsonNode item) {
        if (!item.has("id")) {
            return store().create(request, kind, entered(kind, values(item), null));
        }
        Row row = live(kind, item.path("id").asText());
        store().update(request, row, entered(kind, values(item), row));
        return row;
    }

    private static JsonNode error(Answer answer) {
        try {
            return Json.read(answer.body()).path("error");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ObjectNode values(JsonNode body) {
        if (body.path("data") instanceof ObjectNode values) {
            return values;
        }
        throw Wire.refused(422, Wire.error("invalid_body", "The body must hold data", ""));
    }

    private Row live(Kind kind, Request request) {
        return live(kind, request.path("id"));
    }

    private Row live(Kind kind, String id) {
        Row row = store().live(kind, id);
        if (row == null) {
            throw Wire.refused(404, Wire.error("not_found", "There is no such record", ""));
        }
        return row;
    }

    private Kind kind(String name) {
        return store().kind(name);
    }

    private static Answer data(int status, JsonNode data) {
        ObjectNode body = Json.object();
        body.set("data", data);
        return Answer.json(status, body);
    }

    private static ArrayNode users() {
        ArrayNode users = Json.array();
        users.addObject()
                .put("id", 1)
                .put("name", "Ada Admin")
                .put("email", "ada@sandbox.example")
                .put("active", true);
        users.addObject()
                .put("id", 2)
                .put("name", "Sam Seller")
                .put("email", "sam@sandbox.example")
                .put("active", true);
        return users;
    }
}
