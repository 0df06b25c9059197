package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.http.Typed;
import dev.caravan.problem.ErrorCode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values as a body carries them: options by their numbers, choices of several in one text, look-ups as links under the
 * name of a navigation property. (Dataverse docs, "Create a table row".)
 */
final class DynamicsValues {
    private static final String BIND = "@odata.bind";

    private final DynamicsFields fields;

    DynamicsValues(DynamicsFields fields) {
        this.fields = fields;
    }

    /** @throws CrmException rejected when the value cannot be one of the field's */
    void put(ObjectNode body, DynamicsField field, @Nullable Object value) {
        boolean isEmpty = value == null
                || value instanceof Collection<?> many && many.isEmpty()
                || value.toString().isEmpty();
        if (!Typed.isWhole(value)) {
            throw refused(field, "the value holds half a character");
        }
        if (field.isLookup()) {
            bind(body, field, isEmpty ? null : String.valueOf(value).strip());
        } else {
            body.set(field.name(), isEmpty || value == null ? NullNode.getInstance() : json(field, value));
        }
    }

    private void bind(ObjectNode body, DynamicsField field, @Nullable String value) {
        if (value == null) {
            String any = field.mainTarget()
                    .or(() -> field.targets().keySet().stream().findFirst())
                    .flatMap(field::navigation)
                    .orElse(field.name());
            body.set(any + BIND, NullNode.getInstance());
            return;
        }
        int colon = value.indexOf(':');
        Optional<String> target = colon < 0 ? field.mainTarget() : Optional.of(value.substring(0, colon));
        String id = value.substring(colon + 1);
        Optional<String> navigation = target.flatMap(field::navigation);
        if (navigation.isEmpty()) {
            throw refused(
                    field,
                    "the value has to name its table, one of " + field.targets().keySet() + ", before a colon");
        }
        if (!DynamicsTable.isId(id)) {
            throw refused(field, "the value is no id of a record");
        }
        String set = target.flatMap(fields::setOf).orElseGet(() -> DynamicsTables.usualSet(target.orElseThrow()));
        body.put(navigation.get() + BIND, "/" + set + "(" + id.toLowerCase(Locale.ROOT) + ")");
    }

    private static JsonNode json(DynamicsField field, Object value) {
        return switch (field.schema().type()) {
            case OPTION -> option(field, value);
            case OPTIONS ->
                TextNode.valueOf(choices(value).stream()
                        .map(each -> option(field, each).asText())
                        .collect(Collectors.joining(",")));
            case TEXT, EMAIL, PHONE, URL -> TextNode.valueOf(text(value));
            default -> Typed.write(value, field.schema().type());
        };
    }

    private static List<?> choices(Object value) {
        return value instanceof Collection<?> many
                ? List.copyOf(many)
                : Arrays.stream(value.toString().split("[,;]"))
                        .map(String::strip)
                        .toList();
    }

    private static String text(Object value) {
        return value instanceof Collection<?> many
                ? many.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : Typed.write(value, Type.TEXT).asText();
    }

    private static JsonNode option(DynamicsField field, Object value) {
        String text = Typed.number(value.toString().strip()).toString();
        List<FieldSchema.Option> options = field.schema().options();
        boolean isNumber = text.matches("-?\\d{1,9}|[12]\\d{9}");
        if (isNumber
                && (options.isEmpty()
                        || options.stream().anyMatch(each -> each.name().equals(text)))) {
            return IntNode.valueOf(Integer.parseInt(text));
        }
        throw refused(
                field,
                "the value is none of its options, which go by their numbers: "
                        + options.stream()
                                .limit(40)
                                .map(each -> each.name() + " is " + each.label())
                                .collect(Collectors.joining(", ")));
    }

    private static CrmException refused(DynamicsField field, String why) {
        return new CrmException(
                "dynamics " + field.name(),
                new CrmError.Rejected(field.name() + ": " + why, ErrorCode.INVALID_VALUE),
                null);
    }
}
