package dev.caravan.crm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of one CRM object. */
public record ObjectSchema(String object, Map<String, FieldSchema> fields) {
    public ObjectSchema {
        fields = Map.copyOf(fields);
    }

    public static ObjectSchema of(String object, List<FieldSchema> fields) {
        return new ObjectSchema(
                object, fields.stream().collect(Collectors.toMap(FieldSchema::name, Function.identity(), (a, b) -> a)));
    }

    /** Whether any name will do, because the other side has no schema: the App. */
    public boolean takesAnyField() {
        return fields.isEmpty();
    }

    public Optional<FieldSchema> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
