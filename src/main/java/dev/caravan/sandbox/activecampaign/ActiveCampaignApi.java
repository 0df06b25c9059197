package dev.caravan.sandbox.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import dev.caravan.sandbox.store.StoreApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ActiveCampaign's API with its data. */
public final class ActiveCampaignApi extends StoreApi {
    private static final String BASE = "/api/3";
    private static final Limits.Window SECOND = new Limits.Window("SECOND", 5, Duration.ofSeconds(1));

    private final SandboxContext context;
    private final Writes writes;
    private final Listing listing;
    private final LinkCalls links;
    private final Activities activities;
    private final Descriptions descriptions;
    private final WebhookCalls webhooks;

    /** Starts with three users, two pipelines, custom fields, and no records. */
    public ActiveCampaignApi(SandboxContext context) {
        super(new Store(context, Schema::kinds));
        this.context = context;
        this.writes = new Writes(store());
        this.listing = new Listing(store());
        this.links = new LinkCalls(store(), writes);
        this.activities = new Activities(store(), writes);
        this.descriptions = new Descriptions(store());
        this.webhooks = new WebhookCalls(store());
        store().watch(webhooks);
    }

    @Override
    public String name() {
        return "activecampaign";
    }

    @Override
    public Routes routes() {
        Routes routes = new Routes(this::guarded);
        routes.add("GET", BASE + "/accounts", listing::accounts)
                .add("GET", BASE + "/contacts", listing::contacts)
                .add("GET", BASE + "/deals", listing::deals)
                .add("GET", BASE + "/contacts/{id}", this::contact);
        for (String kind : List.of(Schema.ACCOUNTS, Schema.CONTACTS, Schema.DEALS)) {
            routes.add("POST", BASE + "/" + kind, request -> writes.create(request, kind))
                    .add("PUT", BASE + "/" + kind + "/{id}", request -> writes.update(request, kind))
                    .add("DELETE", BASE + "/" + kind + "/{id}", request -> writes.delete(request, kind));
        }
        for (String kind : List.of(Schema.ACCOUNTS, Schema.DEALS)) {
            String one = Writes.singular(kind);
            routes.add("GET", BASE + "/" + kind + "/{id}", request -> one(request, kind))
                    .add("GET", BASE + "/" + one + "CustomFieldMeta", request -> descriptions.meta(kind))
                    .add("POST", BASE + "/" + one + "CustomFieldMeta", request -> descriptions.addMeta(request, kind))
                    .add("GET", BASE + "/" + one + "CustomFieldData", request -> customData(request, kind));
        }
        activities.add(routes, BASE);
        return routes.add("POST", BASE + "/contact/sync", writes::sync)
                .add(
                        "GET",
                        BASE + "/contacts/{id}/fieldValues",
                        request -> Wire.one(
                                200, "fieldValues", Wire.fieldValues(writes.live(Schema.CONTACTS, request.path("id")))))
                .add(
                        "GET",
                        BASE + "/contacts/{id}/accountContacts",
                        request -> Wire.one(
                                200, Schema.LINKS, listing.links(writes.live(Schema.CONTACTS, request.path("id")))))
                .add("POST", BASE + "/fieldValues", writes::fieldValue)
                .add("GET", BASE + "/fields", request -> descriptions.fields())
                .add("POST", BASE + "/fields", descriptions::addField)
                .add("GET", BASE + "/accountContacts", listing::links)
                .add("POST", BASE + "/accountContacts", links::link)
                .add("GET", BASE + "/accountContacts/{id}", request -> one(request, Schema.LINKS))
                .add("PUT", BASE + "/accountContacts/{id}", links::retitle)
                .add("DELETE", BASE + "/accountContacts/{id}", links::unlink)
                .add(
                        "GET",
                        BASE + "/lists",
                        request -> Wire.ok(Wire.page(request, Schema.LISTS, store().rows(store().kind(Schema.LISTS)))))
                .add("POST", BASE + "/lists", links::list)
                .add("GET", BASE + "/lists/{id}", request -> one(request, Schema.LISTS))
                .add("POST", BASE + "/contactLists", links::subscribe)
                .add("GET", BASE + "/dealGroups", request -> descriptions.pipelines())
                .add("GET", BASE + "/dealStages", request -> Wire.one(200, "dealStages", descriptions.stages()))
                .add("GET", BASE + "/users", request -> descriptions.users())
                .add("GET", BASE + "/users/me", request -> descriptions.me())
                .add("GET", BASE + "/webhook/events", request -> webhooks.events())
                .add("GET", BASE + "/webhooks", webhooks::list)
                .add("POST", BASE + "/webhooks", webhooks::create)
                .add("GET", BASE + "/webhooks/{id}", request -> one(request, Schema.WEBHOOKS))
                .add("DELETE", BASE + "/webhooks/{id}", webhooks::delete);
    }

    @Override
    public void authorize(Request request) {
        if (context.tokens().look(request.header("Api-Token").orElse("")) != Tokens.State.VALID) {
            throw new RefusedException(unauthorized(request));
        }
    }

    /** 403, not 401. */
    @Override
    public Answer unauthorized(Request request) {
        return Wire.message(403, "You do not have permission to access this resource.");
    }

    @Override
    public Answer notFound(Request request) {
        return Wire.message(404, "No route found.");
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Wire.message(405, "Method not allowed.");
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Answer.json(status, Json.object());
    }

    @Override
    public Answer rateLimited(Request request, String limit) {
        return Answer.text(429, "text/html", "<html><body>Too Many Requests</body></html>")
                .with("Retry-After", "1");
    }

    @Override
    public Answer failed(Request request, int status) {
        return Answer.text(status, "text/html", "<html><body>Something went wrong</body></html>");
    }

    @Override
    public Answer finish(Request request, Answer answer) {
        if (!context.limits().areOn()) {
            return answer;
        }
        Limits.Standing standing =
                context.limits().standing(SECOND.name()).orElseGet(() -> new Limits.Standing(SECOND, 0, Duration.ZERO));
        return answer.with("RateLimit-Limit", String.valueOf(standing.window().max()))
                .with("RateLimit-Remaining", String.valueOf(standing.left()));
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(SECOND);
    }

    @Override
    public WebhookForm webhookForm() {
        return webhooks;
    }

    @Override
    public void reset() {
        super.reset();
        context.webhooks().ownTarget(null);
    }

    @Override
    public void load(JsonNode saved) {
        super.load(saved);
        webhooks.retarget();
    }

    @Override
    public ObjectNode filler(String object, People.Person person) {
        ObjectNode values = Json.object();
        return switch (object) {
            case Schema.ACCOUNTS ->
                values.put("name", person.company()).put("accountUrl", "https://" + person.domain());
            case Schema.CONTACTS ->
                values.put("email", person.email())
                        .put("firstName", person.first())
                        .put("lastName", person.last())
                        .put("phone", person.phone());
            default -> super.filler(object, person);
        };
    }

    @Override
    protected ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        if (List.of(Schema.NOTES, Schema.TASKS).contains(kind.name())) {
            ObjectNode all = row == null ? Json.object() : row.values().deepCopy();
            all.setAll(values);
            activities.checked(kind, all);
        }
        return List.of(Schema.ACCOUNTS, Schema.CONTACTS, Schema.DEALS).contains(kind.name())
                ? writes.checked(kind, values, row, true)
                : values;
    }

    private Answer one(Request request, String kind) {
        String key = Writes.singular(kind);
        return Wire.one(200, key, Wire.record(writes.live(kind, request.path("id"))));
    }

    /** A contact comes with everything that hangs on it. */
    private Answer contact(Request request) {
        Row row = writes.live(Schema.CONTACTS, request.path("id"));
        ObjectNode body = Json.object();
        body.putArray("contactAutomations");
        body.putArray("contactLists");
        body.putArray("deals");
        body.set("fieldValues", Wire.fieldValues(row));
        body.putArray("geoIps");
        body.set(Schema.LINKS, listing.links(row));
        body.set("contact", Wire.record(row));
        return Wire.ok(body);
    }

    private Answer customData(Request request, String kind) {
        boolean ofDeal = kind.equals(Schema.DEALS);
        String id = request.query(ofDeal ? "filters[dealId]" : "filters[customerAccountId]")
                .orElse("");
        List<JsonNode> all = new ArrayList<>();
        store().rows(store().kind(kind)).stream()
                .filter(row -> id.isEmpty() || row.id().equals(id))
                .forEach(row -> Wire.customData(row).forEach(all::add));
        String key = ofDeal ? "dealCustomFieldData" : "accountCustomFieldData";
        return Wire.ok(Wire.paged(request, key, all, each -> each));
    }
}
