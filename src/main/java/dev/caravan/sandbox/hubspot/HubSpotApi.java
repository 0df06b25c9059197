package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Limits;
import dev.caravan.sandbox.People;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Route;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.SandboxContext;
import dev.caravan.sandbox.Screens;
import dev.caravan.sandbox.Tokens;
import dev.caravan.sandbox.VendorApi;
import dev.caravan.sandbox.WebhookForm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** HubSpot's API with its data: classic paths (v1 to v4) and date versions side by side. */
public final class HubSpotApi implements VendorApi {
    private static final List<String> VERSIONS = List.of("2026-03", "2026-09");
    private static final Limits.Window TEN_SECONDLY =
            new Limits.Window("TEN_SECONDLY_ROLLING", 190, Duration.ofSeconds(10));
    private static final Limits.Window DAILY = new Limits.Window("DAILY", 650_000, Duration.ofDays(1));
    private static final Limits.Window SECONDLY = new Limits.Window("SECONDLY", 5, Duration.ofSeconds(1));
    private static final long SEARCH_LAG = 2000;

    private final SandboxContext context;
    private final Data data;
    private final ListStore lists;
    private final WebhookSettings webhooks;
    private final Rendering rendering;
    private final Seeds seeds;
    private final SavedData saved;
    private final HubSpotScreens screens;
    private final RecordWrites writes;
    private final Owners owners;
    private final Links links;
    private final Merges merges;
    private final Api api;
    private final Routes routes = new Routes(this::guarded);

    /** Starts with the standard schema, owners and pipelines, and no records. */
    public HubSpotApi(SandboxContext context) {
        this.context = context;
        this.data = new Data(context);
        this.lists = new ListStore(data);
        this.webhooks = new WebhookSettings(data);
        this.rendering = new Rendering(data);
        this.seeds = new Seeds(data);
        this.saved = new SavedData(data, lists, webhooks);
        this.api = new Api(context.baseUrl());
        this.links = new Links(data);
        this.owners = new Owners(api);
        this.writes = new RecordWrites(data, links, owners);
        this.merges = new Merges(data, links);
        this.screens = new HubSpotScreens(data, writes, merges);
        context.journal().listen(change -> data.changed());
        context.journal().listen(new WebhookEvents(data, webhooks));
        addRoutes();
    }

    @Override
    public String name() {
        return "hubspot";
    }

    @Override
    public Routes routes() {
        return routes;
    }

    @Override
    public void authorize(Request request) {
        if (request.rawPath().startsWith("/oauth/")) {
            return;
        }
        Optional<String> developerKey = request.query("hapikey");
        boolean isWebhooks = request.operation().contains("webhooks/");
        Optional<String> token = isWebhooks && developerKey.isPresent() ? developerKey : request.bearer();
        if (token.isEmpty()) {
            throw new RefusedException(Problem.of(
                            401,
                            "INVALID_AUTHENTICATION",
                            "Authentication credentials not found. This API supports OAuth 2.0 authentication and you "
                                    + "can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview")
                    .answer(request.id()));
        }
        switch (context.tokens().look(token.get())) {
            case VALID -> {}
            case EXPIRED ->
                throw new RefusedException(
                        expired(request, context.tokens().end(token.get()).orElseGet(data::now)));
            case UNKNOWN ->
                throw new RefusedException(Problem.of(
                                401,
                                "INVALID_AUTHENTICATION",
                                "Authentication credentials not found. The access token is not valid.")
                        .answer(request.id()));
        }
    }

    @Override
    public Answer notFound(Request request) {
        return Problem.notFound("resource not found").answer(request.id());
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Problem.of(405, "METHOD_NOT_ALLOWED", "HTTP 405 Method Not Allowed")
                .answer(request.id());
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Problem.of(status, "VALIDATION_ERROR", "Invalid input JSON on line 1, column 1: " + why)
                .answer(request.id());
    }

    @Override
    public Answer unauthorized(Request request) {
        return expired(request, data.now().minusSeconds(1));
    }

    @Override
    public Answer rateLimited(Request request, String limit) {
        String policy = limits().stream()
                .map(Limits.Window::name)
                .filter(name -> name.equalsIgnoreCase(limit))
                .findFirst()
                .orElse(TEN_SECONDLY.name());
        ObjectNode body = Json.object();
        body.put("status", "error");
        body.put("message", "You have reached your " + policy.toLowerCase(Locale.ROOT) + " limit.");
        body.put("errorType", "RATE_LIMIT");
        body.put("category", "RATE_LIMITS");
        body.put("correlationId", request.id());
        body.put("policyName", policy);
        body.put("requestId", request.id());
        return Answer.json(429, body);
    }

    @Override
    public Answer failed(Request request, int status) {
        if (status == 502) {
            return Answer.text(status, "text/html", "<html><head><title>502 Bad Gateway</title></head></html>");
        }
        return Problem.of(status, "INTERNAL_ERROR", status == 503 ? "service unavailable" : "internal error")
                .answer(request.id());
    }

    @Override
    public Answer finish(Request request, Answer answer) {
        Answer marked = answer.with("X-HubSpot-Correlation-Id", request.id());
        if (isSearch(request) || request.rawPath().startsWith("/oauth/")) {
            return marked;
        }
        Limits.Standing short10 = standing(TEN_SECONDLY);
        marked = marked.with(
                        "X-HubSpot-RateLimit-Max",
                        String.valueOf(short10.window().max()))
                .with("X-HubSpot-RateLimit-Remaining", String.valueOf(short10.left()))
                .with(
                        "X-HubSpot-RateLimit-Interval-Milliseconds",
                        String.valueOf(short10.window().per().toMillis()));
        boolean isPrivateApp = request.bearer().filter(Tokens.TOKEN::equals).isPresent();
        if (!isPrivateApp) {
            return marked;
        }
        Limits.Standing day = standing(DAILY);
        return marked.with(
                        "X-HubSpot-RateLimit-Daily", String.valueOf(day.window().max()))
                .with("X-HubSpot-RateLimit-Daily-Remaining", String.valueOf(day.left()));
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(TEN_SECONDLY, DAILY, SECONDLY);
    }

    @Override
    public List<String> limitsOf(Request request) {
        if (request.rawPath().startsWith("/oauth/")) {
            return List.of();
        }
        return List.of(isSearch(request) ? SECONDLY.name() : TEN_SECONDLY.name(), DAILY.name());
    }

    @Override
    public long realSearchLag() {
        return SEARCH_LAG;
    }

    @Override
    public void reset() {
        synchronized (data) {
            data.reset();
            lists.reset();
            webhooks.reset();
        }
    }

    @Override
    public Collection<String> objects() {
        return ObjectType.all().stream().map(ObjectType::name).toList();
    }

    @Override
    public ArrayNode records(String object) {
        ObjectType type = ObjectType.known(object);
        ArrayNode all = Json.array();
        synchronized (data) {
            data.table(type).records().values().forEach(record -> all.add(rendering.whole(record)));
        }
        return all;
    }

    @Override
    public List<String> seed(String object, List<ObjectNode> records) {
        ObjectType type = ObjectType.known(object);
        List<String> ids = new ArrayList<>();
        synchronized (data) {
            records.forEach(record -> ids.add(seeds.add(type, record)));
        }
        return ids;
    }

    @Override
    public ObjectNode filler(String object, People.Person person) {
        return Fillers.of(ObjectType.known(object), person);
    }

    @Override
    public Screens screens() {
        return screens;
    }

    @Override
    public WebhookForm webhookForm() {
        return new WebhookSignature(context.clock());
    }

    @Override
    public JsonNode save() {
        return saved.save();
    }

    @Override
    public void load(JsonNode tree) {
        saved.load(tree);
    }

    private void addRoutes() {
        Lists listCalls = new Lists(data, lists);
        Memberships memberships = new Memberships(data, api, lists, listCalls);
        Associations single = new Associations(data, api, links);
        AssociationBatches many = new AssociationBatches(data, api, links, single);
        AssociationLabels labels = new AssociationLabels(data, links);
        Properties properties = new Properties(data);
        PropertyGroups groups = new PropertyGroups(data);

        each("/crm/v3/objects", "/crm/objects/", new Objects(data, api, writes, links, merges, rendering)::routes);
        each("/crm/v3/objects", "/crm/objects/", new Batches(data, writes, rendering)::routes);
        each("/crm/v3/objects", "/crm/objects/", new Search(data, api, rendering)::routes);
        each("/crm/v4/objects", "/crm/objects/", single::routes);
        each("/crm/v4/associations", "/crm/associations/", many::routes);
        each("/crm/v4/associations", "/crm/associations/", labels::routes);
        each("/crm/v3/properties", "/crm/properties/", properties::routes);
        each("/crm/v3/properties", "/crm/properties/", groups::routes);
        each("/crm/v3/pipelines", "/crm/pipelines/", new PipelineCalls(data)::routes);
        each("/crm/v3/lists", "/crm/lists/", listCalls::routes);
        each("/crm/v3/lists", "/crm/lists/", memberships::routes);
        each(
                "/crm/v3/owners",
                "/crm/owners/",
                (table, base) -> table.add("GET", base, owners::list).add("GET", base + "/{ownerId}", owners::read));
        single.v3Routes(routes, "/crm/v3/objects");
        many.v3Routes(routes, "/crm/v3/associations");
        // The official client asks for labels under both spellings.
        labels.routes(routes, "/crm/associations/v4");
        webhooks.routes(routes, "/webhooks/v3");
        webhooks.routes(routes, "/webhooks/2026-03");
        webhooks.routes(routes, "/app-webhooks/2026-09");
        new OAuth(context).routes(routes, VERSIONS);
    }

    private void each(String classic, String dated, BiConsumer<Routes, String> calls) {
        calls.accept(routes, classic);
        VERSIONS.forEach(version -> calls.accept(routes, dated + version));
    }

    /** One call at a time works on the data; what a call refuses becomes its answer. */
    private Route.Handler guarded(Route.Handler handler) {
        return request -> {
            synchronized (data) {
                try {
                    return handler.handle(request);
                } catch (Problem problem) {
                    return problem.answer(request.id());
                }
            }
        };
    }

    private Answer expired(Request request, Instant end) {
        long seconds = Math.max(1, Duration.between(end, data.now()).toSeconds());
        return Problem.of(
                        401,
                        "EXPIRED_AUTHENTICATION",
                        "The OAuth token used to make this call expired " + seconds + " second(s) ago.")
                .context("expire time", List.of(Times.iso(end)))
                .answer(request.id());
    }

    private Limits.Standing standing(Limits.Window window) {
        return context.limits().standing(window.name()).orElseGet(() -> new Limits.Standing(window, 0, Duration.ZERO));
    }

    private static boolean isSearch(Request request) {
        return request.operation().startsWith("POST /crm/")
                && request.operation().endsWith("/search")
                && request.operation().contains("objects");
    }
}
