package dev.caravan.sandbox.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates, updates and deletes of accounts, contacts and deals. Keys that the vendor does not know are passed over
 * without a word, and a value that is none of a field's options is kept as it is.
 */
final class Writes {
    private final Store store;

    Writes(Store store) {
        this.store = store;
    }

    Answer create(Request request, String name) {
        Kind kind = store.kind(name);
        JsonNode given = given(request, name);
        ObjectNode values = checked(
                kind, flat(kind, given), null, given.path("allowNullEmail").asBoolean(false));
        return written(201, store.create(request, kind, values));
    }

    Answer update(Request request, String name) {
        Kind kind = store.kind(name);
        Row row = live(name, request.path("id"));
        store.update(request, row, checked(kind, flat(kind, given(request, name)), row, true));
        return written(200, row);
    }

    /** {@code POST /contact/sync}: the e-mail address is the key. */
    Answer sync(Request request) {
        Kind kind = store.kind(Schema.CONTACTS);
        ObjectNode values = flat(kind, given(request, Schema.CONTACTS));
        List<Row> there = store.withValue(kind, "email", values.path("email").asText(""));
        if (there.isEmpty()) {
            return written(201, store.create(request, kind, checked(kind, values, null, false)));
        }
        store.update(request, there.get(0), checked(kind, values, there.get(0), false));
        return written(200, there.get(0));
    }

    /** {@code POST /fieldValues}: writes one custom value of a contact. */
    Answer fieldValue(Request request) {
        JsonNode given = request.json().path("fieldValue");
        Row row = live(Schema.CONTACTS, given.path("contact").asText());
        ObjectNode contact = Json.object();
        contact.putArray("fieldValues").add(given);
        store.update(request, row, flat(row.kind(), contact));
        return Wire.one(200, "fieldValue", given);
    }

    Answer delete(Request request, String name) {
        Row row = live(name, request.path("id"));
        String own = singular(name);
        Stream.of(Schema.LINKS, Schema.MEMBERS)
                .map(store::kind)
                .filter(kind -> kind.field(own).isPresent())
                .flatMap(kind -> store.withValue(kind, own, row.id()).stream())
                .forEach(link -> store.delete(request, link));
        store.delete(request, row);
        return Wire.ok(Json.object());
    }

    Row live(String name, String id) {
        Row row = store.live(store.kind(name), id);
        if (row == null) {
            throw Wire.missing(name, id);
        }
        return row;
    }

    /** The word for one record, under which it stands in bodies. */
    static String singular(String name) {
        return name.substring(0, name.length() - 1);
    }

    static Answer written(int status, Row row) {
        String name = row.kind().name();
        ObjectNode shown = Wire.record(row);
        ObjectNode body = Json.object();
        if (name.equals(Schema.CONTACTS)) {
            body.set("fieldValues", Wire.fieldValues(row));
            if (status == 201) {
                // The answer to a create is shorter than the record.
                shown.retain("email", "cdate", "udate", "orgid", "links", "id", "organization");
            }
        } else {
            shown.set("fields", Wire.inlineFields(row));
        }
        body.set(singular(name), shown);
        return Answer.json(status, body);
    }

    private static JsonNode given(Request request, String name) {
        JsonNode given = request.json().path(singular(name));
        if (!given.isObject()) {
            throw Wire.malformed();
        }
        return given;
    }

    /** Values as they are kept: texts, custom values beside the others. */
    private static ObjectNode flat(Kind kind, JsonNode given) {
        ObjectNode flat = Json.object();
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (kind.field(each.getKey()).isPresent()) {
                flat.put(
                        each.getKey(),
                        each.getValue().isNull() ? "" : each.getValue().asText());
            }
        }
        boolean ofContact = kind.name().equals(Schema.CONTACTS);
        for (JsonNode each : given.path(ofContact ? "fieldValues" : "fields")) {
            String id = each.path(ofContact ? "field" : "customFieldId").asText();
            JsonNode value = each.path(ofContact ? "value" : "fieldValue");
            if (kind.field(Schema.CUSTOM + id).isEmpty()) {
                throw Wire.invalid("field_invalid", "There is no custom field with id " + id, "fields");
            }
            flat.put(Schema.CUSTOM + id, value.isArray() ? bars(value) : value.isNull() ? "" : value.asText());
        }
        return flat;
    }

    private static String bars(JsonNode values) {
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append("||").append(value.asText()));
        return text.isEmpty() ? "" : text.append("||").toString();
    }

    ObjectNode checked(Kind kind, ObjectNode values, @Nullable Row row, boolean noEmail) {
        for (Field field : kind.fields()) {
            String value = values.path(field.name()).asText("");
            boolean given = values.has(field.name());
            boolean excused = field.name().equals("email") && noEmail && !given;
            if (field.required() && value.isEmpty() && (given || row == null) && !excused) {
                throw Wire.invalid("field_missing", "The " + field.name() + " was not provided.", field.name());
            }
            if (!value.isEmpty()) {
                shape(field, value);
                if (field.unique()) {
                    unique(kind, field, value, row);
                }
            }
        }
        references(kind, values);
        if (kind.name().equals(Schema.DEALS)) {
            linked(values, row);
        }
        return values;
    }

    private static void shape(Field field, String value) {
        boolean fits =
                switch (field.type()) {
                    case EMAIL -> value.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
                    case NUMBER -> value.matches("-?\\d+(\\.\\d+)?");
                    case ANY -> value.matches("-?\\d+");
                    case DATE -> isDate(value);
                    default -> true;
                };
        if (!fits) {
            boolean isEmail = field.type() == Field.Type.EMAIL;
            throw Wire.invalid(
                    isEmail ? "email_invalid" : "field_invalid",
                    isEmail ? "Email address is not valid." : "The value of " + field.label() + " is not valid.",
                    field.name());
        }
    }

    private void unique(Kind kind, Field field, String value, @Nullable Row row) {
        for (Row other : store.withValue(kind, field.name(), value)) {
            if (row == null || !other.id().equals(row.id())) {
                throw Wire.invalid(
                        "duplicate",
                        field.name().equals("email")
                                ? "Email address already exists in the system"
                                : "An account named \"" + value + "\" already exists",
                        field.name());
            }
        }
    }

    private void references(Kind kind, ObjectNode values) {
        boolean isDeal = kind.name().equals(Schema.DEALS);
        String owner = values.path("owner").asText("");
        if (!owner.isEmpty()
                && Schema.USERS.stream().noneMatch(user -> user.value().equals(owner))) {
            throw Wire.invalid("field_invalid", "The owner does not exist.", "owner");
        }
        if (!isDeal) {
            return;
        }
        for (String name : List.of("account", "contact")) {
            String id = values.path(name).asText("");
            if (!id.isEmpty() && store.live(store.kind(name + "s"), id) == null) {
                throw Wire.invalid("field_invalid", "The " + name + " does not exist.", name);
            }
        }
        String stage = values.path("stage").asText("");
        String group = values.path("group").asText("");
        if (!stage.isEmpty()
                && Schema.STAGES.stream()
                        .noneMatch(each -> each.id().equals(stage)
                                && (group.isEmpty() || each.pipeline().equals(group)))) {
            throw Wire.invalid("field_invalid", "The stage is not one of the pipeline's.", "stage");
        }
        String value = values.path("value").asText("");
        if (!value.isEmpty() && !value.matches("\\d{1,15}")) {
            throw Wire.invalid("field_invalid", "The value must be an integer in cents.", "value");
        }
        String currency = values.path("currency").asText("");
        if (!currency.isEmpty() && !currency.matches("[a-z]{3}")) {
            throw Wire.invalid("field_invalid", "The currency must be three small letters.", "currency");
        }
    }

    private static void linked(ObjectNode values, @Nullable Row row) {
        boolean linked = Stream.of("account", "contact")
                .anyMatch(name ->
                        !(values.has(name) ? values.path(name).asText() : row == null ? "" : row.text(name)).isEmpty());
        if (!linked) {
            throw Wire.invalid("field_missing", "The contact or account was not provided.", "contact");
        }
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text.substring(0, Math.min(10, text.length())))
                            .getYear()
                    > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
