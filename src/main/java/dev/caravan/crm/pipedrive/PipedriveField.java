package dev.caravan.crm.pipedrive;

import dev.caravan.crm.FieldSchema;
import java.util.Map;
import java.util.Optional;

/**
 * One field, as Caravan names it and as Pipedrive keeps it.
 *
 * @param key Pipedrive's: a name, or the hash of a custom field, which is another in each account
 * @param ids label of an option to its id; empty where the field has no options or its options are words
 */
record PipedriveField(FieldSchema schema, String key, Shape shape, Map<String, String> ids) {
    PipedriveField {
        ids = Map.copyOf(ids);
    }

    /** Where in a record the value is, and in what form. */
    enum Shape {
        /** At the top. */
        PLAIN,
        /** Below {@code custom_fields}; at the top of leads. */
        CUSTOM,
        /** An object of which {@code value} counts. */
        ADDRESS,
        /** An amount with its currency, custom. */
        MONEY,
        /** The primary one of {@code emails}. */
        EMAIL,
        /** Of {@code phones} the first that is no mobile one. */
        PHONE,
        /** Of {@code phones} the first that is labelled as mobile. */
        MOBILE,
        /** Part of {@code name}, which Pipedrive splits at the first blank. */
        FIRST_NAME,
        LAST_NAME,
        /** The primary one of an activity's {@code participants}, from whom its {@code person_id} is derived. */
        PARTICIPANT,
        /** Amount of a lead's {@code value}. */
        AMOUNT,
        /** Currency of a lead's {@code value}. */
        CURRENCY
    }

    String name() {
        return schema.name();
    }

    FieldSchema.Type type() {
        return schema.type();
    }

    /** The id of an option by its label or by itself, whatever the case. */
    Optional<String> idOf(String word) {
        if (ids.containsValue(word)) {
            return Optional.of(word);
        }
        return ids.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(word.strip()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The label of an option; the id itself when there is no such option. */
    String labelOf(String id) {
        return ids.entrySet().stream()
                .filter(each -> each.getValue().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(id);
    }
}
