package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.OneByOne;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Typed;
import dev.caravan.crm.tribe.TribeField.Shape;
import dev.caravan.problem.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, one per call. (TribeCRM docs: POST makes a record, and those inside it that have no ID; PUT changes
 * what it names, contrary to OData.) A field of a record behind a reference, such as the person's of a contact, is
 * written to that record.
 */
final class TribeWriter {
    private final JsonApi api;
    private final TribeSettings settings;
    private final TribeFields fields;
    private final TribeRecords records;
    private final TribeLists lists;
    private final TribeRoles roles;

    TribeWriter(
            JsonApi api,
            TribeSettings settings,
            TribeFields fields,
            TribeRecords records,
            TribeLists lists,
            TribeRoles roles) {
        this.api = api;
        this.settings = settings;
        this.fields = fields;
        this.records = records;
        this.lists = lists;
        this.roles = roles;
    }

    List<WriteResult> write(String set, List<Write> writes) {
        return OneByOne.write(writes, write -> one(set, write));
    }

    List<WriteResult> delete(String set, List<String> ids) {
        return OneByOne.delete(ids, id -> api.delete(TribeObjects.one(set, id)));
    }

    private WriteResult one(String set, Write write) {
        Map<TribeField, @Nullable Object> values = known(set, write);
        String id = write.id() == null ? existing(set, write).orElse(null) : write.id();
        JsonNode answer = id == null ? create(set, values) : update(set, id, values);
        return new WriteResult.Written(
                id == null ? roles.id(answer) : id,
                id == null,
                records.stored(set, answer, write.values().keySet()));
    }

    /** The record that was made for the same one of the hub before; nothing at TribeCRM itself keeps a value unique. */
    private Optional<String> existing(String set, Write write) {
        String unique = settings.uniqueFields().get(set);
        Object value = unique == null ? null : write.values().get(unique);
        if (unique == null || value == null || value.toString().isBlank()) {
            return Optional.empty();
        }
        TribeField field = fields.find(set, unique)
                .filter(TribeField::isText)
                .orElseThrow(() -> refused(set, unique, "there is no such text field", ErrorCode.INVALID_FIELD));
        return lists.equal(set, field, List.of(value.toString()), List.of()).stream()
                .filter(record -> value.toString().equals(record.fields().get(field.name())))
                .map(CrmRecord::id)
                .findFirst();
    }

    private JsonNode create(String set, Map<TribeField, @Nullable Object> values) {
        ObjectNode body = Json.object();
        Map<String, ObjectNode> parts = new LinkedHashMap<>();
        values.forEach((field, value) -> {
            JsonNode json = json(set, field, value);
            if (json.isNull()) {
                return;
            }
            if (field.shape() == Shape.ROLE_COMPANY) {
                if (!body.has(TribeObjects.ROLE)) {
                    String role = roles.roleOf(json.asText(), contact(set, values));
                    body.set(TribeObjects.ROLE, TribeRoles.reference(role));
                }
            } else {
                holder(body, parts, field).set(field.property(), json);
            }
        });
        parts.forEach((part, inner) -> {
            if (body.has(part)) {
                String id = body.path(part).path(TribeObjects.ID).asText();
                change(setOf(part), id, inner);
            } else {
                body.set(part, inner);
            }
        });
        if (!body.has(TribeObjects.ROLE) && !contact(set, values).isEmpty()) {
            body.set(TribeObjects.ROLE, TribeRoles.reference(contact(set, values)));
        }
        if (!body.has(TribeObjects.PARENT)) {
            parent(set).ifPresent(id -> body.set(TribeObjects.PARENT, TribeRoles.reference(id)));
        }
        return api.post(TribeObjects.all(set), body);
    }

    /** The role of the contact that a task, a call or a meeting names; empty for none, and for a deal. */
    private static String contact(String set, Map<TribeField, @Nullable Object> values) {
        if (!TribeObjects.isActivity(set) || set.equals(TribeObjects.DEALS)) {
            return "";
        }
        return values.entrySet().stream()
                .filter(each -> each.getKey().shape() == Shape.LINK && each.getValue() != null)
                .filter(each -> List.of(TribeObjects.CONTACT, TribeObjects.ROLE)
                        .contains(each.getKey().property()))
                .map(each -> String.valueOf(each.getValue()))
                .filter(TribeObjects::isId)
                .findFirst()
                .orElse("");
    }

    /** The own organisation, for a role without another parent. */
    private Optional<String> parent(String set) {
        boolean isRole = TribeObjects.isRole(set) && fields.has(set, TribeObjects.PARENT);
        boolean isContact = set.equals(TribeObjects.CONTACTS);
        return isRole && (!isContact || settings.adoptsContacts())
                ? Optional.of(roles.ownOrganization())
                : Optional.empty();
    }

    private JsonNode update(String set, String id, Map<TribeField, @Nullable Object> values) {
        ObjectNode body = Json.object();
        Map<String, ObjectNode> parts = new LinkedHashMap<>();
        JsonNode current = current(set, id, values.keySet());
        values.forEach((field, value) -> {
            JsonNode json = json(set, field, value);
            if (field.shape() == Shape.ROLE_COMPANY) {
                role(body, json, current, contact(set, values));
            } else if (field.part() == null && field.property().equals(TribeObjects.PARENT) && json.isNull()) {
                body.set(
                        TribeObjects.PARENT,
                        parent(set).<JsonNode>map(TribeRoles::reference).orElse(json));
            } else {
                holder(body, parts, field).set(field.property(), json);
            }
        });
        parts.forEach((part, inner) -> part(body, part, inner, current));
        if (body.isEmpty()) {
            return Json.object();
        }
        return change(set, id, body);
    }

    /** What stands behind references, where that is written; else nothing is asked. */
    private JsonNode current(String set, String id, Collection<TribeField> written) {
        Projection projection = new Projection().select(TribeObjects.ID);
        boolean isNeeded = false;
        for (TribeField field : written) {
            String behind = field.shape() == Shape.ROLE_COMPANY ? TribeObjects.ROLE : field.part();
            if (behind != null) {
                projection.expand(behind).select(TribeObjects.ID);
                isNeeded = true;
            }
        }
        return isNeeded ? api.get(TribeObjects.one(set, id), projection.on(new Query())) : Json.object();
    }

    /** A deal or an activity stays on its role as long as that is one of the company. */
    private void role(ObjectNode body, JsonNode company, JsonNode current, String contact) {
        if (body.has(TribeObjects.ROLE)) {
            return;
        }
        if (company.isNull()) {
            body.putNull(TribeObjects.ROLE);
            return;
        }
        String role = Json.textOrEmpty(current.path(TribeObjects.ROLE), TribeObjects.ID);
        boolean stays = !role.isEmpty()
                && company.asText()
                        .equalsIgnoreCase(roles.companies(List.of(role)).get(role));
        if (!stays) {
            body.set(TribeObjects.ROLE, TribeRoles.reference(roles.roleOf(company.asText(), contact)));
        }
    }

    /** Changes the record behind a reference, or makes one where there is none. */
    private void part(ObjectNode body, String part, ObjectNode inner, JsonNode current) {
        String id = body.has(part)
                ? body.path(part).path(TribeObjects.ID).asText()
                : Json.textOrEmpty(current.path(part), TribeObjects.ID);
        if (!id.isEmpty()) {
            change(setOf(part), id, inner);
            return;
        }
        ObjectNode made = Json.object();
        inner.properties().stream()
                .filter(each -> !each.getValue().isNull())
                .forEach(each -> made.set(each.getKey(), each.getValue()));
        if (!made.isEmpty()) {
            body.set(part, made);
        }
    }

    private JsonNode change(String set, String id, ObjectNode body) {
        String path = TribeObjects.one(set, id);
        return settings.putsUpdates()
                ? api.put(path, body)
                : api.post(TribeObjects.all(set), body.deepCopy().put(TribeObjects.ID, id));
    }

    private static ObjectNode holder(ObjectNode body, Map<String, ObjectNode> parts, TribeField field) {
        String part = field.part();
        return part == null ? body : parts.computeIfAbsent(part, absent -> Json.object());
    }

    private static String setOf(String part) {
        return switch (part) {
            case TribeObjects.PERSON -> TribeObjects.PEOPLE;
            case TribeObjects.ORGANIZATION -> TribeObjects.COMPANIES;
            default -> "Address";
        };
    }

    private Map<TribeField, @Nullable Object> known(String set, Write write) {
        Map<TribeField, @Nullable Object> values = new LinkedHashMap<>();
        write.values().forEach((name, value) -> {
            TribeField field = fields.find(set, name)
                    .orElseThrow(() -> refused(set, name, "there is no such field", ErrorCode.INVALID_FIELD));
            if (field.schema().readOnly()) {
                throw refused(set, name, "the field is read-only", ErrorCode.INVALID_FIELD);
            }
            if (!Typed.isWhole(value)) {
                throw refused(set, name, "the value holds half a character", ErrorCode.INVALID_VALUE);
            }
            values.put(field, value);
        });
        return values;
    }

    private JsonNode json(String set, TribeField field, @Nullable Object value) {
        if (value == null || value.toString().isEmpty()) {
            return NullNode.getInstance();
        }
        String text = value.toString();
        return switch (field.shape()) {
            case CHOICE ->
                TribeRoles.reference(field.choice(text)
                        .orElseThrow(() ->
                                refused(set, field.name(), "the value is none of its choices", ErrorCode.INVALID_VALUE))
                        .id());
            case LINK -> TribeRoles.reference(id(set, field, text));
            case ROLE_COMPANY -> Typed.write(id(set, field, text), FieldSchema.Type.REFERENCE);
            case PLAIN -> plain(field, value);
        };
    }

    private String id(String set, TribeField field, String text) {
        if (!TribeObjects.isId(text)) {
            throw refused(set, field.name(), "the value is no id of TribeCRM", ErrorCode.INVALID_VALUE);
        }
        return text;
    }

    /** A day is the time at its start in UTC, where the field holds times. */
    private static JsonNode plain(TribeField field, Object value) {
        JsonNode json = Typed.write(value, field.type());
        boolean isTime = field.edm().equals("Edm.DateTimeOffset");
        return isTime && json.isTextual() && json.textValue().matches("\\d{4}-\\d{2}-\\d{2}")
                ? Typed.write(json.textValue() + "T00:00:00Z", FieldSchema.Type.TEXT)
                : json;
    }

    private CrmException refused(String set, String field, String why, ErrorCode code) {
        return new CrmException(api.name(set), new CrmError.Rejected(field + ": " + why, code), null);
    }
}
