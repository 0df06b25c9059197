package dev.caravan.sandbox.salesforce;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Salesforce's API with its data. */
public final class SalesforceApi implements VendorApi {
    private static final String DATA = "/services/data";
    private static final Pattern VERSION = Pattern.compile("v(\\d{2})\\.0");

    private final SandboxContext context;
    private final Org org;
    private final Resources resources = new Resources();
    private final QueryResource queries;
    private final Bulk bulk;
    private final Login login;
    private final SavedOrg saved;
    private final SalesforceScreens screens;
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * Makes an org with four users and no other records.
     *
     * @param context of the server
     */
    public SalesforceApi(SandboxContext context) {
        this.context = context;
        org = new Org(context);
        queries = new QueryResource(org);
        bulk = new Bulk(org);
        login = new Login(org);
        screens = new SalesforceScreens(org);
        Map<String, Ids> counters = new HashMap<>(bulk.ids());
        counters.put("cursors", queries.ids());
        ChangeNotices notices = new ChangeNotices(context.webhooks());
        counters.put("notifications", notices.ids());
        context.journal().listen(notices::tell);
        saved = new SavedOrg(org, counters);
        new DirectoryResource(org, this::used).addTo(resources);
        new RecordResource(org).addTo(resources);
        new ChangesResource(org).addTo(resources);
        new ListViews(org).addTo(resources);
        queries.addTo(resources);
        new SearchResource(org).addTo(resources);
        new CollectionResource(org).addTo(resources);
        new TreeResource(org).addTo(resources);
        new CompositeResource(org, resources).addTo(resources);
    }

    @Override
    public String name() {
        return "salesforce";
    }

    @Override
    public Routes routes() {
        Routes routes = new Routes();
        routes.add("GET", DATA, request -> Answer.json(200, DirectoryResource.versions()));
        for (Resources.Resource resource : resources.all()) {
            routes.add(
                    resource.method(), DATA + "/{version}" + resource.template(), request -> answer(request, resource));
        }
        bulk.addTo(routes, DATA + "/{version}", this::guarded);
        login.addTo(routes);
        return routes;
    }

    private Answer answer(Request request, Resources.Resource resource) {
        return guarded(request, version -> {
            Map<String, String> path = new HashMap<>();
            for (String part : resource.template().split("/")) {
                if (part.startsWith("{")) {
                    String name = part.replaceAll("[{}!]", "");
                    path.put(name, request.path(name));
                }
            }
            Call call = new Call(request, request.method(), version, path, request.queries(), request::json);
            boolean reads = request.method().equals("GET");
            return (reads
                            ? org.reading(() -> resource.handler().apply(call))
                            : org.writing(request, () -> resource.handler().apply(call)))
                    .toAnswer();
        });
    }

    /** Work on a path with a version in it. */
    interface Versioned {
        Answer answer(String version);
    }

    private Answer guarded(Request request, Versioned work) {
        try {
            return work.answer(checkedVersion(request.path("version")));
        } catch (SalesforceError e) {
            return Reply.of(e).toAnswer();
        }
    }

    private static String checkedVersion(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw SalesforceError.notFound();
        }
        int number = Integer.parseInt(version.substring(1, 3));
        if (number < DirectoryResource.OLDEST) {
            throw new SalesforceError(
                    410, "UNSUPPORTED_API_VERSION", "The requested API version is retired", List.of());
        }
        if (number > DirectoryResource.NEWEST + 1) {
            throw SalesforceError.notFound();
        }
        return version;
    }

    @Override
    public void authorize(Request request) {
        String path = request.rawPath();
        boolean open = path.startsWith("/services/oauth2/") && !path.startsWith("/services/oauth2/userinfo")
                || path.startsWith("/services/Soap/")
                || path.equals(DATA)
                || path.equals(DATA + "/");
        if (open) {
            return;
        }
        String token = request.bearer().orElse("");
        if (context.tokens().look(token) != Tokens.State.VALID) {
            throw new RefusedException(unauthorized(request));
        }
    }

    @Override
    public Answer unauthorized(Request request) {
        if (!request.rawPath().startsWith(DATA)) {
            return Answer.text(403, "text/html;charset=UTF-8", "Bad_OAuth_Token");
        }
        return Reply.of(new SalesforceError(401, "INVALID_SESSION_ID", "Session expired or invalid", List.of()))
                .toAnswer();
    }

    @Override
    public Answer notFound(Request request) {
        return Reply.of(SalesforceError.notFound()).toAnswer();
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Reply.of(SalesforceError.methodNotAllowed(request.method())).toAnswer();
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        SalesforceError error = status == 413
                ? new SalesforceError(413, "REQUEST_ENTITY_TOO_LARGE", why, List.of())
                : SalesforceError.bad("JSON_PARSER_ERROR", "The HTTP entity body is not valid JSON: " + why);
        return Reply.of(error).toAnswer();
    }

    @Override
    public Answer rateLimited(Request request, String limit) {
        return Reply.of(Quota.exceeded(limit)).toAnswer();
    }

    @Override
    public Answer failed(Request request, int status) {
        return switch (status) {
            case 503 ->
                Reply.of(new SalesforceError(
                                503,
                                "SERVER_UNAVAILABLE",
                                "The server is temporarily unavailable; try again later",
                                List.of()))
                        .toAnswer();
            case 502 -> Answer.text(502, "text/html;charset=UTF-8", "<html><body>Bad Gateway</body></html>");
            default ->
                Reply.of(new SalesforceError(
                                500,
                                "UNKNOWN_EXCEPTION",
                                "An unexpected error occurred. Please include this ErrorId",
                                List.of()))
                        .toAnswer();
        };
    }

    @Override
    public Answer finish(Request request, Answer answer) {
        if (!request.rawPath().startsWith(DATA + "/")) {
            return answer;
        }
        calls.incrementAndGet();
        return answer.with("Sforce-Limit-Info", "api-usage=" + used() + "/" + max());
    }

    private int used() {
        Limits limits = context.limits();
        return limits.areOn()
                ? limits.standing(Quota.DAILY).map(Limits.Standing::used).orElse(0)
                : calls.get();
    }

    private int max() {
        return context.limits()
                .standing(Quota.DAILY)
                .map(standing -> standing.window().max())
                .orElse(Quota.WINDOW.max());
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(Quota.WINDOW);
    }

    @Override
    public List<String> limitsOf(Request request) {
        return request.rawPath().startsWith(DATA + "/") ? List.of(Quota.DAILY) : List.of();
    }

    @Override
    public List<Limits.AtOnce> atOnce(Request request) {
        return request.rawPath().startsWith(DATA + "/") ? List.of(Quota.LONG_CALLS) : List.of();
    }

    @Override
    public int maxBody() {
        return 150 * 1024 * 1024;
    }

    @Override
    public void reset() {
        org.reset();
        queries.reset();
        bulk.reset();
        calls.set(0);
    }

    @Override
    public Collection<String> objects() {
        return org.schema().objects().stream().map(ObjectType::name).toList();
    }

    @Override
    public ArrayNode records(String object) {
        ObjectType type = known(object);
        Rendering rendering = new Rendering("v" + DirectoryResource.NEWEST + ".0");
        ArrayNode records = Json.array();
        org.reading(() -> {
            for (Row row : org.store().rows(type)) {
                ObjectNode record = Json.object().put("id", row.id()).put("archived", row.isDeleted());
                ObjectNode whole = rendering.whole(row);
                whole.remove("attributes");
                records.add(record.setAll(whole));
            }
            return records;
        });
        return records;
    }

    @Override
    public List<String> seed(String object, List<ObjectNode> records) {
        ObjectType type = known(object);
        return org.seeding(() -> {
            List<String> ids = new ArrayList<>();
            for (ObjectNode record : records) {
                JsonNode values = record.path("properties");
                ids.add(org.writes()
                        .seed(type, values instanceof ObjectNode inner ? inner : record)
                        .id());
            }
            return ids;
        });
    }

    @Override
    public Screens screens() {
        return screens;
    }

    @Override
    public List<Route> controls() {
        return List.of(new Route("POST", "/records/Lead/{id}/convert", screens::convert));
    }

    @Override
    public WebhookForm webhookForm() {
        return new NoticeForm(new OutboundMessage(org), new FlowCallout(context.clock()));
    }

    @Override
    public ObjectNode filler(String object, People.Person person) {
        return Fillers.of(known(object), person);
    }

    @Override
    public JsonNode save() {
        return saved.save();
    }

    @Override
    public void load(JsonNode tree) {
        saved.load(tree);
    }

    private ObjectType known(String object) {
        return org.schema()
                .object(object)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no object '" + object + "' at Salesforce; there are " + objects()));
    }
}
