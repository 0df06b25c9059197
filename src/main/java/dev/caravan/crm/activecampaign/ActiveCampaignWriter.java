package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.activecampaign.ActiveCampaignField.Shape;
import dev.caravan.crm.activecampaign.ActiveCampaignRecords.Parts;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.OneByOne;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Typed;
import dev.caravan.problem.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, one per call, and a contact's link with its account by another. (ActiveCampaign docs: a body holds
 * one record under its key; PUT changes what it names. A contact is updated by its id: {@code /contact/sync} with a
 * changed e-mail address would make a second one.)
 */
final class ActiveCampaignWriter {
    private static final int CENTS = 2;
    /** Keys of deals and accounts that the interface types as numbers. */
    private static final Map<ActiveCampaignObjects, Set<String>> NUMBERS = Map.of(
            ActiveCampaignObjects.ACCOUNTS, Set.of("owner"),
            ActiveCampaignObjects.CONTACTS, Set.of(),
            ActiveCampaignObjects.DEALS, Set.of("value", "percent", "status"),
            ActiveCampaignObjects.TASKS, Set.of("status", "dealTasktype", "assignee"));

    private final JsonApi api;
    private final ActiveCampaignSettings settings;
    private final ActiveCampaignFields fields;
    private final ActiveCampaignRecords records;
    private final AccountLinks links;
    private final DealDefaults defaults;
    private final Standing standing;

    /** Finds the record that a unique value belongs to. */
    @FunctionalInterface
    interface Standing {
        Optional<String> inTheWay(ActiveCampaignObjects object, String value);
    }

    ActiveCampaignWriter(
            JsonApi api,
            ActiveCampaignSettings settings,
            ActiveCampaignFields fields,
            ActiveCampaignRecords records,
            Standing standing) {
        this.api = api;
        this.settings = settings;
        this.fields = fields;
        this.records = records;
        this.links = new AccountLinks(api);
        this.defaults = new DealDefaults(api, fields, settings.currency());
        this.standing = standing;
    }

    List<WriteResult> write(ActiveCampaignObjects object, List<Write> writes) {
        return OneByOne.write(writes, write -> one(object, write));
    }

    List<WriteResult> delete(ActiveCampaignObjects object, List<String> ids) {
        return OneByOne.delete(ids, id -> api.delete(object.one(Query.encoded(id))));
    }

    private WriteResult one(ActiveCampaignObjects object, Write write) {
        String id = write.id();
        ObjectNode body = Json.object();
        ArrayNode custom = Json.array();
        Map<String, @Nullable Object> link = new LinkedHashMap<>();
        known(object, write).forEach((field, value) -> {
            switch (field.shape()) {
                case LINK -> link.put(field.key(), value);
                case HANGS_ON -> hangOn(object, body, field, value);
                case CUSTOM, CUSTOM_CENTS -> custom.add(custom(object, field, value));
                default -> body.set(field.key(), plain(object, field, value));
            }
        });
        if (!custom.isEmpty()) {
            body.set(object == ActiveCampaignObjects.CONTACTS ? "fieldValues" : "fields", custom);
        }
        if (object == ActiveCampaignObjects.DEALS) {
            defaults.complete(body, id == null);
        }
        if (object.isActivity()) {
            complete(object, id, body);
        }
        if (object == ActiveCampaignObjects.CONTACTS && id == null && !body.has("email") && settings.withoutEmail()) {
            body.put("allowNullEmail", true);
        }
        JsonNode answer = id == null || !body.isEmpty() ? sent(object, id, body) : Json.object();
        JsonNode record = answer.path(object.key());
        String written = Objects.requireNonNullElse(Json.text(record, "id"), id == null ? "" : id);
        if (written.isEmpty()) {
            throw new CrmException(
                    api.name(object.path()), new CrmError.Transient("the answer names no id", true), null);
        }
        JsonNode linked = link.isEmpty() ? null : linked(written, link, id == null);
        ArrayNode told = Json.array();
        answer.path("fieldValues").forEach(told::add);
        record.path("fields").forEach(told::add);
        return new WriteResult.Written(
                written,
                id == null,
                records.told(
                        object, new Parts(record, told, linked), write.values().keySet()));
    }

    private JsonNode sent(ActiveCampaignObjects object, @Nullable String id, ObjectNode body) {
        ObjectNode wrapped = Json.object();
        wrapped.set(object.key(), body);
        if (id != null) {
            return api.put(object.one(Query.encoded(id)), wrapped);
        }
        try {
            return api.post(object.all(), wrapped);
        } catch (CrmException e) {
            throw e.error() instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.DUPLICATE_VALUE
                    ? inTheWay(object, body, rejected)
                    : e;
        }
    }

    private static void hangOn(
            ActiveCampaignObjects object, ObjectNode body, ActiveCampaignField field, @Nullable Object value) {
        String id = Objects.toString(value, "").strip();
        if (!id.isEmpty()) {
            HangsOn.put(object, body, field.key(), number(id));
        }
    }

    private void complete(ActiveCampaignObjects object, @Nullable String id, ObjectNode body) {
        if (id == null && !HangsOn.isNamed(body)) {
            throw refused(
                    object,
                    object.key(),
                    "it hangs on no record that ActiveCampaign lets it hang on",
                    ErrorCode.REQUIRED_FIELD_MISSING);
        }
        if (object == ActiveCampaignObjects.NOTES && id != null && !body.isEmpty()) {
            HangsOn.complete(
                    body, api.get(object.one(Query.encoded(id)), new Query()).path(object.key()));
        }
    }

    /** The refusal names no record, so it is looked for. */
    private CrmException inTheWay(ActiveCampaignObjects object, ObjectNode body, CrmError.Rejected rejected) {
        String value = body.path(object.nameField()).asText("");
        return new CrmException(
                api.name(object.path()),
                new CrmError.Rejected(rejected.detail(), rejected.code(), standing.inTheWay(object, value)),
                null);
    }

    /**
     * A contact that was made and could not be linked must not be made again: whatever stood in the way of the link,
     * the next try looks for the contact first.
     */
    private @Nullable JsonNode linked(String contact, Map<String, @Nullable Object> link, boolean isNew) {
        try {
            return links.put(contact, link, isNew);
        } catch (CrmException e) {
            if (isNew && !(e.error() instanceof CrmError.Rejected)) {
                throw new CrmException(
                        api.name("contacts"),
                        new CrmError.Transient(
                                "contact " + contact + " is made and not linked yet: "
                                        + e.error().detail(),
                                true),
                        e);
            }
            throw e;
        }
    }

    private Map<ActiveCampaignField, @Nullable Object> known(ActiveCampaignObjects object, Write write) {
        Map<ActiveCampaignField, @Nullable Object> values = new LinkedHashMap<>();
        write.values().forEach((name, value) -> {
            // ActiveCampaign passes over a key that it does not know, without a word.
            ActiveCampaignField field = fields.find(object, name)
                    .orElseThrow(() -> refused(object, name, "there is no such field", ErrorCode.INVALID_FIELD));
            if (field.schema().readOnly()) {
                throw refused(object, name, "it can only be read", ErrorCode.INVALID_FIELD);
            }
            if (!Typed.isWhole(value)) {
                throw refused(object, name, "the value holds half a character", ErrorCode.INVALID_VALUE);
            }
            values.put(field, value);
        });
        return values;
    }

    private JsonNode plain(ActiveCampaignObjects object, ActiveCampaignField field, @Nullable Object value) {
        String text = text(object, field, value);
        if (NUMBERS.getOrDefault(object, Set.of()).contains(field.key())) {
            if (text.isEmpty()) {
                return field.shape() == Shape.CENTS
                        ? number("0")
                        : Json.object().nullNode();
            }
            return number(text);
        }
        return string(text);
    }

    private JsonNode custom(ActiveCampaignObjects object, ActiveCampaignField field, @Nullable Object value) {
        String text = text(object, field, value);
        if (object == ActiveCampaignObjects.CONTACTS) {
            return Json.object().put("field", field.key()).put("value", text);
        }
        ObjectNode one = Json.object();
        one.set("customFieldId", number(field.key()));
        one.put("fieldValue", text);
        return field.shape() == Shape.CUSTOM_CENTS
                ? one.put("fieldCurrency", settings.currency().toUpperCase(Locale.ROOT))
                : one;
    }

    /** The value as it goes out; the empty text clears a field. */
    private String text(ActiveCampaignObjects object, ActiveCampaignField field, @Nullable Object value) {
        if (value == null || value.toString().isBlank()) {
            return "";
        }
        if (field.type() == FieldSchema.Type.OPTIONS) {
            Collection<?> many = value instanceof Collection<?> c ? c : List.of(value);
            List<String> choices = new ArrayList<>();
            many.forEach(each -> choices.add(choice(object, field, String.valueOf(each))));
            return ActiveCampaignRecords.bars(choices);
        }
        if (!field.wire().isEmpty()) {
            return choice(object, field, value.toString());
        }
        return switch (field.shape()) {
            case CENTS, CUSTOM_CENTS -> cents(object, field, value.toString());
            case PLAIN ->
                field.type() == FieldSchema.Type.DATETIME
                        ? offset(Typed.write(value, field.type()).asText())
                        : Typed.write(value, field.type()).asText();
            case SMALL -> value.toString().strip().toLowerCase(Locale.ROOT);
            default -> Typed.write(value, field.type()).asText();
        };
    }

    /** A value that is none of the choices is kept by ActiveCampaign and fits nothing: it is refused here. */
    private String choice(ActiveCampaignObjects object, ActiveCampaignField field, String word) {
        if (field.wire().isEmpty()) {
            return word;
        }
        return field.wireOf(word)
                .orElseThrow(() ->
                        refused(object, field.name(), "the value is none of its options", ErrorCode.INVALID_VALUE));
    }

    private String cents(ActiveCampaignObjects object, ActiveCampaignField field, String text) {
        if (!text.strip().matches("-?\\d{1,13}(\\.\\d{1,30})?")) {
            throw refused(object, field.name(), "the value is no amount", ErrorCode.INVALID_VALUE);
        }
        return new BigDecimal(text.strip())
                .movePointRight(CENTS)
                .setScale(0, RoundingMode.HALF_UP)
                .toPlainString();
    }

    /** As the documentation writes times of tasks: with an offset, never Z. */
    private static String offset(String time) {
        return time.endsWith("Z") ? time.substring(0, time.length() - 1) + "+00:00" : time;
    }

    private static JsonNode number(String text) {
        return text.matches("-?\\d{1,18}") ? Json.object().numberNode(Long.parseLong(text)) : string(text);
    }

    private static JsonNode string(String text) {
        return Json.object().textNode(text);
    }

    private CrmException refused(ActiveCampaignObjects object, String field, String why, ErrorCode code) {
        return new CrmException(api.name(object.path()), new CrmError.Rejected(field + ": " + why, code), null);
    }
}
