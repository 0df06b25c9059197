package dev.caravan.sandbox.dynamics;

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
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import dev.caravan.sandbox.store.StoreApi;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dataverse's Web API with its data, and the login server beside it. */
public final class DynamicsApi extends StoreApi {
    private static final Limits.Window REQUESTS = new Limits.Window("REQUESTS", 6_000, Duration.ofMinutes(5));
    /** Milliseconds that the calls of a user took. */
    private static final Limits.Window EXECUTION = new Limits.Window("EXECUTION", 1_200_000, Duration.ofMinutes(5));

    private static final Limits.AtOnce CONCURRENCY = new Limits.AtOnce("CONCURRENCY", 52, Duration.ZERO);
    private static final List<String> METHODS = List.of("GET", "POST", "PATCH", "PUT", "DELETE");

    private final SandboxContext context;
    private final Tables tables;
    private final Entities entities;
    private final Hooks hooks;
    private final Service service;

    /** Starts with users, a currency and views, and no records. */
    public DynamicsApi(SandboxContext context) {
        this(context, new Tables());
    }

    private DynamicsApi(SandboxContext context, Tables tables) {
        super(new Store(context, tables::kinds));
        this.context = context;
        this.tables = tables;
        this.entities = new Entities(store(), tables);
        this.hooks = new Hooks(entities);
        this.service = new Service(entities);
        store().watch(entities);
        store().watch(hooks);
        StartRows.fill(store(), tables);
    }

    @Override
    public String name() {
        return "dynamics";
    }

    @Override
    public Routes routes() {
        Routes routes = new Routes(this::guarded);
        Tokens tokens = context.tokens();
        routes.add("GET", "/{tenant}/oauth2/v2.0/authorize", request -> EntraVoice.page(request, tokens))
                .add("POST", "/{tenant}/oauth2/v2.0/token", request -> EntraVoice.scoped(request, tokens))
                .add("POST", "/{tenant}/oauth2/token", request -> EntraVoice.unscoped(request, tokens));
        Route.Handler any =
                request -> service.handle(Calls.of(request, context.baseUrl().get()));
        String base = "/api/data/{version}";
        routes.add("GET", base, any).add("POST", base + "/$batch", any).add("GET", base + "/$metadata", any);
        routes.add("GET", base + "/WhoAmI", any).add("GET", base + "/EntityDefinitions", any);
        for (String set : service.sets()) {
            routes.add("GET", base + "/" + set, any).add("POST", base + "/" + set, any);
        }
        for (String method : METHODS) {
            routes.add(method, base + "/{record}", any).add(method, base + "/{record}/{rest*}", any);
        }
        return routes;
    }

    @Override
    public void authorize(Request request) {
        if (isLogin(request)) {
            return;
        }
        if (!request.rawPath().matches("/api/data/v9\\.[0-2](/.*)?")) {
            throw new RefusedException(notFound(request));
        }
        if (context.tokens().look(request.bearer().orElse("")) != Tokens.State.VALID) {
            throw new RefusedException(unauthorized(request));
        }
    }

    /** The body is empty; the header says where to log in. */
    @Override
    public Answer unauthorized(Request request) {
        String url = context.baseUrl().get();
        return Answer.empty(401)
                .with(
                        "WWW-Authenticate",
                        "Bearer authorization_uri=" + url + "/sandbox-tenant/oauth2/authorize, resource_id=" + url
                                + "/");
    }

    @Override
    public Answer notFound(Request request) {
        return Wire.failure(404, "0x8006088a", "Resource not found for the segment '" + request.rawPath() + "'.");
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Wire.failure(
                405, "0x80060888", "The requested resource does not support http method '" + request.method() + "'.");
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Wire.failure(status, "0x80048d19", "Error identified in Payload provided by the user: " + why);
    }

    /** One code for each of the three; the message names what the documentation names, whatever was configured. */
    @Override
    public Answer rateLimited(Request request, String limit) {
        Answer refusal =
                switch (limit) {
                    case "EXECUTION" ->
                        Wire.failure(
                                429,
                                "0x80072321",
                                "Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds"
                                        + " over time window of 300 seconds. Decrease number of concurrent requests or"
                                        + " reduce the duration of requests and try again later.");
                    case "CONCURRENCY" ->
                        Wire.failure(429, "0x80072326", "Number of concurrent requests exceeded the limit of 52.");
                    default ->
                        Wire.failure(
                                429,
                                "0x80072322",
                                "Number of requests exceeded the limit of 6000 over time window of 300 seconds.");
                };
        long millis = context.limits()
                .standing(limit.equals(EXECUTION.name()) ? limit : REQUESTS.name())
                .map(standing -> standing.pause().toMillis())
                .orElse(0L);
        return refusal.with("Retry-After", String.valueOf(Math.max(1, (millis + 999) / 1000)));
    }

    @Override
    public Answer failed(Request request, int status) {
        return status == 502
                ? Answer.text(502, "text/html", "<html><body>Bad Gateway</body></html>")
                : Wire.failure(status, status == 503 ? "0x80040224" : "0x80040216", "An unexpected error occurred.");
    }

    @Override
    public Answer finish(Request request, Answer answer) {
        if (isLogin(request)) {
            return answer;
        }
        Answer marked = answer.with("x-ms-service-request-id", request.id()).with("REQ_ID", request.id());
        if (!context.limits().areOn()) {
            return marked;
        }
        double seconds = left(EXECUTION) / 1000.0;
        return marked.with("x-ms-ratelimit-burst-remaining-xrm-requests", String.valueOf(left(REQUESTS)))
                .with("x-ms-ratelimit-time-remaining-xrm-requests", String.format(Locale.ROOT, "%,.2f", seconds));
    }

    private int left(Limits.Window window) {
        return context.limits()
                .standing(window.name())
                .map(Limits.Standing::left)
                .orElse(window.max());
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(REQUESTS, EXECUTION);
    }

    @Override
    public List<String> limitsOf(Request request) {
        return isLogin(request) ? List.of() : List.of(REQUESTS.name(), EXECUTION.name());
    }

    /** What a call takes is known at its end; until then it takes nothing, and is refused when nothing is left. */
    @Override
    public int costOf(Request request, String limit) {
        return limit.equals(EXECUTION.name()) ? 0 : 1;
    }

    @Override
    public Optional<String> timed(Request request) {
        return isLogin(request) ? Optional.empty() : Optional.of(EXECUTION.name());
    }

    @Override
    public List<Limits.AtOnce> atOnce(Request request) {
        return isLogin(request) ? List.of() : List.of(CONCURRENCY);
    }

    @Override
    public WebhookForm webhookForm() {
        return hooks;
    }

    @Override
    public void reset() {
        super.reset();
        synchronized (store()) {
            StartRows.fill(store(), tables);
        }
        context.webhooks().ownTarget(null);
    }

    @Override
    public void load(JsonNode saved) {
        super.load(saved);
        hooks.retarget();
    }

    /** By the name of the set or of the table. */
    @Override
    public ArrayNode records(String object) {
        return super.records(set(object));
    }

    @Override
    public List<String> seed(String object, List<ObjectNode> records) {
        return super.seed(set(object), records);
    }

    private String set(String object) {
        return tables.find(object).map(Table::set).orElse(object);
    }

    @Override
    public Screens screens() {
        return new MergingScreens(super.screens());
    }

    @Override
    public ObjectNode filler(String object, People.Person person) {
        ObjectNode values = Json.object();
        return switch (object) {
            case "accounts" ->
                values.put("name", person.company())
                        .put("websiteurl", "https://" + person.domain())
                        .put("numberofemployees", person.staff())
                        .put("address1_city", person.city());
            case "contacts" ->
                values.put("firstname", person.first())
                        .put("lastname", person.last())
                        .put("emailaddress1", person.email())
                        .put("telephone1", person.phone())
                        .put("jobtitle", person.title());
            case "leads" ->
                values.put("firstname", person.first())
                        .put("lastname", person.last())
                        .put("emailaddress1", person.email())
                        .put("companyname", person.company())
                        .put("subject", "Asked about " + person.company());
            case "opportunities" ->
                values.put("name", "Deal with " + person.company()).put("estimatedvalue", person.staff() * 10);
            default -> super.filler(object, person);
        };
    }

    @Override
    protected ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        Table table = tables.ofSet(kind.name()).orElseThrow();
        ObjectNode plain = Json.object();
        ObjectNode links = Json.object();
        values.properties().forEach(each -> {
            boolean isLink =
                    table.column(each.getKey()).filter(Column::isLookup).isPresent()
                            || table.column(each.getKey().replaceAll("type$", ""))
                                    .filter(Column::isPolymorphic)
                                    .isPresent();
            (isLink ? links : plain).set(each.getKey(), each.getValue());
        });
        ObjectNode checked = service.writes().drafts().read(table, plain, row).values();
        checked.setAll(links);
        return checked;
    }

    private static boolean isLogin(Request request) {
        return request.rawPath().toLowerCase(Locale.ROOT).matches("/[^/]+/oauth2/(v2\\.0/)?(token|authorize)");
    }

    /** Dataverse keeps the loser of a merge. */
    private final class MergingScreens implements Screens {
        private final Screens usual;

        MergingScreens(Screens usual) {
            this.usual = usual;
        }

        @Override
        public String create(Request request, String object, ObjectNode values) {
            return usual.create(request, object, values);
        }

        @Override
        public void edit(Request request, String object, String id, ObjectNode values) {
            usual.edit(request, object, id, values);
        }

        @Override
        public void delete(Request request, String object, String id) {
            usual.delete(request, object, id);
        }

        @Override
        public void restore(Request request, String object, String id) {
            usual.restore(request, object, id);
        }

        @Override
        public void merge(Request request, String object, String id, List<String> others) {
            synchronized (store()) {
                Table table = tables.ofSet(object)
                        .orElseThrow(() -> new IllegalArgumentException("there is no object '" + object + "'"));
                for (String other : others) {
                    try {
                        Row master = service.writes().live(new Addresses.Address(table, true, id, Map.of()));
                        Row loser = service.writes().live(new Addresses.Address(table, true, other, Map.of()));
                        service.actions().merge(request, table, master, loser);
                    } catch (RefusedException e) {
                        throw new IllegalArgumentException("there is no record " + id + " or " + other, e);
                    }
                }
            }
        }
    }
}
