package dev.caravan.sandbox.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field as seen from an object: its own ({@code Email}) or that of a record it refers to
 * ({@code Account.Owner.Name}).
 *
 * @param hops the references to follow, none for an own field
 * @param field the field at the end; of several possible targets, that of the first which has it
 */
record Path(String text, List<Field> hops, Field field) {
    private static final Field TYPE_OF_TARGET =
            new Field("Type", "Type", FieldType.STRING, 40, Set.of(), List.of(), null, List.of(), null, null);

    static Path of(Schema schema, ObjectType object, String written) {
        List<Field> hops = new ArrayList<>();
        List<ObjectType> targets = List.of(object);
        String[] steps = written.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            Field hop = hop(targets, steps[i], object, written);
            hops.add(hop);
            targets = hop.targets().stream().map(schema::known).toList();
        }
        String last = steps[steps.length - 1];
        boolean several = !hops.isEmpty() && hops.get(hops.size() - 1).targets().size() > 1;
        if (several && last.equalsIgnoreCase("Type")) {
            return new Path(written, hops, TYPE_OF_TARGET);
        }
        for (ObjectType target : targets) {
            Field field = target.field(last);
            if (field != null) {
                return new Path(written, hops, field);
            }
        }
        throw noSuchColumn(last, targets.get(0));
    }

    private static Field hop(List<ObjectType> targets, String step, ObjectType object, String written) {
        for (ObjectType target : targets) {
            Optional<Field> hop = target.relationship(step);
            if (hop.isPresent()) {
                return hop.get();
            }
        }
        throw SalesforceError.bad(
                "INVALID_FIELD",
                "Didn't understand relationship '" + step + "' in field path '" + written + "' on entity '"
                        + object.name()
                        + "'. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.");
    }

    static SalesforceError noSuchColumn(String column, ObjectType object) {
        return SalesforceError.bad(
                "INVALID_FIELD",
                "No such column '" + column + "' on entity '" + object.name()
                        + "'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.");
    }

    /** The record at the end of the hops; empty when one reference on the way is empty. */
    Optional<Row> owner(Store store, Row row) {
        Row current = row;
        for (Field hop : hops) {
            Optional<Row> next = store.row(current.text(hop.name()));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            current = next.get();
        }
        return Optional.of(current);
    }

    @Nullable
    Object value(Store store, Row row) {
        if (hops.isEmpty()) {
            return row.get(field.name());
        }
        return owner(store, row)
                .map(target -> field == TYPE_OF_TARGET ? target.type().name() : target.get(field.name()))
                .orElse(null);
    }

    /** Names of the hops, as they nest in a reply. */
    List<String> relationships() {
        return hops.stream().map(Path::relationship).toList();
    }

    private static String relationship(Field hop) {
        String name = hop.relationship();
        return name == null ? hop.name() : name;
    }

    String key() {
        return text.toLowerCase(Locale.ROOT);
    }
}
