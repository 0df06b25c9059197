package dev.caravan.sandbox.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Slice;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Records, envelopes and refusals as ActiveCampaign writes them: ids and most numbers are texts. */
final class Wire {
    /** The time zone of the account. */
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(-5);

    private static final DateTimeFormatter OFFSET =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int USUAL = 20;
    private static final int MOST = 100;

    /** What the vendor's sentences call a kind of record. */
    private static final Map<String, String> CLASSES = Map.of(
            Schema.ACCOUNTS, "CustomerAccount",
            Schema.CONTACTS, "Subscriber",
            Schema.DEALS, "Deal",
            Schema.NOTES, "Note",
            Schema.TASKS, "DealTask",
            Schema.LINKS, "CustomerAccountSubscriber",
            Schema.LISTS, "BaseList",
            Schema.MEMBERS, "SubscriberList",
            Schema.WEBHOOKS, "Webhook");

    private Wire() {}

    static ObjectNode record(Row row) {
        return switch (row.kind().name()) {
            case Schema.CONTACTS -> contact(row);
            case Schema.ACCOUNTS -> account(row);
            case Schema.DEALS -> deal(row);
            case Schema.NOTES -> note(row);
            case Schema.TASKS -> task(row);
            case Schema.LINKS -> link(row);
            default -> plain(row);
        };
    }

    private static ObjectNode contact(Row row) {
        ObjectNode shown = Json.object();
        shown.put("cdate", offset(row.createdAt()));
        for (String name : List.of("email", "phone", "firstName", "lastName")) {
            shown.put(name, row.text(name));
        }
        shown.put("orgid", "0")
                .put("bounced_hard", "0")
                .put("bounced_soft", "0")
                .put("deleted", "0");
        shown.put("anonymized", "0").put("udate", offset(row.modifiedAt()));
        shown.put("hash", Integer.toHexString(("contact " + row.id()).hashCode()));
        shown.put("created_utc_timestamp", utc(row.createdAt()));
        shown.put("updated_utc_timestamp", utc(row.modifiedAt()));
        shown.putObject("links")
                .put("fieldValues", "https://sandbox.example/api/3/contacts/" + row.id() + "/fieldValues");
        shown.put("id", row.id()).putNull("organization");
        return shown;
    }

    private static ObjectNode account(Row row) {
        ObjectNode shown = Json.object();
        shown.put("name", row.text("name"));
        shown.put("accountUrl", row.text("accountUrl"));
        shown.put("owner", row.text("owner").isEmpty() ? "1" : row.text("owner"));
        shown.put("createdTimestamp", offset(row.createdAt()));
        shown.put("updatedTimestamp", offset(row.modifiedAt()));
        shown.putArray("links");
        shown.put("id", row.id());
        return shown;
    }

    private static ObjectNode deal(Row row) {
        ObjectNode shown = Json.object();
        for (String name : List.of("owner", "group", "stage", "title", "description", "value", "currency")) {
            shown.put(name, row.text(name));
        }
        for (String name : List.of("contact", "account")) {
            shown.put(name, row.text(name).isEmpty() ? null : row.text(name));
        }
        shown.put("customerAccount", row.text("account").isEmpty() ? null : row.text("account"));
        shown.putNull("organization");
        shown.put("percent", row.text("percent").isEmpty() ? null : row.text("percent"));
        shown.put("status", row.text("status").isEmpty() ? "0" : row.text("status"));
        shown.put("cdate", offset(row.createdAt()))
                .put("mdate", offset(row.modifiedAt()))
                .putNull("nextdate");
        shown.put("hash", Integer.toHexString(("deal " + row.id()).hashCode()));
        shown.putObject("links");
        shown.put("id", row.id());
        return shown;
    }

    private static ObjectNode link(Row row) {
        ObjectNode shown = Json.object();
        for (String name : List.of("account", "contact", "jobTitle")) {
            shown.put(name, row.text(name));
        }
        shown.put("createdTimestamp", offset(row.createdAt()));
        shown.put("updatedTimestamp", offset(row.modifiedAt()));
        shown.putObject("links");
        shown.put("id", row.id());
        return shown;
    }

    private static ObjectNode note(Row row) {
        ObjectNode shown = Json.object();
        shown.put("relid", row.text("relid")).put("reltype", row.text("reltype"));
        shown.put("userid", "1").put("user", "1").put("is_draft", "0");
        shown.put("cdate", offset(row.createdAt())).put("mdate", offset(row.modifiedAt()));
        shown.put("note", row.text("note"));
        return hung(shown, row);
    }

    private static ObjectNode task(Row row) {
        ObjectNode shown = Json.object();
        shown.put("title", row.text("title").isEmpty() ? null : row.text("title"));
        for (String name : List.of("note", "relid", "reltype", "dealTasktype")) {
            shown.put(name, row.text(name));
        }
        for (String name : List.of("duedate", "edate")) {
            shown.put(name, moment(row.text(name)).map(Wire::offset).orElse(null));
        }
        shown.put("status", row.text("status").isEmpty() ? "0" : row.text("status"));
        shown.put("user", "1").put("assignee", row.text("assignee").isEmpty() ? "1" : row.text("assignee"));
        shown.put("cdate", offset(row.createdAt())).put("udate", offset(row.modifiedAt()));
        shown.putNull("automation").putNull("doneAutomation");
        return hung(shown, row);
    }

    private static ObjectNode hung(ObjectNode shown, Row row) {
        String kind = row.text("reltype");
        shown.putObject("owner")
                .put("type", kind.equals("Subscriber") ? "contact" : kind.toLowerCase(Locale.ROOT))
                .put("id", row.text("relid"));
        shown.putObject("links");
        return shown.put("id", row.id());
    }

    /** A day, or a point in time; empty for what is none. */
    static Optional<Instant> moment(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            text.length() == 10
                                    ? LocalDate.parse(text).atStartOfDay(ZONE).toInstant()
                                    : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode plain(Row row) {
        ObjectNode shown = row.values().deepCopy();
        shown.put("cdate", offset(row.createdAt()));
        shown.put("udate", offset(row.modifiedAt()));
        shown.putObject("links");
        shown.put("id", row.id());
        return shown;
    }

    /** The custom values of a contact, each a small record of its own. */
    static ArrayNode fieldValues(Row contact) {
        ArrayNode all = Json.array();
        for (Field field : Schema.customFields(contact.kind())) {
            if (contact.values().has(field.name())) {
                all.addObject()
                        .put("contact", contact.id())
                        .put("field", Schema.id(field))
                        .put("value", contact.text(field.name()))
                        .put("cdate", offset(contact.createdAt()))
                        .put("udate", offset(contact.modifiedAt()))
                        .put("id", contact.id() + "0" + Schema.id(field))
                        .put("owner", contact.id())
                        .putObject("links");
            }
        }
        return all;
    }

    /** The custom values of an account or a deal, as the calls for such values write them. */
    static ArrayNode customData(Row row) {
        boolean ofDeal = row.kind().name().equals(Schema.DEALS);
        ArrayNode all = Json.array();
        for (Field field : Schema.customFields(row.kind())) {
            if (row.values().has(field.name())) {
                int id = Integer.parseInt(Schema.id(field));
                ObjectNode datum = all.addObject();
                datum.put("id", row.id() + "0" + id);
                datum.put(ofDeal ? "dealCustomFieldMetumId" : "accountCustomFieldMetumId", id);
                datum.put(ofDeal ? "dealId" : "accountId", Integer.parseInt(row.id()));
                datum.put("customFieldId", id);
                datum.put("createdTimestamp", offset(row.createdAt()));
                datum.put("updatedTimestamp", offset(row.modifiedAt()));
                datum.set("fieldValue", many(row, field));
                datum.putObject("links");
            }
        }
        return all;
    }

    /** The custom values of an account or a deal, as they stand in the answer to a write. */
    static ArrayNode inlineFields(Row row) {
        ArrayNode all = Json.array();
        String own = row.kind().name().equals(Schema.DEALS) ? "dealId" : "accountId";
        for (Field field : Schema.customFields(row.kind())) {
            if (row.values().has(field.name())) {
                ObjectNode one = all.addObject();
                one.put("customFieldId", Integer.parseInt(Schema.id(field)));
                one.set("fieldValue", many(row, field));
                one.put(own, row.id());
            }
        }
        return all;
    }

    private static JsonNode many(Row row, Field field) {
        String text = row.text(field.name());
        if (field.type() != Field.Type.OPTIONS || !text.startsWith("||")) {
            return Json.tree(text);
        }
        return Json.tree(List.of(text.substring(2).split("\\|\\|")));
    }

    /** The part of a list that the call asks for, under the main key. */
    static ObjectNode page(Request request, String key, List<Row> rows) {
        return paged(request, key, rows, Wire::record);
    }

    /** The same for what is no row. */
    static <T> ObjectNode paged(Request request, String key, List<T> things, Function<T, JsonNode> shown) {
        int limit = number(request, "limit", USUAL);
        Slice<T> part = Slice.of(things, number(request, "offset", 0), limit == 0 ? USUAL : Math.min(limit, MOST));
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray(key);
        part.items().forEach(each -> all.add(shown.apply(each)));
        body.putObject("meta").put("total", String.valueOf(things.size()));
        return body;
    }

    static Answer ok(ObjectNode body) {
        return Answer.json(200, body);
    }

    /** One thing under its key. */
    static Answer one(int status, String key, JsonNode thing) {
        ObjectNode body = Json.object();
        body.set(key, thing);
        return Answer.json(status, body);
    }

    static Answer message(int status, String message) {
        return Answer.json(status, Json.object().put("message", message));
    }

    static RefusedException missing(String kind, String id) {
        return new RefusedException(message(404, "No Result found for " + CLASSES.get(kind) + " with id " + id));
    }

    static RefusedException invalid(String code, String title, String field) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putArray("errors").addObject();
        error.put("title", title).put("detail", "").put("code", code);
        error.putObject("source").put("pointer", "/data/attributes/" + field);
        return new RefusedException(Answer.json(422, body));
    }

    /** A request that is not understood: the answer says nothing. */
    static RefusedException malformed() {
        return new RefusedException(Answer.json(400, Json.object()));
    }

    static String offset(Instant time) {
        return OFFSET.format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZONE));
    }

    private static String utc(Instant time) {
        return UTC.format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
    }

    private static int number(Request request, String name, int usual) {
        String text = request.query(name).orElse("");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : usual;
    }
}
