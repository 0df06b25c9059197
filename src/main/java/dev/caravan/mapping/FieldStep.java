package dev.caravan.mapping;

import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.HubRecord;
import dev.caravan.mapping.MappedField.ValuesElse;
import dev.caravan.mapping.Transform.UnfitException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One mapped field made ready: all decisions that do not depend on the record are taken. */
final class FieldStep {
    private static final Transform[] NONE = new Transform[0];

    final String from;
    final String to;
    private final @Nullable String orElse;
    final Sync sync;
    final boolean sentOnUpdate;
    final boolean required;
    final @Nullable OnEmpty onEmpty;
    final int line;
    private final @Nullable Filter when;
    private final Transform[] transforms;
    private final Transform @Nullable [] back;
    private final Expressions.@Nullable Compiled script;
    private final @Nullable Map<String, Object> table;
    private final Map<String, Object> tableBack;
    private final ValuesElse valuesElse;

    FieldStep(MappedField field, Expressions expressions, boolean required) {
        this.from = field.field();
        this.to = field.to();
        this.orElse = field.orElse();
        this.sync = field.sync();
        this.sentOnUpdate = field.send() == Send.ALWAYS;
        this.required = required;
        this.onEmpty = field.onEmpty();
        this.line = field.line();
        this.when = field.when() == null ? null : Filters.compile(field.when());
        this.transforms = field.transforms().isEmpty()
                ? NONE
                : field.transforms().stream().map(Transforms::of).toArray(Transform[]::new);
        this.back = back(field);
        this.script = field.script() == null
                ? null
                : expressions.compile(field.script().language(), field.script().expression());
        this.valuesElse = field.valuesElse();
        this.tableBack = new HashMap<>();
        this.table = field.values().isEmpty() ? null : new HashMap<>();
        field.values().forEach(this::row);
    }

    private void row(String hub, Object crm) {
        if (table != null) {
            table.put(hub, crm);
            table.put(key(hub), crm);
            // Several hub values may stand for one CRM value; the first one of the file comes back.
            tableBack.putIfAbsent(key(crm), hub);
        }
    }

    private static Transform @Nullable [] back(MappedField field) {
        if (field.script() != null) {
            return null;
        }
        List<Transform> back = new ArrayList<>();
        for (String written : field.transforms()) {
            Transform reverse = Transforms.reverse(written);
            if (reverse == null) {
                return null;
            }
            back.add(0, reverse);
        }
        return back.isEmpty() ? NONE : back.toArray(Transform[]::new);
    }

    private static String key(Object value) {
        return value.toString().strip().toLowerCase(Locale.ROOT);
    }

    /** Whether this record's value may go to the CRM at all (R126). */
    boolean applies(HubRecord record) {
        return when == null || when.test(record.fields()::get);
    }

    /** What the CRM should hold for this record; null for nothing. */
    @Nullable
    Object value(HubRecord record, String file) {
        Object value = script == null ? record.fields().get(from) : made(script, record, file);
        if (orElse != null && SameValue.isEmpty(value)) {
            value = record.fields().get(orElse);
        }
        if (value == null) {
            return null;
        }
        if (transforms.length > 0 && !SameValue.isEmpty(value)) {
            value = transformed(value, record, file);
        }
        if (table != null && !SameValue.isEmpty(value)) {
            value = looked(value, record, file);
        }
        return SameValue.isEmpty(value) ? null : value;
    }

    private @Nullable Object made(Expressions.Compiled expression, HubRecord record, String file) {
        try {
            return expression.evaluate(record);
        } catch (InvalidInputException e) {
            throw unfit(record, file, "could not be made by its expression", "Correct the expression, or the record.");
        }
    }

    private @Nullable Object transformed(Object plain, HubRecord record, String file) {
        Object value = plain;
        try {
            for (Transform transform : transforms) {
                Object next = transform.apply(value);
                if (next == null || SameValue.isEmpty(next)) {
                    return null;
                }
                value = next;
            }
            return value;
        } catch (UnfitException e) {
            throw unfit(record, file, "is not " + e.wanted(), "Correct the record's '" + from + "' or the transform.");
        }
    }

    private @Nullable Object looked(@Nullable Object value, HubRecord record, String file) {
        if (value instanceof Collection<?> list) {
            List<Object> all = new ArrayList<>(list.size());
            for (Object item : list) {
                Object one = looked(item, record, file);
                if (one != null) {
                    all.add(one);
                }
            }
            return all;
        }
        if (value == null || table == null) {
            return value;
        }
        Object exact = table.get(value.toString());
        Object found = exact == null ? table.get(key(value)) : exact;
        if (found != null) {
            return found;
        }
        return switch (valuesElse) {
            case PASS -> value;
            case SKIP_FIELD -> null;
            case ERROR -> throw unfit(record, file, "is not in the value table", "Add it to 'values'.");
        };
    }

    private MappingValueException unfit(HubRecord record, String file, String what, String cure) {
        return new MappingValueException(
                ErrorCode.MAPPING_VALUE,
                to,
                file + ":" + line + " " + record.key() + ": the value for '" + to + "' " + what + ". " + cure);
    }

    /** Whether the field can be taken from the CRM. */
    boolean pulls() {
        return back != null && (sync == Sync.NEWEST || sync == Sync.CRM || sync == Sync.FILL_EMPTY);
    }

    /** What the hub should hold for a CRM value. */
    @Nullable
    Object hubValue(@Nullable Object crm) {
        if (crm == null || SameValue.isEmpty(crm) || back == null) {
            return null;
        }
        Object value = crm;
        if (crm instanceof Collection<?> list) {
            List<Object> all = new ArrayList<>(list.size());
            list.forEach(item -> all.add(tableBack.getOrDefault(key(item), item)));
            value = all;
        } else if (!tableBack.isEmpty()) {
            value = tableBack.getOrDefault(key(crm), crm);
        }
        for (Transform transform : back) {
            value = value == null ? null : transform.apply(value);
        }
        return SameValue.isEmpty(value) ? null : value;
    }
}
