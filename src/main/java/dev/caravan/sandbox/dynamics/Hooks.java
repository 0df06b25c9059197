package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.WebhookEvent;
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.WebhookTarget;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Webhooks: an execution context for each change. Not signed; a secret stands in headers or in the address. Only 502,
 * 503 and 504 bring a second try. (Dataverse docs, "Use webhooks".)
 */
final class Hooks implements WebhookForm, Store.Watcher {
    private static final String CONTRACTS = "http://schemas.microsoft.com/xrm/2011/Contracts";
    private static final int MOST_BYTES = 256 * 1024;
    private static final Set<String> QUIET =
            Set.of("serviceendpoint", "sdkmessage", "sdkmessagefilter", "sdkmessageprocessingstep", "systemuser");
    private static final Pattern SETTING =
            Pattern.compile("<setting name=\"([^\"]+)\" value=\"([^\"]*)\"\\s*/>", Pattern.CASE_INSENSITIVE);

    private final Entities entities;

    Hooks(Entities entities) {
        this.entities = entities;
    }

    @Override
    public void changed(Change change, Row row, ObjectNode before) {
        Table table = entities.tables().ofSet(row.kind().name()).orElseThrow();
        if (QUIET.contains(table.name())) {
            retarget();
            return;
        }
        if (!entities.store().context().webhooks().isWanted()) {
            return;
        }
        String message =
                switch (change.kind()) {
                    case CREATED, RESTORED -> "Create";
                    case DELETED, ERASED -> "Delete";
                    case MERGED -> "Merge";
                    default -> "Update";
                };
        Set<String> columns = change.values().keySet();
        ObjectNode body = context(table, row, message, columns, change);
        entities.store()
                .context()
                .webhooks()
                .send(new WebhookEvent(table.name() + "." + message, isRegistered(table, message, columns), body));
    }

    /** Sends to the address of the newest step that is switched on. */
    void retarget() {
        ObjectNode target = null;
        for (Row step : rows("sdkmessageprocessingstep")) {
            Row endpoint = entities.live(entities.tables().named("serviceendpoint"), step.text("eventhandler"));
            if (endpoint != null && !step.text("statecode").equals("1")) {
                target = target(endpoint);
            }
        }
        entities.store().context().webhooks().ownTarget(target == null ? null : WebhookTarget.read(target, settings()));
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        JsonNode body = events.get(0).body();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("x-ms-dynamics-organization", "sandbox.crm4.dynamics.example");
        headers.put("x-ms-dynamics-entity-name", body.path("PrimaryEntityName").asText());
        headers.put("x-ms-dynamics-request-name", body.path("MessageName").asText());
        headers.put("x-ms-correlation-request-id", body.path("CorrelationId").asText());
        if (target.settings().hasNonNull("header")) {
            headers.put(target.settings().path("header").asText(), target.secret());
        }
        target.settings()
                .path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        byte[] bytes = Json.write(body);
        if (bytes.length > MOST_BYTES) {
            ObjectNode small = body.deepCopy();
            small.remove(List.of("ParentContext", "InputParameters", "PreEntityImages", "PostEntityImages"));
            headers.put("x-ms-dynamics-msg-size-exceeded", "true");
            bytes = Json.write(small);
        }
        return new Call(headers, bytes);
    }

    /** What is answered otherwise is lost: there is no other try for it. */
    @Override
    public boolean isAccepted(WebhookTarget target, int status, String body) {
        return status != 502 && status != 503 && status != 504;
    }

    @Override
    public int mostEvents() {
        return 1;
    }

    @Override
    public Set<String> settings() {
        return Set.of("header", "headers");
    }

    private ObjectNode context(Table table, Row row, String message, Set<String> columns, Change change) {
        ObjectNode body = Json.object();
        body.put("MessageName", message);
        body.put("PrimaryEntityName", table.name());
        body.put("PrimaryEntityId", row.id());
        body.put("Stage", 40).put("Mode", 1).put("Depth", 1).put("IsolationMode", 1);
        body.put("BusinessUnitId", Actions.unit());
        body.put(
                "CorrelationId",
                UUID.nameUUIDFromBytes(change.request().getBytes(StandardCharsets.UTF_8))
                        .toString());
        body.put("InitiatingUserId", Entities.USER).put("UserId", Entities.USER);
        body.put("IsExecutingOffline", false).put("IsInTransaction", false);
        body.put("OperationCreatedOn", date(change.at()));
        body.put(
                "OperationId",
                UUID.nameUUIDFromBytes(("change " + change.seq()).getBytes(StandardCharsets.UTF_8))
                        .toString());
        body.put("OrganizationId", Actions.organization()).put("OrganizationName", "sandbox");
        body.putNull("ParentContext").putNull("SecondaryEntityName");
        body.put("RequestId", change.request());
        ObjectNode target = Json.object().put("key", "Target");
        target.set("value", message.equals("Delete") ? reference(table.name(), row.id()) : entity(table, row, columns));
        body.putArray("InputParameters").add(target);
        body.putArray("OutputParameters");
        body.putArray("PostEntityImages");
        body.putArray("PreEntityImages");
        body.putArray("SharedVariables");
        return body;
    }

    private ObjectNode entity(Table table, Row row, Set<String> columns) {
        ObjectNode entity = Json.object();
        entity.put("__type", "Entity:" + CONTRACTS);
        ArrayNode attributes = entity.putArray("Attributes");
        Entity found = Entity.of(table, row);
        for (Column column : table.columns()) {
            boolean isTold = columns.contains(column.name())
                    || Set.of("modifiedon", "modifiedby", table.primaryId()).contains(column.name());
            if (isTold && !column.isWriteOnly()) {
                ObjectNode attribute = attributes.addObject().put("key", column.name());
                attribute.set("value", value(found, column));
            }
        }
        entity.putNull("EntityState");
        entity.putArray("FormattedValues");
        entity.put("Id", row.id());
        entity.putArray("KeyAttributes");
        entity.put("LogicalName", table.name());
        entity.putArray("RelatedEntities");
        entity.putNull("RowVersion");
        return entity;
    }

    private JsonNode value(Entity entity, Column column) {
        JsonNode value = entities.value(entity, column);
        if (value.isNull()) {
            return value;
        }
        if (column.isLookup()) {
            return reference(entities.targetName(entity, column), value.asText());
        }
        return switch (column.type()) {
            case "Picklist", "State", "Status" -> wrapped("OptionSetValue", value);
            case "Money" -> wrapped("Money", value);
            case "DateTime" -> Json.tree(date(Literal.instant(value.asText())));
            default -> value;
        };
    }

    private static ObjectNode reference(String table, String id) {
        ObjectNode reference = Json.object().put("__type", "EntityReference:" + CONTRACTS);
        reference.put("Id", id);
        reference.putArray("KeyAttributes");
        reference.put("LogicalName", table).putNull("Name").putNull("RowVersion");
        return reference;
    }

    private static ObjectNode wrapped(String type, JsonNode value) {
        ObjectNode wrapped = Json.object().put("__type", type + ":" + CONTRACTS);
        wrapped.set("Value", value);
        return wrapped;
    }

    private static String date(Instant time) {
        return "/Date(" + time.toEpochMilli() + ")/";
    }

    private boolean isRegistered(Table table, String message, Set<String> columns) {
        for (Row step : rows("sdkmessageprocessingstep")) {
            Row sdk = entities.live(entities.tables().named("sdkmessage"), step.text("sdkmessageid"));
            Row filter = entities.live(entities.tables().named("sdkmessagefilter"), step.text("sdkmessagefilterid"));
            boolean isOn = !step.text("statecode").equals("1");
            boolean isMessage = sdk != null && sdk.text("name").equals(message);
            boolean isTable =
                    filter == null || filter.text("primaryobjecttypecode").equals(table.name());
            String wanted = step.text("filteringattributes");
            boolean isColumn = wanted.isEmpty()
                    || !message.equals("Update")
                    || Arrays.stream(wanted.split(",")).map(String::strip).anyMatch(columns::contains);
            if (isOn && isMessage && isTable && isColumn) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode target(Row endpoint) {
        String value = endpoint.text("authvalue");
        String url = endpoint.text("url");
        ObjectNode target = Json.object().put("retries", 1);
        Map<String, String> pairs = new LinkedHashMap<>();
        Matcher matcher = SETTING.matcher(value);
        while (matcher.find()) {
            pairs.put(matcher.group(1), matcher.group(2));
        }
        switch (endpoint.text("authtype")) {
            case "5" -> {
                ObjectNode headers = target.putObject("headers");
                pairs.forEach(headers::put);
            }
            case "6" -> url = withQuery(url, pairs);
            default -> url = withQuery(url, value.isEmpty() ? Map.of() : Map.of("code", value));
        }
        return target.put("url", url);
    }

    private static String withQuery(String url, Map<String, String> pairs) {
        StringBuilder whole = new StringBuilder(url);
        pairs.forEach((name, value) -> whole.append(whole.indexOf("?") < 0 ? '?' : '&')
                .append(Cookie.encoded(name))
                .append('=')
                .append(Cookie.encoded(value)));
        return whole.toString();
    }

    private List<Row> rows(String table) {
        return entities.store().rows(entities.kind(entities.tables().named(table)));
    }
}
