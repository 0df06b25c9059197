package dev.caravan.sandbox.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Custom fields, users, pipelines and stages. There is no description of standard fields. */
final class Descriptions {
    private static final int OPTION_IDS = 100;

    private final Store store;

    Descriptions(Store store) {
        this.store = store;
    }

    /** {@code GET /fields}: custom fields of contacts, their options beside them. */
    Answer fields() {
        Kind kind = store.kind(Schema.CONTACTS);
        ObjectNode body = Json.object();
        ArrayNode options = body.putArray("fieldOptions");
        body.putArray("fieldRels");
        ArrayNode fields = body.putArray("fields");
        for (Field field : Schema.customFields(kind)) {
            ObjectNode shown = fields.addObject();
            shown.put("title", field.label()).put("descript", "").put("type", Schema.word(kind, field));
            shown.put("isrequired", "0")
                    .put("perstag", tag(field))
                    .put("defval", "")
                    .put("visible", "1");
            ArrayNode ids = shown.putArray("options");
            int next = Integer.parseInt(Schema.id(field)) * OPTION_IDS;
            for (Field.Option option : field.options()) {
                String id = String.valueOf(next++);
                ids.add(id);
                options.addObject()
                        .put("field", Schema.id(field))
                        .put("value", option.value())
                        .put("label", option.label())
                        .put("isdefault", "0")
                        .put("id", id);
            }
            shown.putArray("relations");
            shown.putObject("links");
            shown.put("id", Schema.id(field));
        }
        body.putObject("meta").put("total", String.valueOf(fields.size()));
        return Wire.ok(body);
    }

    /** {@code POST /fields}. */
    Answer addField(Request request) {
        JsonNode given = request.json().path("field");
        Kind kind = store.kind(Schema.CONTACTS);
        return fieldAdded(
                request,
                kind,
                given.path("title").asText(""),
                given.path("type").asText(""),
                List.of());
    }

    /** {@code GET /accountCustomFieldMeta} and the one of deals. */
    Answer meta(String name) {
        Kind kind = store.kind(name);
        ArrayNode all = Json.array();
        for (Field field : Schema.customFields(kind)) {
            ObjectNode shown = all.addObject();
            shown.put("id", Schema.id(field)).put("fieldLabel", field.label());
            shown.put("fieldType", Schema.word(kind, field));
            ArrayNode options = shown.putArray("fieldOptions");
            field.options().forEach(option -> options.add(option.value()));
            shown.putNull("fieldDefault");
            shown.put("isFormVisible", 1).put("isRequired", 0).put("displayOrder", 0);
            shown.put("personalization", tag(field)).putNull("knownFieldId").put("hideFieldFlag", 0);
            shown.putObject("links");
        }
        return Wire.one(200, Writes.singular(name) + "CustomFieldMeta", all);
    }

    /** {@code POST /accountCustomFieldMeta} and the one of deals. */
    Answer addMeta(Request request, String name) {
        JsonNode given = request.json().path(Writes.singular(name) + "CustomFieldMetum");
        List<Field.Option> options = new ArrayList<>();
        given.path("fieldOptions").forEach(each -> options.add(Schema.option(each.asText(), each.asText())));
        String label = given.path("fieldLabel").asText("");
        return fieldAdded(
                request, store.kind(name), label, given.path("fieldType").asText(""), options);
    }

    private static Answer fieldAdded(
            Request request, Kind kind, String label, String word, List<Field.Option> options) {
        Field.Type type =
                switch (word) {
                    case "date" -> Field.Type.DATE;
                    case "datetime" -> Field.Type.TIME;
                    case "dropdown", "radio" -> Field.Type.OPTION;
                    case "listbox", "multiselect", "checkbox" -> Field.Type.OPTIONS;
                    case "number" -> Field.Type.NUMBER;
                    case "currency" -> Field.Type.ANY;
                    default -> Field.Type.TEXT;
                };
        if (label.isEmpty() || word.isEmpty()) {
            throw Wire.invalid("field_missing", "The title or type was not provided.", "title");
        }
        int id = Schema.customFields(kind).stream()
                        .mapToInt(each -> Integer.parseInt(Schema.id(each)))
                        .max()
                        .orElse(0)
                + 1;
        kind.add(Schema.custom(id, label, type).among(options));
        request.markCommitted();
        ObjectNode shown =
                Json.object().put("id", String.valueOf(id)).put("title", label).put("type", word);
        boolean ofContact = kind.name().equals(Schema.CONTACTS);
        shown.put("fieldLabel", label);
        return Wire.one(
                ofContact ? 201 : 200,
                ofContact ? "fields" : Writes.singular(kind.name()) + "CustomFieldMetum",
                ofContact ? Json.array().add(shown) : shown);
    }

    Answer users() {
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("users");
        Schema.USERS.forEach(user -> all.add(user(user)));
        body.putObject("meta").put("total", String.valueOf(all.size()));
        return Wire.ok(body);
    }

    Answer me() {
        return Wire.one(200, "user", user(Schema.USERS.get(0)));
    }

    /** {@code GET /dealGroups}: pipelines, their stages beside them. */
    Answer pipelines() {
        ObjectNode body = Json.object();
        ArrayNode groups = body.putArray("dealGroups");
        for (Field.Option pipeline : Schema.PIPELINES) {
            ObjectNode shown = groups.addObject().put("title", pipeline.label()).put("currency", "eur");
            ArrayNode ids = shown.putArray("stages");
            Schema.STAGES.stream()
                    .filter(stage -> stage.pipeline().equals(pipeline.value()))
                    .forEach(stage -> ids.add(stage.id()));
            shown.putObject("links");
            shown.put("id", pipeline.value());
        }
        body.set("dealStages", stages());
        body.putObject("meta").put("total", String.valueOf(groups.size()));
        return Wire.ok(body);
    }

    ArrayNode stages() {
        ArrayNode all = Json.array();
        for (Schema.Stage stage : Schema.STAGES) {
            all.addObject()
                    .put("title", stage.title())
                    .put("group", stage.pipeline())
                    .put("order", stage.id())
                    .put("id", stage.id())
                    .putObject("links");
        }
        return all;
    }

    private static ObjectNode user(Field.Option user) {
        String[] names = user.label().split(" ");
        String first = names[0].toLowerCase(Locale.ROOT);
        ObjectNode shown =
                Json.object().put("username", first).put("firstName", names[0]).put("lastName", names[1]);
        shown.put("email", first + "@sandbox.example").put("phone", "").putNull("signature");
        shown.putObject("links");
        return shown.put("id", user.value());
    }

    private static String tag(Field field) {
        return field.label().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }
}
