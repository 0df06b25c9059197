package dev.caravan.crm.tribe;

import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.tribe.TribeField.Choice;
import dev.caravan.crm.tribe.TribeField.Shape;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition as {@code $filter} says it. Where the filter cannot say it, the text lets more records through, never
 * fewer, and {@link Where#isExact} is false: whoever asks compares again. Values stand in quotes with quotes in them
 * doubled, or are numbers, times and GUIDs of a checked form, so that none can change the filter. (TribeCRM docs,
 * "OData": no {@code in}; {@code contains}, {@code startswith} and {@code endswith} take no regard of case.)
 */
final class TribeFilter {
    private static final String ALL = "true";
    private static final String NONE = "false";

    private final TribeSettings settings;
    private final Map<String, TribeField> fields;
    private final String set;
    private boolean isExact = true;

    private TribeFilter(TribeSettings settings, TribeFields fields, String set) {
        this.settings = settings;
        this.fields = fields.of(set);
        this.set = set;
    }

    /**
     * The value of {@code $filter}.
     *
     * @param text null for no filter
     * @param isNothing whether no record can meet it, so that nobody has to be asked
     */
    record Where(@Nullable String text, boolean isExact, boolean isNothing) {}

    /** @throws InvalidInputException when it names a field that the set does not have */
    static Where of(TribeSettings settings, TribeFields fields, String set, Condition condition) {
        TribeFilter filter = new TribeFilter(settings, fields, set);
        String text = filter.compile(condition, false);
        if (text.equals(NONE)) {
            return new Where(null, true, true);
        }
        boolean fits = Query.encoded(text).length() <= settings.longestUrl();
        return text.equals(ALL) || !fits
                ? new Where(null, filter.isExact && fits, false)
                : new Where(text, filter.isExact, false);
    }

    private String compile(Condition condition, boolean negated) {
        if (condition instanceof Condition.Everything) {
            return negated ? NONE : ALL;
        }
        if (condition instanceof Condition.Not not) {
            return compile(not.part(), !negated);
        }
        if (condition instanceof Condition.And and) {
            return joined(and.parts(), negated, !negated);
        }
        if (condition instanceof Condition.Or or) {
            return joined(or.parts(), negated, negated);
        }
        if (condition instanceof Condition.IsNull empty) {
            return isNull(known(empty.field()), negated);
        }
        if (condition instanceof Condition.Compare compare) {
            Operator operator = negated ? opposite(compare.operator()) : compare.operator();
            return compare(known(compare.field()), operator, compare.value(), negated);
        }
        if (condition instanceof Condition.In in) {
            TribeField field = known(in.field());
            List<Condition> parts = in.values().stream()
                    .<Condition>map(value -> new Condition.Compare(field.name(), Operator.EQUAL, value))
                    .toList();
            return joined(parts, negated, negated);
        }
        return like((Condition.Like) condition, negated);
    }

    private String joined(List<Condition> parts, boolean negated, boolean all) {
        String deciding = all ? NONE : ALL;
        List<String> texts = new ArrayList<>();
        for (Condition part : parts) {
            String text = compile(part, negated);
            if (text.equals(deciding)) {
                return deciding;
            }
            if (!text.equals(all ? ALL : NONE)) {
                texts.add(text);
            }
        }
        if (texts.isEmpty()) {
            return all ? ALL : NONE;
        }
        return texts.size() == 1
                ? texts.get(0)
                : texts.stream().collect(Collectors.joining(all ? " and " : " or ", "(", ")"));
    }

    private String isNull(TribeField field, boolean negated) {
        String path = path(field);
        // A contact of the own organisation counts as one without a company.
        boolean isParent = field.shape() == Shape.LINK && field.property().equals(TribeObjects.PARENT);
        if (path.isEmpty() || field.fallback() != null || isParent) {
            return inexact();
        }
        if (negated) {
            return field.isText() ? "(" + path + " ne null and " + path + " ne '')" : path + " ne null";
        }
        return field.isText() ? "(" + path + " eq null or " + path + " eq '')" : path + " eq null";
    }

    private String compare(TribeField field, Operator operator, Object value, boolean negated) {
        // An empty field meets whatever is negated, and <>; it has no order.
        boolean orEmpty = operator == Operator.NOT_EQUAL || negated && operator != Operator.EQUAL;
        if (field.shape() == Shape.CHOICE) {
            return choice(field, operator, value.toString(), orEmpty);
        }
        if (field.isText()) {
            return text(field, operator, value);
        }
        if (TribeRecords.isDayInTime(field)) {
            return day(field, operator, value, orEmpty);
        }
        String literal = literal(field, value);
        String path = path(field);
        boolean isOrder = operator != Operator.EQUAL && operator != Operator.NOT_EQUAL;
        boolean hasOrder = field.type() != Type.REFERENCE && field.type() != Type.BOOLEAN;
        if (literal == null || path.isEmpty() || isOrder && !hasOrder) {
            return inexact();
        }
        return orEmpty(path, path + " " + sign(operator) + " " + literal, orEmpty);
    }

    /** The order of texts is the database's own, and so is whether two of different case differ. */
    private String text(TribeField field, Operator operator, Object value) {
        String text = value.toString();
        if (operator != Operator.EQUAL || text.isEmpty() || !text.equals(text.strip())) {
            return inexact();
        }
        isExact = false;
        return ODataText.either(field, path -> ODataText.same(settings, path, text));
    }

    private String choice(TribeField field, Operator operator, String word, boolean orEmpty) {
        if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
            return inexact();
        }
        Choice choice = field.choices().stream()
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElse(null);
        if (choice == null || operator == Operator.NOT_EQUAL && !field.schema().isClosed()) {
            return inexact();
        }
        String path = field.path() + "/" + choice.key();
        isExact = false;
        return orEmpty(
                field.path() + "/ID", path + " " + sign(operator) + " " + ODataText.quoted(choice.word()), orEmpty);
    }

    /** A day is all times from its start to that of the next one, in UTC. */
    private String day(TribeField field, Operator operator, Object value, boolean orEmpty) {
        LocalDate day;
        if (value instanceof LocalDate date) {
            day = date;
        } else if (value.toString().matches("\\d{4}-\\d{2}-\\d{2}")) {
            day = LocalDate.parse(value.toString());
        } else {
            return inexact();
        }
        String path = field.path();
        String start = day + "T00:00:00Z";
        String end = day.plusDays(1) + "T00:00:00Z";
        String test =
                switch (operator) {
                    case EQUAL -> "(" + path + " ge " + start + " and " + path + " lt " + end + ")";
                    case NOT_EQUAL -> "(" + path + " lt " + start + " or " + path + " ge " + end + ")";
                    case LESS -> path + " lt " + start;
                    case LESS_OR_EQUAL -> path + " lt " + end;
                    case GREATER -> path + " ge " + end;
                    case GREATER_OR_EQUAL -> path + " ge " + start;
                };
        return orEmpty(path, test, orEmpty);
    }

    /** Of a pattern only what one function says: its start, its end, or a part. */
    private String like(Condition.Like like, boolean negated) {
        TribeField field = known(like.field());
        String pattern = like.pattern();
        if (!field.isText() || negated || pattern.indexOf('_') >= 0 || pattern.indexOf('\\') >= 0) {
            return inexact();
        }
        isExact = false;
        String[] parts = pattern.split("%", -1);
        List<UnaryOperator<String>> tests = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                String part = parts[i];
                boolean isStart = i == 0;
                boolean isEnd = i == parts.length - 1;
                if (isStart) {
                    tests.add(path -> ODataText.function("startswith", path, part));
                }
                if (isEnd) {
                    tests.add(path -> ODataText.function("endswith", path, part));
                }
                if (!isStart && !isEnd) {
                    tests.add(path -> ODataText.function("contains", path, part));
                }
            }
        }
        if (tests.isEmpty()) {
            return ALL;
        }
        return ODataText.either(
                field,
                path -> tests.stream().map(test -> test.apply(path)).collect(Collectors.joining(" and ", "(", ")")));
    }

    private static String orEmpty(String path, String test, boolean orEmpty) {
        return orEmpty ? "(" + test + " or " + path + " eq null)" : test;
    }

    /** Lets everything through. */
    private String inexact() {
        isExact = false;
        return ALL;
    }

    /** What stands left of an operator; empty where nothing can. */
    private static String path(TribeField field) {
        return switch (field.shape()) {
            case PLAIN -> field.type() == Type.OTHER ? "" : field.path();
            case CHOICE, LINK -> field.path() + "/" + TribeObjects.ID;
            case ROLE_COMPANY -> "";
        };
    }

    /** Null where the value is none of the field's type: the whole question would be refused. */
    private static @Nullable String literal(TribeField field, Object value) {
        String text = value.toString();
        return switch (field.type()) {
            case NUMBER, INTEGER -> text.matches("-?\\d{1,17}(\\.\\d{1,9})?") ? text : null;
            case BOOLEAN -> text.matches("true|false") ? text : null;
            case DATETIME -> value instanceof Instant ? text : null;
            case DATE -> value instanceof LocalDate || text.matches("\\d{4}-\\d{2}-\\d{2}") ? text : null;
            case REFERENCE -> TribeObjects.isId(text) ? text : null;
            default -> null;
        };
    }

    private static Operator opposite(Operator operator) {
        return switch (operator) {
            case EQUAL -> Operator.NOT_EQUAL;
            case NOT_EQUAL -> Operator.EQUAL;
            case LESS -> Operator.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Operator.GREATER;
            case GREATER -> Operator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Operator.LESS;
        };
    }

    private static String sign(Operator operator) {
        return switch (operator) {
            case EQUAL -> "eq";
            case NOT_EQUAL -> "ne";
            case LESS -> "lt";
            case LESS_OR_EQUAL -> "le";
            case GREATER -> "gt";
            case GREATER_OR_EQUAL -> "ge";
        };
    }

    private TribeField known(String name) {
        TribeField field = fields.get(name.replace('/', '.'));
        if (field == null) {
            field = fields.values().stream()
                    .filter(each -> each.part() == null && each.property().equals(name))
                    .findFirst()
                    .orElse(null);
        }
        if (field == null) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    "TribeCRM's " + set + " has no field '" + name + "'. " + NearestName.hint(name, fields.keySet()));
        }
        return field;
    }
}
