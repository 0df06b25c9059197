package dev.caravan.crm.tribe;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.tribe.EdmModel.Property;
import java.text.Normalizer;
import java.util.Locale;

/** Types and names of described properties, as Caravan says them. */
final class EdmNames {
    static final String CUSTOM = "cf_";

    private EdmNames() {}

    static FieldSchema.Type plain(Property of) {
        String name = of.name();
        return switch (of.type()) {
            case "Edm.String" ->
                name.endsWith("EmailAddress")
                        ? FieldSchema.Type.EMAIL
                        : name.endsWith("PhoneNumber")
                                ? FieldSchema.Type.PHONE
                                : name.equals("Website") ? FieldSchema.Type.URL : FieldSchema.Type.TEXT;
            case "Edm.Guid" -> FieldSchema.Type.REFERENCE;
            case "Edm.Byte", "Edm.SByte", "Edm.Int16", "Edm.Int32", "Edm.Int64" -> FieldSchema.Type.INTEGER;
            case "Edm.Decimal", "Edm.Double", "Edm.Single" -> FieldSchema.Type.NUMBER;
            case "Edm.Boolean" -> FieldSchema.Type.BOOLEAN;
            case "Edm.Date" -> FieldSchema.Type.DATE;
            case "Edm.DateTimeOffset" -> FieldSchema.Type.DATETIME;
            default -> FieldSchema.Type.OTHER;
        };
    }

    static boolean isCustom(Property each) {
        return each.name().matches("_?[0-9a-fA-F]{8}(__[0-9a-fA-F]{4}){3}__[0-9a-fA-F]{12}");
    }

    static String slug(Property each) {
        String plain = Normalizer.normalize(each.label(), Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return CUSTOM
                + plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }

    /** {@code EmailAddress} as people would write it. */
    static String label(String name) {
        String words =
                name.replace('.', ' ').replaceAll("([a-z])([A-Z])", "$1 $2").strip();
        return words.isEmpty() ? name : words;
    }
}
