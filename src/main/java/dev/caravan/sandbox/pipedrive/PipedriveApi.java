package dev.caravan.sandbox.pipedrive;

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
import dev.caravan.sandbox.TokenEndpoint;
import dev.caravan.sandbox.Tokens;
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import dev.caravan.sandbox.store.StoreApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pipedrive's API with its data. */
public final class PipedriveApi extends StoreApi {
    private static final Limits.Window KEY = new Limits.Window("BURST", 20, Duration.ofSeconds(2));
    private static final Limits.Window OAUTH = new Limits.Window("BURST_OAUTH", 80, Duration.ofSeconds(2));
    private static final Limits.Window SEARCH = new Limits.Window("SEARCH", 10, Duration.ofSeconds(2));
    private static final Limits.Window TOKENS = new Limits.Window("TOKENS", 30_000, Duration.ofDays(1));
    /** Whoever goes on against a 429 meets the edge, which speaks HTML. */
    private static final String EDGE = "EDGE";

    private static final TokenEndpoint.Style OAUTH_STYLE =
            new TokenEndpoint.Style("v1u:", Duration.ofHours(1), true, false, false);
    private static final long SEARCH_LAG = 3_000;

    private final SandboxContext context;
    private final WebhookCalls webhooks;
    private final Writes writes;
    private final Listing listing;

    /** Starts with three users, one pipeline, custom fields, and no records. */
    public PipedriveApi(SandboxContext context) {
        super(new Store(context, Schema::kinds));
        this.context = context;
        this.webhooks = new WebhookCalls(store());
        this.writes = new Writes(store());
        this.listing = new Listing(store());
        store().watch(webhooks);
    }

    @Override
    public String name() {
        return "pipedrive";
    }

    @Override
    public Routes routes() {
        Routes routes = new Routes(this::guarded);
        for (String kind : List.of(Schema.ORGANIZATIONS, Schema.PERSONS, Schema.DEALS, Schema.ACTIVITIES)) {
            String base = "/api/v2/" + kind;
            routes.add("GET", base, request -> listing.list(request, kind(kind)))
                    .add("POST", base, request -> writes.create(request, kind(kind)))
                    .add("GET", base + "/{id}", request -> read(request, kind(kind)))
                    .add("PATCH", base + "/{id}", request -> writes.update(request, kind(kind)))
                    .add("DELETE", base + "/{id}", request -> writes.delete(request, kind(kind)))
                    .add(
                            "GET",
                            "/api/v2/" + Schema.entity(kind) + "Fields",
                            request -> Wire.page(Schema.describe(kind(kind)), null));
            if (!kind.equals(Schema.ACTIVITIES)) {
                routes.add("GET", base + "/search", request -> listing.search(request, kind(kind)));
            }
        }
        routes.add("GET", "/api/v2/leads/search", request -> listing.search(request, kind(Schema.LEADS)))
                .add("GET", "/api/v2/pipelines", request -> Wire.page(pipelines(), null))
                .add("GET", "/api/v2/stages", request -> Wire.page(stages(), null));
        old(routes, "/v1");
        old(routes, "/api/v1");
        TokenEndpoint tokens = new TokenEndpoint(context.tokens(), OAUTH_STYLE, new Voice());
        return routes.add("POST", "/oauth/token", tokens::handle).add("POST", "/oauth/revoke", request -> {
            context.tokens().revoke(request.form().getOrDefault("token", ""));
            return Answer.json(200, Json.object());
        });
    }

    private void old(Routes routes, String base) {
        FilterCalls filters = new FilterCalls(store());
        routes.add("GET", base + "/leads", request -> listing.leads(request, kind(Schema.LEADS)))
                .add("POST", base + "/leads", request -> writes.create(request, kind(Schema.LEADS)))
                .add("GET", base + "/leads/{id}", request -> read(request, kind(Schema.LEADS)))
                .add("PATCH", base + "/leads/{id}", request -> writes.update(request, kind(Schema.LEADS)))
                .add("DELETE", base + "/leads/{id}", request -> writes.delete(request, kind(Schema.LEADS)))
                .add(
                        "GET",
                        base + "/leadFields",
                        request -> Wire.page(Schema.describeByKey(kind(Schema.LEADS)), 0, 500, null))
                .add("GET", base + "/notes", request -> listing.leads(request, kind(Schema.NOTES)))
                .add("POST", base + "/notes", request -> writes.create(request, kind(Schema.NOTES)))
                .add("GET", base + "/notes/{id}", request -> read(request, kind(Schema.NOTES)))
                .add("PUT", base + "/notes/{id}", request -> writes.update(request, kind(Schema.NOTES)))
                .add("DELETE", base + "/notes/{id}", request -> writes.delete(request, kind(Schema.NOTES)))
                .add(
                        "GET",
                        base + "/noteFields",
                        request -> Wire.page(Schema.describeByKey(kind(Schema.NOTES)), 0, 500, null))
                .add("GET", base + "/filters", filters::list)
                .add("POST", base + "/filters", filters::create)
                .add("GET", base + "/filters/{id}", filters::read)
                .add("GET", base + "/users", request -> Wire.data(200, users()))
                .add("GET", base + "/users/me", request -> Wire.data(200, users().get(0)))
                .add("GET", base + "/webhooks", request -> webhooks.list())
                .add("POST", base + "/webhooks", webhooks::create)
                .add("DELETE", base + "/webhooks/{id}", webhooks::delete);
        for (String kind : List.of(Schema.ORGANIZATIONS, Schema.PERSONS, Schema.DEALS)) {
            routes.add("PUT", base + "/" + kind + "/{id}/merge", request -> writes.merge(request, kind(kind)));
        }
    }

    @Override
    public void authorize(Request request) {
        if (request.rawPath().startsWith("/oauth/")) {
            return;
        }
        String key = request.header("x-api-token").or(request::bearer).orElse("");
        if (context.tokens().look(key) != Tokens.State.VALID) {
            throw new RefusedException(unauthorized(request));
        }
    }

    @Override
    public Answer unauthorized(Request request) {
        return Wire.failure(401, "unauthorized access");
    }

    @Override
    public Answer notFound(Request request) {
        return Wire.failure(404, "Unknown method .");
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Wire.failure(405, "Method not allowed");
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Wire.failure(status, "Request body could not be parsed: " + why);
    }

    @Override
    public Answer rateLimited(Request request, String limit) {
        if (limit.equals(EDGE)) {
            return Answer.text(403, "text/html", "<html><body>Error 1015: You are being rate limited</body></html>");
        }
        Limits.Standing full = standing(limit.equals(TOKENS.name()) ? TOKENS : burst(request));
        long seconds = Math.max(1, (full.pause().toMillis() + 999) / 1000);
        return Wire.failure(429, "Rate limit exceeded").with("x-ratelimit-reset", String.valueOf(seconds));
    }

    @Override
    public Answer failed(Request request, int status) {
        return status == 502
                ? Answer.text(502, "text/html", "<html><body>Bad Gateway</body></html>")
                : Wire.failure(status, status == 503 ? "Service unavailable" : "Internal server error");
    }

    @Override
    public Answer finish(Request request, Answer answer) {
        if (!context.limits().areOn() || request.rawPath().startsWith("/oauth/")) {
            return answer;
        }
        Limits.Standing burst = standing(burst(request));
        Limits.Standing day = standing(TOKENS);
        Answer marked = answer.with(
                        "x-ratelimit-limit", String.valueOf(burst.window().max()))
                .with("x-ratelimit-remaining", String.valueOf(burst.left()))
                .with(
                        "x-daily-ratelimit-token-limit",
                        String.valueOf(day.window().max()))
                .with("x-daily-ratelimit-token-remaining", String.valueOf(day.left()));
        return marked.headers().containsKey("x-ratelimit-reset") ? marked : marked.with("x-ratelimit-reset", "2");
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(KEY, OAUTH, SEARCH, TOKENS);
    }

    @Override
    public List<String> limitsOf(Request request) {
        if (request.rawPath().startsWith("/oauth/")) {
            return List.of();
        }
        List<String> names = new ArrayList<>(List.of(TOKENS.name()));
        names.add(
                request.operation().endsWith("/search")
                        ? SEARCH.name()
                        : burst(request).name());
        return names;
    }

    @Override
    public int costOf(Request request, String limit) {
        return limit.equals(TOKENS.name()) ? Prices.of(request) : 1;
    }

    @Override
    public long realSearchLag() {
        return SEARCH_LAG;
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
            case Schema.ORGANIZATIONS ->
                values.put("name", person.company())
                        .put("website", "https://" + person.domain())
                        .put("employee_count", person.staff());
            case Schema.PERSONS -> {
                values.put("name", person.first() + " " + person.last());
                entry(values, "emails", person.email());
                entry(values, "phones", person.phone());
                yield values;
            }
            case Schema.DEALS ->
                values.put("title", "Deal with " + person.company()).put("value", person.staff() * 10);
            default -> super.filler(object, person);
        };
    }

    @Override
    protected ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        return writes.checked(kind, values, row);
    }

    private Answer read(Request request, Kind kind) {
        return Wire.data(200, Wire.record(writes.live(kind, request.path("id"))));
    }

    private Kind kind(String name) {
        return store().kind(name);
    }

    private static void entry(ObjectNode values, String name, String value) {
        values.putArray(name)
                .addObject()
                .put("value", value)
                .put("primary", true)
                .put("label", "work");
    }

    private static ArrayNode users() {
        ArrayNode users = Json.array();
        for (Field.Option user : Schema.USERS) {
            String first = user.label().substring(0, user.label().indexOf(' '));
            users.addObject()
                    .put("id", Integer.parseInt(user.value()))
                    .put("name", user.label())
                    .put("email", first.toLowerCase(java.util.Locale.ROOT) + "@sandbox.example")
                    .put("active_flag", true)
                    .put("is_admin", user.value().equals("1") ? 1 : 0)
                    .put("company_id", 1122)
                    .put("company_name", "Sandbox")
                    .put("company_domain", "sandbox");
        }
        return users;
    }

    private static ArrayNode pipelines() {
        ArrayNode all = Json.array();
        all.addObject().put("id", 1).put("name", "Pipeline").put("is_deleted", false);
        return all;
    }

    private static ArrayNode stages() {
        ArrayNode all = Json.array();
        for (Field.Option stage : Schema.STAGES) {
            all.addObject()
                    .put("id", Integer.parseInt(stage.value()))
                    .put("name", stage.label())
                    .put("pipeline_id", 1)
                    .put("order_nr", Integer.parseInt(stage.value()))
                    .put("is_deleted", false);
        }
        return all;
    }

    private Limits.Window burst(Request request) {
        return request.header("x-api-token").isPresent() ? KEY : OAUTH;
    }

    private Limits.Standing standing(Limits.Window window) {
        return context.limits().standing(window.name()).orElseGet(() -> new Limits.Standing(window, 0, Duration.ZERO));
    }

    /** Pipedrive's token answers (developer documentation, "OAuth authorization"). */
    private final class Voice implements TokenEndpoint.Voice {
        @Override
        public Answer granted(Tokens.Issued issued, String grant) {
            return Answer.json(
                    200,
                    Json.object()
                            .put("access_token", issued.accessToken())
                            .put("token_type", "Bearer")
                            .put("refresh_token", issued.refreshToken())
                            .put("scope", "base,contacts:full,deals:full,leads:full,search:read,users:read")
                            .put("expires_in", issued.life().toSeconds())
                            .put("api_domain", context.baseUrl().get()));
        }

        @Override
        public Answer refused(String error) {
            ObjectNode body = Json.object().put("success", false);
            body.put("message", "Invalid grant: refresh_token is invalid");
            body.put("error", error);
            return Answer.json(error.equals("invalid_client") ? 401 : 400, body);
        }
    }
}
