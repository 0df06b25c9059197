package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Definition of one property of an object.
 *
 * @param options empty for types other than enumeration, and for those with {@code external} options
 * @param external options are kept elsewhere (owners, pipelines)
 * @param archived when it was archived
 */
record Property(
        String name,
        String label,
        String type,
        String fieldType,
        String group,
        String description,
        List<Option> options,
        boolean external,
        boolean readOnly,
        boolean unique,
        boolean own,
        boolean hidden,
        boolean formField,
        int displayOrder,
        Instant created,
        Instant updated,
        Optional<Instant> archived) {
    /** One allowed value of an enumeration. */
    record Option(String label, String value, int displayOrder, boolean hidden, String description) {
        static Option load(JsonNode saved) {
            return new Option(
                    saved.required("label").asText(),
                    saved.required("value").asText(),
                    saved.required("displayOrder").intValue(),
                    saved.required("hidden").booleanValue(),
                    saved.required("description").asText());
        }

        ObjectNode json() {
            ObjectNode json = Json.object();
            json.put("label", label);
            json.put("value", value);
            json.put("description", description);
            json.put("displayOrder", displayOrder);
            json.put("hidden", hidden);
            return json;
        }
    }

    Property {
        options = List.copyOf(options);
    }

    /** Whether several values may be chosen, joined by semicolons. */
    boolean isMultiple() {
        return fieldType.equals("checkbox");
    }

    /** Whether it holds phone numbers. */
    boolean isPhone() {
        return type.equals("phone_number") || fieldType.equals("phonenumber") || name.contains("phone");
    }

    /** The value of the option with that label, whatever its case; the text itself if there is none. */
    String valueOfLabel(String text) {
        return options.stream()
                .filter(option -> option.label().equalsIgnoreCase(text.strip()))
                .filter(option -> options.stream().noneMatch(each -> each.value().equals(text)))
                .map(Option::value)
                .findFirst()
                .orElse(text);
    }

    /** Whether it holds a time or a date. */
    boolean isTime() {
        return type.equals("date") || type.equals("datetime");
    }

    Property archivedAt(Instant now) {
        return new Property(
                name,
                label,
                type,
                fieldType,
                group,
                description,
                options,
                external,
                readOnly,
                unique,
                own,
                hidden,
                formField,
                displayOrder,
                created,
                now,
                Optional.of(now));
    }

    /** Everything, with times to their last digit. */
    ObjectNode save() {
        ObjectNode saved = Json.object()
                .put("name", name)
                .put("label", label)
                .put("type", type)
                .put("fieldType", fieldType)
                .put("group", group)
                .put("description", description)
                .put("external", external)
                .put("readOnly", readOnly)
                .put("unique", unique)
                .put("own", own)
                .put("hidden", hidden)
                .put("formField", formField)
                .put("displayOrder", displayOrder)
                .put("created", created.toString())
                .put("updated", updated.toString());
        archived.ifPresent(at -> saved.put("archived", at.toString()));
        ArrayNode list = saved.putArray("options");
        options.forEach(option -> list.add(option.json()));
        return saved;
    }

    /** What {@link #save} gave. */
    static Property load(JsonNode saved) {
        List<Option> options = new ArrayList<>();
        saved.required("options").forEach(option -> options.add(Option.load(option)));
        return new Property(
                saved.required("name").asText(),
                saved.required("label").asText(),
                saved.required("type").asText(),
                saved.required("fieldType").asText(),
                saved.required("group").asText(),
                saved.required("description").asText(),
                options,
                saved.required("external").booleanValue(),
                saved.required("readOnly").booleanValue(),
                saved.required("unique").booleanValue(),
                saved.required("own").booleanValue(),
                saved.required("hidden").booleanValue(),
                saved.required("formField").booleanValue(),
                saved.required("displayOrder").intValue(),
                Instant.parse(saved.required("created").asText()),
                Instant.parse(saved.required("updated").asText()),
                saved.has("archived")
                        ? Optional.of(Instant.parse(saved.required("archived").asText()))
                        : Optional.empty());
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("updatedAt", Times.iso(updated));
        json.put("createdAt", Times.iso(created));
        json.put("name", name);
        json.put("label", label);
        json.put("type", type);
        json.put("fieldType", fieldType);
        json.put("description", description);
        json.put("groupName", group);
        ArrayNode list = json.putArray("options");
        options.forEach(option -> list.add(option.json()));
        json.put("displayOrder", displayOrder);
        json.put("calculated", false);
        json.put("externalOptions", external);
        json.put("archived", archived.isPresent());
        archived.ifPresent(at -> json.put("archivedAt", Times.iso(at)));
        json.put("hasUniqueValue", unique);
        json.put("hidden", hidden);
        json.put("hubspotDefined", !own);
        ObjectNode changes = json.putObject("modificationMetadata");
        changes.put("archivable", own);
        changes.put("readOnlyDefinition", !own);
        changes.put("readOnlyOptions", !own && external);
        changes.put("readOnlyValue", readOnly);
        json.put("formField", formField);
        json.put("dataSensitivity", "non_sensitive");
        return json;
    }
}
