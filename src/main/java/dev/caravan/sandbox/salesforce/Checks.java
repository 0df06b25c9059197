package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Normalise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Salesforce looks at before it writes a record (REST guide, "Status Codes and Error Responses"). */
final class Checks {
    private final Store store;
    private final Supplier<Normalise> normalise;

    /** @param normalise in which other form texts are stored, asked for each of them */
    Checks(Store store, Supplier<Normalise> normalise) {
        this.store = store;
        this.normalise = normalise;
    }

    void writable(ObjectType object) {
        if (!object.isWritable()) {
            throw SalesforceError.bad(
                    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type cannot be inserted: " + object.label());
        }
    }

    /** The values of a body by the fields' exact names; refuses unknown and read-only fields and what does not fit. */
    Map<String, @Nullable Object> read(ObjectType object, JsonNode body, boolean creating) {
        if (!body.isObject()) {
            throw SalesforceError.bad("JSON_PARSER_ERROR", "Unexpected character: a record must be a JSON object");
        }
        Map<Field, JsonNode> known = known(object, body);
        List<String> readOnly = known.keySet().stream()
                .filter(field -> !field.is(creating ? Field.Trait.CREATEABLE : Field.Trait.UPDATEABLE))
                .map(Field::name)
                .toList();
        if (!readOnly.isEmpty()) {
            throw SalesforceError.bad(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    "Unable to create/update fields: " + String.join(", ", readOnly)
                            + ". Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
                    readOnly.toArray(String[]::new));
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        known.forEach((field, json) -> values.put(field.name(), value(field, json)));
        return values;
    }

    private Map<Field, JsonNode> known(ObjectType object, JsonNode body) {
        Map<Field, JsonNode> known = new LinkedHashMap<>();
        body.fields().forEachRemaining(entry -> {
            if (entry.getKey().equals("attributes")) {
                return;
            }
            Field field = object.field(entry.getKey());
            Optional<Field> parent = object.relationship(entry.getKey());
            if (field != null) {
                known.put(field, entry.getValue());
            } else if (parent.isPresent() && entry.getValue().isObject()) {
                known.put(parent.get(), parentId(parent.get(), entry.getValue()));
            } else {
                throw SalesforceError.noSuchColumn(entry.getKey(), object);
            }
        });
        return known;
    }

    /** A reference given by the parent's external id: {@code "Account":{"Caravan_Id__c":"a-1"}}. */
    private JsonNode parentId(Field reference, JsonNode parent) {
        for (String target : reference.targets()) {
            ObjectType object = store.schema().known(target);
            for (Field key : object.fields()) {
                JsonNode value = parent.get(key.name());
                if (value == null || !key.isMatchKey()) {
                    continue;
                }
                List<Row> rows = store.withValue(object, key, value.asText()).stream()
                        .filter(row -> !row.isDeleted())
                        .toList();
                if (rows.size() == 1) {
                    return TextNode.valueOf(rows.get(0).id());
                }
                throw SalesforceError.bad(
                        "INVALID_FIELD",
                        rows.isEmpty()
                                ? "Foreign key external ID: " + value.asText() + " not found for field " + key.name()
                                        + " in entity " + target
                                : "More than one record found for external id field: " + key.name());
            }
        }
        throw SalesforceError.bad(
                "INVALID_FIELD", "The relationship " + reference.relationship() + " must name one external id field");
    }

    private @Nullable Object value(Field field, JsonNode json) {
        if (json.isNull() && field.type() == FieldType.BOOLEAN) {
            throw SalesforceError.bad(
                    "INVALID_TYPE_ON_FIELD_IN_RECORD", field.label() + ": value not of required type: ", field.name());
        }
        return Values.read(field, json.isTextual() ? TextNode.valueOf(stored(field, json.textValue())) : json);
    }

    /** A text in the form that is stored; those that are chosen from a list or name a record are never touched. */
    private String stored(Field field, String text) {
        return switch (field.type()) {
            case STRING, TEXTAREA, URL ->
                normalise.get().stored(text, field.isMatchKey() ? Normalise.Kind.KEY : Normalise.Kind.TEXT);
            case PHONE -> normalise.get().stored(text, Normalise.Kind.PHONE);
            case EMAIL -> normalise.get().stored(text, Normalise.Kind.EMAIL);
            default -> text;
        };
    }

    /** Refuses a create without a required field, and an update that empties one. */
    void required(ObjectType object, Map<String, @Nullable Object> values, boolean creating) {
        List<String> missing = new ArrayList<>();
        for (Field field : object.fields()) {
            boolean named = values.containsKey(field.name());
            boolean empty = values.get(field.name()) == null;
            boolean mayNotBeEmpty = field.is(Field.Trait.CREATEABLE) && !field.is(Field.Trait.NILLABLE);
            if (empty && (named ? mayNotBeEmpty : creating && field.isRequired())) {
                missing.add(field.name());
            }
        }
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    static SalesforceError missing(List<String> fields) {
        return SalesforceError.bad(
                "REQUIRED_FIELD_MISSING",
                "Required fields are missing: [" + String.join(", ", fields) + "]",
                fields.toArray(String[]::new));
    }

    /** Refuses references to records of another object, to unknown and to deleted records. */
    void references(ObjectType object, Map<String, @Nullable Object> values) {
        values.forEach((name, value) -> {
            Field field = object.known(name);
            if (field.type() != FieldType.REFERENCE || !(value instanceof String id)) {
                return;
            }
            boolean fits = store.schema()
                    .ofId(id)
                    .map(ObjectType::name)
                    .filter(field.targets()::contains)
                    .isPresent();
            if (!fits) {
                throw Values.wrongId(field, id);
            }
            Row target = store.row(id)
                    .orElseThrow(() -> SalesforceError.bad(
                            "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.name()));
            if (target.isDeleted()) {
                throw SalesforceError.bad("ENTITY_IS_DELETED", "entity is deleted", field.name());
            }
        });
    }

    /**
     * Refuses a second record with the same value in a unique field; records in the recycle bin do not count.
     *
     * @param self the record that is being changed, null for a new one
     */
    void unique(ObjectType object, Map<String, @Nullable Object> values, @Nullable Row self) {
        values.forEach((name, value) -> {
            Field field = object.known(name);
            if (value == null || !field.is(Field.Trait.UNIQUE)) {
                return;
            }
            for (Row other : store.withValue(object, field, value)) {
                if (other != self && !other.isDeleted()) {
                    throw SalesforceError.bad(
                            "DUPLICATE_VALUE",
                            "duplicate value found: " + name + " duplicates value on record with id: "
                                    + other.id().substring(0, 15));
                }
            }
        });
    }

    /** The live record of an id in a path: 400 for what is no id, 404 for unknown and deleted ones. */
    Row inPath(ObjectType object, String id, boolean withDeleted) {
        String full = Ids.full(id);
        if (full == null) {
            throw SalesforceError.bad("MALFORMED_ID", "malformed id " + id);
        }
        Row row = store.row(object, full).orElseThrow(SalesforceError::notFound);
        if (row.isDeleted() && !withDeleted) {
            throw SalesforceError.deleted();
        }
        return row;
    }

    /** The live record of an id in a row of a collection, where every failure is an entry of that row. */
    Row inRow(ObjectType object, String id) {
        String full = Ids.full(id);
        if (full == null) {
            throw SalesforceError.bad("MALFORMED_ID", "bad id " + id, "Id");
        }
        Row row = store.row(object, full)
                .orElseThrow(() -> SalesforceError.bad("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"));
        if (row.isDeleted()) {
            throw SalesforceError.bad("ENTITY_IS_DELETED", "entity is deleted");
        }
        return row;
    }

    /** A field that an upsert may match on. */
    static Field matchKey(ObjectType object, String name) {
        Field field = object.field(name);
        if (field == null || !field.isMatchKey()) {
            throw new SalesforceError(
                    404,
                    "NOT_FOUND",
                    "Provided external ID field does not exist or is not accessible: " + name,
                    List.of());
        }
        return field;
    }

    /** The live records that hold a value in a match key; an id is matched in both of its lengths. */
    List<Row> matches(ObjectType object, Field key, String value) {
        String wanted = key.type() == FieldType.ID ? String.valueOf(Ids.full(value)) : value.strip();
        Collection<Row> rows = store.withValue(object, key, wanted);
        return rows.stream().filter(row -> !row.isDeleted()).toList();
    }
}
