package dev.caravan.crm.rest;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.rest.ListForm.FilterForm;
import dev.caravan.crm.rest.ListForm.Parameter;
import dev.caravan.filter.Condition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says as much of a condition as the CRM's parameters can. What they cannot say is left out: they only narrow a list
 * down, and the condition is met again on what comes.
 */
final class Narrowing {
    /** What may stand in a value that is a part of a larger expression: nothing that could end it. */
    private static final Pattern HARMLESS = Pattern.compile("[\\p{L}\\p{N}@._+-]{1,200}");

    private static final Set<FieldSchema.Type> ORDERED =
            Set.of(FieldSchema.Type.INTEGER, FieldSchema.Type.NUMBER, FieldSchema.Type.DATE, FieldSchema.Type.DATETIME);

    private final Map<String, FilterForm> filters;
    private final Function<String, Optional<RestField>> fields;

    Narrowing(ListForm list, Function<String, Optional<RestField>> fields) {
        this.filters = list.filters();
        this.fields = fields;
    }

    /** Parameters that leave out none of the records that meet the condition; empty for none. */
    Map<String, String> of(Condition condition) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<Condition> parts = condition instanceof Condition.And and ? and.parts() : List.of(condition);
        for (Condition part : parts) {
            if (part instanceof Condition.And) {
                of(part).forEach(parameters::putIfAbsent);
            } else {
                said(part).ifPresent(each -> parameters.putIfAbsent(each.name(), each.value()));
            }
        }
        return parameters;
    }

    /** How many values of a field one call takes; 0 when it cannot be narrowed down by that field. */
    int values(String field) {
        FilterForm form = filters.get(field);
        return form == null ? 0 : form.in() != null ? 50 : form.equal() != null ? 1 : 0;
    }

    /** One parameter. */
    private record Said(String name, String value) {}

    private Optional<Said> said(Condition part) {
        if (part instanceof Condition.Compare compare) {
            FilterForm form = filters.get(compare.field());
            boolean isOrder = compare.operator() != Condition.Operator.EQUAL;
            if (form == null || isOrder && !isOrdered(compare)) {
                return Optional.empty();
            }
            Parameter parameter = parameter(form, compare.operator());
            if (parameter == null && compare.operator() == Condition.Operator.EQUAL) {
                parameter = form.in();
            }
            return said(parameter, parameter == form.in(), compare.field(), List.of(compare.value()));
        }
        if (part instanceof Condition.In in) {
            FilterForm form = filters.get(in.field());
            if (form == null) {
                return Optional.empty();
            }
            Parameter parameter = in.values().size() == 1 && form.equal() != null ? form.equal() : form.in();
            return said(parameter, parameter == form.in(), in.field(), in.values());
        }
        if (part instanceof Condition.Or or) {
            return equals(or).flatMap(this::said);
        }
        return Optional.empty();
    }

    /**
     * Whether the CRM is sure to put values in the order in which they are here. Texts are not, and a part of a second
     * is not sent.
     */
    private boolean isOrdered(Condition.Compare compare) {
        boolean isWhole = !(compare.value() instanceof Instant time) || time.getNano() == 0;
        return isWhole
                && fields.apply(compare.field())
                        .filter(field -> ORDERED.contains(field.schema().type()))
                        .isPresent();
    }

    /** @param several whether the parameter takes several values, so that none may hold the separator */
    private Optional<Said> said(@Nullable Parameter parameter, boolean several, String name, List<Object> values) {
        Optional<RestField> field = fields.apply(name);
        if (parameter == null || field.isEmpty() || values.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts =
                values.stream().map(value -> text(field.get(), value)).toList();
        if (!several && texts.size() > 1) {
            return Optional.empty();
        }
        for (String text : texts) {
            boolean harmless = parameter.isPlain()
                    ? !several || !text.contains(parameter.separator())
                    : HARMLESS.matcher(text).matches();
            if (text.isBlank() || !harmless) {
                return Optional.empty();
            }
        }
        return Optional.of(new Said(
                parameter.parameter(),
                parameter.value().replace("{value}", String.join(parameter.separator(), texts))));
    }

    private static String text(RestField field, Object value) {
        return field.text(value instanceof LocalDate day ? DateTimeFormatter.ISO_DATE.format(day) : value);
    }

    /** Alternatives of one field as a choice among values; empty when they are something else. */
    private static Optional<Condition> equals(Condition.Or or) {
        List<String> names = or.parts().stream()
                .map(part -> part instanceof Condition.Compare c && c.operator() == Condition.Operator.EQUAL
                        ? c.field()
                        : part instanceof Condition.In in ? in.field() : "")
                .distinct()
                .toList();
        if (names.size() != 1 || names.get(0).isEmpty()) {
            return Optional.empty();
        }
        List<Object> values = or.parts().stream()
                .flatMap(part -> part instanceof Condition.Compare c
                        ? java.util.stream.Stream.of(c.value())
                        : ((Condition.In) part).values().stream())
                .collect(Collectors.toList());
        return Optional.of(new Condition.In(names.get(0), values));
    }

    private static @Nullable Parameter parameter(FilterForm form, Condition.Operator operator) {
        return switch (operator) {
            case EQUAL -> form.equal();
            case NOT_EQUAL -> null;
            case LESS -> form.less();
            case LESS_OR_EQUAL -> form.lessOrEqual();
            case GREATER -> form.greater();
            case GREATER_OR_EQUAL -> form.greaterOrEqual();
        };
    }
}
