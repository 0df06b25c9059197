package dev.caravan.crm.activecampaign;

import dev.caravan.crm.FieldSchema;
import java.util.Map;
import java.util.Optional;

/**
 * One field, as Caravan names it and as ActiveCampaign keeps it.
 *
 * @param key ActiveCampaign's: a name, or the id of a custom field
 * @param wire name of an option to what stands for it in calls; empty where the field has no options
 */
record ActiveCampaignField(FieldSchema schema, String key, Shape shape, Map<String, String> wire) {
    ActiveCampaignField {
        wire = Map.copyOf(wire);
    }

    /** Where in a record the value is, and in what form. */
    enum Shape {
        /** In the record. */
        PLAIN,
        /** A whole number of cents in the record. */
        CENTS,
        /** A word in small letters in the record. */
        SMALL,
        /** Among the custom values. */
        CUSTOM,
        /** Among the custom values, a whole number of cents with a currency. */
        CUSTOM_CENTS,
        /** On the link between a contact and its account. */
        LINK,
        /** The record that a note or task hangs on, when it is of the kind that the key names. */
        HANGS_ON
    }

    String name() {
        return schema.name();
    }

    FieldSchema.Type type() {
        return schema.type();
    }

    boolean isCustom() {
        return shape == Shape.CUSTOM || shape == Shape.CUSTOM_CENTS;
    }

    /** What stands for an option in calls, by its name or by itself, whatever the case. */
    Optional<String> wireOf(String word) {
        String plain = word.strip();
        return wire.entrySet().stream()
                .filter(each -> each.getKey().equalsIgnoreCase(plain))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> wire.containsValue(plain) ? Optional.of(plain) : Optional.empty());
    }

    /** The name of an option; the text itself when there is no such option. */
    String nameOf(String text) {
        return wire.entrySet().stream()
                .filter(each -> each.getValue().equals(text))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(text);
    }
}
