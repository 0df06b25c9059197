package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.AuthorizePage;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Zoho's API with its data. */
public final class ZohoApi extends StoreApi {
    /** Standard edition with the fewest users; the day has no beginning. */
    private static final Limits.Window CREDITS = new Limits.Window("CREDITS", 50_000, Duration.ofDays(1), true);

    private static final Limits.Window LOGINS = new Limits.Window("LOGINS", 10, Duration.ofMinutes(10));
    /** Calls under way at once in the Standard edition. */
    private static final Limits.AtOnce AT_ONCE = new Limits.AtOnce("CONCURRENCY", 10, Duration.ZERO);

    private static final long SEARCH_LAG = 5_000;
    private static final String BASE = "/crm/v8";
    private static final String AUTH = "/oauth/v2/token";
    private static final TokenEndpoint.Style STYLE =
            new TokenEndpoint.Style("1000.", Duration.ofHours(1), false, true, true);

    private final SandboxContext context;
    private final Writes writes;
    private final Listing listing;
    private final Channels channels;

    /** Starts with three users, custom fields, and no records. */
    public ZohoApi(SandboxContext context) {
        super(new Store(context, Schema::kinds));
        this.context = context;
        this.writes = new Writes(store());
        this.listing = new Listing(store());
        this.channels = new Channels(store());
        store().watch(channels);
    }

    @Override
    public String name() {
        return "zoho";
    }

    @Override
    public Routes routes() {
        Routes routes = new Routes(this::guarded);
        Search search = new Search(store(), listing);
        Coql coql = new Coql(store());
        for (String name : Schema.MODULES) {
            String all = BASE + "/" + name;
            routes.add("GET", all, request -> listing.list(request, kind(name)))
                    .add("POST", all, request -> writes.create(request, kind(name)))
                    .add("PUT", all, request -> writes.update(request, kind(name)))
                    .add("DELETE", all, request -> writes.delete(request, kind(name)))
                    .add("POST", all + "/upsert", request -> writes.upsert(request, kind(name)))
                    .add("GET", all + "/search", request -> search.run(request, kind(name)))
                    .add("GET", all + "/deleted", request -> listing.deleted(request, kind(name)))
                    .add("GET", all + "/actions/count", request -> search.count(request, kind(name)))
                    .add("GET", all + "/{id}", request -> listing.one(request, kind(name)))
                    .add("PUT", all + "/{id}", request -> writes.update(request, kind(name)))
                    .add("DELETE", all + "/{id}", request -> writes.delete(request, kind(name)));
        }
        new Notes(store(), listing, writes).add(routes, BASE);
        routes.add("POST", BASE + "/coql", coql::run)
                .add("GET", BASE + "/settings/fields", request -> named("fields", Schema.describe(module(request))))
                .add("GET", BASE + "/settings/modules", request -> named("modules", Schema.modules()))
                .add("GET", BASE + "/settings/custom_views", this::views)
                .add("GET", BASE + "/users", this::users)
                .add("GET", BASE + "/org", request -> named("org", org()))
                .add("POST", BASE + "/actions/watch", channels::watch)
                .add("PUT", BASE + "/actions/watch", channels::watch)
                .add("PATCH", BASE + "/actions/watch", channels::watch)
                .add("GET", BASE + "/actions/watch", request -> channels.list())
                .add("DELETE", BASE + "/actions/watch", channels::stop);
        TokenEndpoint tokens = new TokenEndpoint(context.tokens(), STYLE, new Voice());
        // (Zoho documentation, "Token validity": a code is good for three minutes; the answer names the data centre.)
        AuthorizePage page = new AuthorizePage(context.tokens(), Duration.ofMinutes(3));
        routes.add(
                "GET",
                "/oauth/v2/auth",
                request -> page.handle(
                        request,
                        Map.of(
                                "location",
                                "us",
                                "accounts-server",
                                context.baseUrl().get())));
        return routes.add("POST", AUTH, tokens::handle).add("POST", AUTH + "/revoke", request -> {
            context.tokens().revoke(request.query("token").orElse(""));
            return Answer.json(200, Json.object().put("status", "success"));
        });
    }

    @Override
    public void authorize(Request request) {
        if (request.rawPath().startsWith("/oauth/")) {
            return;
        }
        String header = request.header("Authorization").orElse("");
        if (header.isEmpty()) {
            throw Wire.refused(401, "AUTHENTICATION_FAILURE", "Authentication failed");
        }
        boolean own = header.regionMatches(true, 0, "Zoho-oauthtoken ", 0, 16);
        // Only the token that is there for whoever looks around comes in by another scheme.
        String token = own ? header.substring(16).strip() : request.bearer().orElse("");
        boolean known = context.tokens().look(token) == Tokens.State.VALID;
        if (!known || !own && !token.equals(Tokens.TOKEN)) {
            throw new RefusedException(unauthorized(request));
        }
    }

    @Override
    public Answer unauthorized(Request request) {
        return Wire.failure(401, "INVALID_TOKEN", "invalid oauth token");
    }

    @Override
    public Answer notFound(Request request) {
        boolean isModule = request.rawPath().matches(BASE + "/[A-Za-z_]+");
        return isModule
                ? Answer.json(
                        400,
                        Wire.error(
                                "INVALID_MODULE",
                                "the module name given seems to be invalid",
                                Json.object().put("resource_path_index", 0)))
                : Wire.failure(404, "INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one");
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Wire.failure(400, "INVALID_REQUEST_METHOD", "The http request method type is not a valid one");
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Wire.failure(status, "INVALID_DATA", "body");
    }

    /** Without Retry-After; the login server answers 200. */
    @Override
    public Answer rateLimited(Request request, String limit) {
        return limit.equals(LOGINS.name())
                ? Answer.json(200, Json.object().put("error", "access_denied").put("status", "failure"))
                : Wire.failure(429, "TOO_MANY_REQUESTS", "You have made too many requests");
    }

    @Override
    public Answer failed(Request request, int status) {
        return status == 502
                ? Answer.text(502, "text/html", "<html><body>Bad Gateway</body></html>")
                : Wire.failure(status, "INTERNAL_ERROR", "Internal Server Error");
    }

    /** What is left is told only when half of it is gone. */
    @Override
    public Answer finish(Request request, Answer answer) {
        if (!context.limits().areOn() || request.rawPath().startsWith("/oauth/")) {
            return answer;
        }
        Limits.Standing day = context.limits()
                .standing(CREDITS.name())
                .orElseGet(() -> new Limits.Standing(CREDITS, 0, Duration.ZERO));
        return day.left() * 2 < day.window().max()
                ? answer.with("X-API-CREDITS-REMAINING", String.valueOf(day.left()))
                : answer;
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(CREDITS, LOGINS);
    }

    @Override
    public List<String> limitsOf(Request request) {
        return List.of(request.rawPath().startsWith("/oauth/") ? LOGINS.name() : CREDITS.name());
    }

    @Override
    public List<Limits.AtOnce> atOnce(Request request) {
        return request.rawPath().startsWith("/oauth/") ? List.of() : List.of(AT_ONCE);
    }

    /** Ten records that are written cost as much as one call. */
    @Override
    public int costOf(Request request, String limit) {
        String method = request.method();
        boolean writes = method.equals("POST") || method.equals("PUT");
        boolean isLogin = limit.equals(LOGINS.name());
        int records = writes && !isLogin ? request.json().path("data").size() : 0;
        return Math.max(1, (records + 9) / 10);
    }

    @Override
    public long realSearchLag() {
        return SEARCH_LAG;
    }

    @Override
    public WebhookForm webhookForm() {
        return channels;
    }

    @Override
    public void reset() {
        super.reset();
        context.webhooks().ownTarget(null);
    }

    @Override
    public void load(JsonNode saved) {
        super.load(saved);
        channels.retarget();
    }

    @Override
    public ObjectNode filler(String object, People.Person person) {
        ObjectNode values = Json.object();
        return switch (object) {
            case Schema.ACCOUNTS ->
                values.put("Account_Name", person.company())
                        .put("Website", "https://" + person.domain())
                        .put("Employees", person.staff());
            case Schema.CONTACTS, Schema.LEADS -> {
                values.put("First_Name", person.first()).put("Last_Name", person.last());
                values.put("Email", person.email()).put("Phone", person.phone());
                yield object.equals(Schema.LEADS) ? values.put("Company", person.company()) : values;
            }
            case Schema.DEALS ->
                values.put("Deal_Name", "Deal with " + person.company())
                        .put("Stage", "Qualification")
                        .put("Closing_Date", "2026-12-31");
            default -> super.filler(object, person);
        };
    }

    @Override
    protected ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        return writes.entered(kind, values, row);
    }

    private Answer views(Request request) {
        Kind module = module(request);
        ArrayNode all = Json.array();
        for (Row view : store().rows(kind(Schema.VIEWS))) {
            if (view.text("module").equals(module.name())) {
                all.addObject()
                        .put("id", view.id())
                        .put("name", view.text("name"))
                        .put("display_value", view.text("name"))
                        .put("category", "public_views")
                        .put("system_defined", false);
            }
        }
        return all.isEmpty() ? Answer.empty(204) : named("custom_views", all);
    }

    private Answer users(Request request) {
        boolean own = request.query("type").filter("CurrentUser"::equals).isPresent();
        ArrayNode users = Json.array();
        for (Field.Option user : own ? Schema.USERS.subList(0, 1) : Schema.USERS) {
            users.addObject()
                    .put("id", user.value())
                    .put("full_name", user.label())
                    .put("email", Wire.email(user.label()))
                    .put("status", "active");
        }
        return named("users", users);
    }

    private static ArrayNode org() {
        ArrayNode org = Json.array();
        org.addObject()
                .put("id", "5725767000000020005")
                .put("company_name", "Sandbox")
                .put("zgid", "700001");
        return org;
    }

    private static Answer named(String name, ArrayNode list) {
        ObjectNode body = Json.object();
        body.set(name, list);
        body.putObject("info").put("more_records", false).put("count", list.size());
        return Answer.json(200, body);
    }

    private Kind module(Request request) {
        String name = request.query("module").orElse("");
        if (!Schema.MODULES.contains(name)) {
            throw Wire.refused(
                    400, "INVALID_MODULE", "the module name given seems to be invalid", "param_name", "module");
        }
        return kind(name);
    }

    private Kind kind(String name) {
        return store().kind(name);
    }

    /** Zoho's token answers: 200 whatever happens; a refresh keeps the refresh token and does not repeat it. */
    private final class Voice implements TokenEndpoint.Voice {
        private static final Map<String, String> WORDS = Map.of("invalid_grant", "invalid_code");

        @Override
        public Answer granted(Tokens.Issued issued, String grant) {
            ObjectNode body = Json.object().put("access_token", issued.accessToken());
            if (grant.equals("authorization_code")) {
                body.put("refresh_token", issued.refreshToken());
            }
            body.put("api_domain", context.baseUrl().get()).put("token_type", "Bearer");
            return Answer.json(200, body.put("expires_in", issued.life().toSeconds()));
        }

        @Override
        public Answer refused(String error) {
            return Answer.json(200, Json.object().put("error", WORDS.getOrDefault(error, error)));
        }
    }
}
