package dev.caravan.sandbox.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks whether values may be written; what a vendor makes of the mistakes is its own business. */
final class Checks {
    private final Store store;

    Checks(Store store) {
        this.store = store;
    }

    /** @param row null for a new one */
    List<Mistake> of(Kind kind, ObjectNode values, @Nullable Row row) {
        List<Mistake> mistakes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : values.properties()) {
            Field field = kind.field(each.getKey()).orElse(null);
            if (field == null) {
                mistakes.add(new Mistake(Mistake.Kind.UNKNOWN, each.getKey(), ""));
            } else {
                Mistake mistake = of(kind, field, each.getValue(), row);
                if (mistake != null) {
                    mistakes.add(mistake);
                }
            }
        }
        for (Field field : kind.fields()) {
            boolean given = values.has(field.name());
            if (field.required() && (given ? isEmpty(values.get(field.name())) : row == null)) {
                mistakes.add(new Mistake(Mistake.Kind.MISSING, field.name(), ""));
            }
        }
        return mistakes;
    }

    private @Nullable Mistake of(Kind kind, Field field, JsonNode value, @Nullable Row row) {
        if (field.readOnly()) {
            return new Mistake(Mistake.Kind.READ_ONLY, field.name(), "");
        }
        if (isEmpty(value)) {
            return null;
        }
        if (!fits(field, value)) {
            return new Mistake(Mistake.Kind.WRONG_TYPE, field.name(), "");
        }
        if (field.longest() > 0 && value.asText().length() > field.longest()) {
            return new Mistake(Mistake.Kind.TOO_LONG, field.name(), "");
        }
        if (!field.options().isEmpty() && !isAllowed(field, value)) {
            return new Mistake(Mistake.Kind.NO_OPTION, field.name(), "");
        }
        if (field.type() == Field.Type.REFERENCE
                && !field.of().isEmpty()
                && store.live(store.kind(field.of()), value.asText()) == null) {
            return new Mistake(Mistake.Kind.NO_SUCH_REFERENCE, field.name(), "");
        }
        if (field.unique()) {
            for (Row other : store.withValue(kind, field.name(), value.asText())) {
                if (row == null || !other.id().equals(row.id())) {
                    return new Mistake(Mistake.Kind.NOT_UNIQUE, field.name(), other.id());
                }
            }
        }
        return null;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || value.isTextual() && value.textValue().isEmpty();
    }

    private static boolean fits(Field field, JsonNode value) {
        return switch (field.type()) {
            case TEXT, PHONE, URL -> value.isTextual();
            case EMAIL -> value.isTextual() && value.textValue().matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
            case INTEGER -> value.isIntegralNumber();
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case DATE -> value.isTextual() && isDate(value.textValue());
            case TIME -> value.isTextual() && isTime(value.textValue());
            case OPTION, REFERENCE -> value.isTextual() || value.isIntegralNumber();
            case OPTIONS -> value.isArray();
            case ANY -> true;
        };
    }

    private static boolean isAllowed(Field field, JsonNode value) {
        if (!value.isArray()) {
            return field.options().stream().anyMatch(option -> option.value().equals(value.asText()));
        }
        for (JsonNode each : value) {
            if (!isAllowed(field, each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
