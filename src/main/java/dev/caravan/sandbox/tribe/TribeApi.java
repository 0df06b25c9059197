package dev.caravan.sandbox.tribe;

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
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import dev.caravan.sandbox.store.StoreApi;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** TribeCRM's API and its login server, which are two hosts at the vendor and one here. */
public final class TribeApi extends StoreApi {
    private static final String ODATA = "/v1/odata";
    private static final String LOGIN = "/oauth2/";
    private static final String ME = "GetCurrentEmployee()";
    private static final Pattern ONE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\(([^()]*)\\)");
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Limits.Window MINUTE = new Limits.Window("MINUTE", 1_000, Duration.ofMinutes(1));
    private static final TokenEndpoint.Style OAUTH =
            new TokenEndpoint.Style("", Duration.ofSeconds(86_399), false, true, true);

    private final SandboxContext context;
    private final WebhookCalls webhooks;
    private final Listing listing;
    private final Writes writes;

    /** Starts with an organisation of its own, three employees and lists of choices. */
    public TribeApi(SandboxContext context) {
        super(new Store(context, Schema::kinds));
        Names names = new Names(store());
        this.context = context;
        this.webhooks = new WebhookCalls(store());
        this.listing = new Listing(store(), names);
        this.writes = new Writes(store(), names);
        StartData.put(store());
        store().watch(webhooks);
    }

    @Override
    public String name() {
        return "tribe";
    }

    @Override
    public Routes routes() {
        Routes routes = new Routes(this::guarded);
        for (Entity entity : Schema.all()) {
            String all = ODATA + "/" + entity.set();
            routes.add("GET", all, request -> listing.list(request, entity))
                    .add("POST", all, request -> post(request, entity));
        }
        routes.add("GET", ODATA, request -> sets())
                .add("GET", ODATA + "/$metadata", request -> Metadata.answer())
                .add("GET", ODATA + "/{record}", this::read)
                .add("POST", ODATA + "/{record}", this::unknown)
                .add("PUT", ODATA + "/{record}", this::put)
                .add("DELETE", ODATA + "/{record}", this::delete)
                .add("GET", "/v1/webhooks", request -> webhooks.list())
                .add("POST", "/v1/webhooks", webhooks::create)
                .add("DELETE", "/v1/webhooks/{id}", webhooks::delete);
        LoginPages login = new LoginPages(context.tokens());
        TokenEndpoint tokens = new TokenEndpoint(context.tokens(), OAUTH, login);
        return routes.add("POST", LOGIN + "token", tokens::handle).add("GET", LOGIN + "auth", login::ask);
    }

    @Override
    public void authorize(Request request) {
        if (request.rawPath().startsWith(LOGIN)) {
            return;
        }
        String token = request.bearer().or(() -> request.query("access_token")).orElse("");
        if (context.tokens().look(token) != Tokens.State.VALID) {
            throw new RefusedException(unauthorized(request));
        }
    }

    @Override
    public Answer unauthorized(Request request) {
        return Wire.failure(401, "The access token is missing, wrong or expired");
    }

    @Override
    public Answer notFound(Request request) {
        return Wire.failure(404, "Not found");
    }

    @Override
    public Answer wrongMethod(Request request) {
        return Wire.failure(405, "Method not allowed");
    }

    @Override
    public Answer unreadable(Request request, int status, String why) {
        return Wire.failure(status, "The body could not be read: " + why);
    }

    @Override
    public Answer rateLimited(Request request, String limit) {
        // No header says when to come again.
        return Wire.failure(429, "Too many requests");
    }

    @Override
    public Answer failed(Request request, int status) {
        return status == 502
                ? Answer.text(502, "text/html", "<html><body>Bad Gateway</body></html>")
                : Wire.failure(status, status == 503 ? "Service unavailable" : "Internal server error");
    }

    @Override
    public Answer finish(Request request, Answer answer) {
        return request.rawPath().startsWith(ODATA) ? answer.with("OData-Version", "4.0") : answer;
    }

    @Override
    public List<Limits.Window> limits() {
        return List.of(MINUTE);
    }

    @Override
    public List<String> limitsOf(Request request) {
        return request.rawPath().startsWith(LOGIN) ? List.of() : List.of(MINUTE.name());
    }

    @Override
    public WebhookForm webhookForm() {
        return webhooks;
    }

    @Override
    public void reset() {
        synchronized (store()) {
            super.reset();
            StartData.put(store());
        }
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
            case Schema.ORGANIZATION ->
                values.put("Name", person.company())
                        .put("Website", "https://" + person.domain())
                        .put("NumberOfEmployees", person.staff());
            case Schema.PERSON ->
                values.put("FirstName", person.first())
                        .put("LastName", person.last())
                        .put("EmailAddress", person.email())
                        .put("PhoneNumber", person.phone());
            case Schema.OPPORTUNITY ->
                values.put("Subject", "Deal with " + person.company()).put("Amount", person.staff() * 10);
            default -> super.filler(object, person);
        };
    }

    @Override
    protected ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        return writes.values(Schema.of(kind.name()), values, row);
    }

    private Answer post(Request request, Entity entity) {
        boolean isNew = request.json().path("ID").asText("").isEmpty();
        Row row = writes.post(request, entity);
        return listing.one(request, Names.entity(row), row, isNew ? 201 : 200);
    }

    private Answer read(Request request) {
        String name = request.path("record");
        if (name.equals(ME)) {
            Entity employees = Schema.of(Schema.EMPLOYEE);
            return listing.one(request, employees, writes.live(employees, StartData.currentEmployee()), 200);
        }
        if (name.equals("$metadata")) {
            return Metadata.answer();
        }
        Target target = target(request);
        Row row = writes.live(target.entity(), target.id());
        return listing.one(request, Names.entity(row), row, 200);
    }

    private Answer put(Request request) {
        Target target = target(request);
        Row row = writes.put(request, target.entity(), target.id());
        return listing.one(request, Names.entity(row), row, 200);
    }

    private Answer delete(Request request) {
        Target target = target(request);
        writes.delete(request, target.entity(), target.id());
        return Answer.empty(204);
    }

    /** OData's list of what there is. */
    private static Answer sets() {
        ObjectNode body = Json.object().put("@odata.context", "$metadata");
        ArrayNode value = body.putArray("value");
        Schema.all()
                .forEach(entity -> value.addObject()
                        .put("name", entity.set())
                        .put("kind", "EntitySet")
                        .put("url", entity.set()));
        return Answer.json(200, body);
    }

    private Answer unknown(Request request) {
        throw Wire.noSuchType(request.path("record"));
    }

    /** A record of a set: {@code Relation_Person(9fcb346f-bd58-423d-b7da-1952f9449827)}, the GUID without quotes. */
    private record Target(Entity entity, String id) {}

    private static Target target(Request request) {
        String name = request.path("record");
        Matcher one = ONE.matcher(name);
        if (!one.matches()) {
            throw Wire.noSuchType(name);
        }
        Entity entity = Schema.find(one.group(1)).orElseThrow(() -> Wire.noSuchType(one.group(1)));
        if (!GUID.matcher(one.group(2)).matches()) {
            throw Wire.refused(400, "The key must be a GUID without quotes");
        }
        return new Target(entity, one.group(2));
    }
}
