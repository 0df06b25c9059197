package dev.caravan.sandbox.dynamics;

import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.store.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code contacts(<guid>)} and {@code accounts(accountnumber='A1')}: a set, and perhaps one record of it. */
final class Addresses {
    private static final Pattern FORM = Pattern.compile("([A-Za-z_]\\w*)(?:\\((.*)\\))?", Pattern.DOTALL);
    private static final Pattern GUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Entities entities;

    Addresses(Entities entities) {
        this.entities = entities;
    }

    /**
     * What a segment of a path names.
     *
     * @param id null for the whole set, or where the key belongs to no record
     * @param keys values of an alternate key; empty where the id was given
     */
    record Address(Table table, boolean isOne, @Nullable String id, Map<String, String> keys) {}

    static boolean isGuid(String text) {
        return GUID.matcher(text).matches();
    }

    /** @throws RefusedException when there is no such set, or no such key */
    Address read(String segment) {
        Matcher form = FORM.matcher(segment);
        if (!form.matches()) {
            throw Wire.noResource(segment);
        }
        Table table = entities.tables().ofSet(form.group(1)).orElseThrow(() -> Wire.noResource(form.group(1)));
        String key = form.group(2);
        if (key == null) {
            return new Address(table, false, null, Map.of());
        }
        String inner = key.strip();
        if (isGuid(inner) || inner.startsWith(table.primaryId() + "=") && isGuid(unquoted(inner))) {
            String id = isGuid(inner) ? inner : unquoted(inner);
            return new Address(table, true, id.toLowerCase(Locale.ROOT), Map.of());
        }
        Map<String, String> keys = keys(table, inner);
        return new Address(table, true, byKeys(table, keys).map(Row::id).orElse(null), keys);
    }

    /** The record that a text such as {@code /accounts(<guid>)}, perhaps with the service's address, names. */
    Optional<Entity> linked(String link, String set) {
        String last = link.substring(link.lastIndexOf('/', Math.max(0, link.indexOf('('))) + 1);
        Address address;
        try {
            address = read(Call.decoded(last));
        } catch (RefusedException e) {
            throw Wire.payload(
                    set, "Microsoft.OData.ODataException: Resource not found for the segment '" + last + "'.");
        }
        String id = address.id();
        if (!address.isOne()) {
            throw Wire.payload(set, "Microsoft.OData.ODataException: The link '" + link + "' names no record.");
        }
        Row row = id == null ? null : entities.live(address.table(), id);
        if (row == null) {
            throw Wire.noRecord(address.table(), id == null ? String.valueOf(address.keys()) : id);
        }
        return Optional.of(Entity.of(address.table(), row));
    }

    private Map<String, String> keys(Table table, String inner) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String part : Choice.split(inner, ',')) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw Wire.syntax("The URI segment '" + table.set() + "(" + inner
                        + ")' is not valid: a guid, or names and values of an alternate key, were expected.");
            }
            keys.put(part.substring(0, equals).strip(), unquoted(part));
        }
        boolean isKey = keys.size() == 1
                && keys.keySet().stream()
                        .allMatch(
                                name -> table.column(name).filter(Column::isKey).isPresent());
        if (!isKey) {
            throw Wire.refused(
                    400,
                    "0x80060888",
                    "The key in the request URI is not valid for resource '" + table.type()
                            + "'. Ensure that the names and number of key properties match the declared or alternate key"
                            + " properties for the resource '" + table.type() + "'.");
        }
        return keys;
    }

    private Optional<Row> byKeys(Table table, Map<String, String> keys) {
        List<Row> found = new ArrayList<>();
        keys.forEach((name, value) -> found.addAll(entities.store().withValue(entities.kind(table), name, value)));
        return found.stream().findFirst();
    }

    private static String unquoted(String part) {
        String value = part.substring(part.indexOf('=') + 1).strip();
        return value.length() > 1 && value.startsWith("'") && value.endsWith("'")
                ? value.substring(1, value.length() - 1).replace("''", "'")
                : value;
    }
}
