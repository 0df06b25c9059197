package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Slice;
import dev.caravan.sandbox.store.Store;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Runs COQL queries, on the rows as they are now: unlike search it has no index that lags. */
final class Coql {
    private static final int MOST_COLUMNS = 50;

    private final Store store;

    Coql(Store store) {
        this.store = store;
    }

    Answer run(Request request) {
        CoqlParser.Query query =
                CoqlParser.parse(request.json().path("select_query").asText());
        if (!Schema.MODULES.contains(query.module())) {
            throw Wire.refused(400, "INVALID_QUERY", "invalid module", "module", query.module());
        }
        Kind kind = store.kind(query.module());
        if (query.columns().size() > MOST_COLUMNS) {
            throw Wire.refused(400, "LIMIT_EXCEEDED", "too many columns", "clause", "select");
        }
        query.columns().forEach(column -> known(kind, column.replaceAll("COUNT\\((.*)\\)", "$1")));
        List<Row> rows = new ArrayList<>(store.rows(kind));
        rows.removeIf(row -> !fits(row, query.where()));
        if (query.columns().stream().anyMatch(column -> column.startsWith("COUNT("))) {
            ArrayNode data = Json.array();
            data.addObject().put(query.columns().get(0), rows.size());
            return Wire.page(data, Json.object().put("more_records", false));
        }
        Comparator<Row> order = (a, b) -> 0;
        for (String name : query.order()) {
            known(kind, name);
            Field.Type type = type(kind, name);
            order = order.thenComparing(row -> text(row, name), (a, b) -> ordered(type, a, b));
        }
        rows.sort(query.down() ? order.reversed() : order);
        Slice<Row> slice = Slice.of(rows, query.offset(), query.limit());
        ArrayNode data = Json.array();
        slice.items().forEach(row -> data.add(shown(row, query.columns())));
        return Wire.page(data, Json.object().put("more_records", slice.next().isPresent()));
    }

    private ObjectNode shown(Row row, List<String> columns) {
        ObjectNode record = Wire.record(store, row);
        ObjectNode shown = Json.object();
        for (String column : columns) {
            JsonNode value = column.contains(".") ? Json.tree(text(row, column)) : record.path(column);
            // References come with their id alone.
            shown.set(
                    column,
                    value.isObject() ? Json.object().put("id", value.path("id").asText()) : value);
        }
        return shown.put("id", row.id());
    }

    private boolean fits(Row row, CoqlParser.Expression expression) {
        if (expression instanceof CoqlParser.Pair pair) {
            return pair.and()
                    ? fits(row, pair.left()) && fits(row, pair.right())
                    : fits(row, pair.left()) || fits(row, pair.right());
        }
        CoqlParser.Test test = (CoqlParser.Test) expression;
        known(row.kind(), test.field());
        String value = text(row, test.field());
        boolean empty = value.isEmpty();
        Field.Type type = type(row.kind(), test.field());
        List<String> wanted = test.values();
        return switch (test.operator()) {
            case "is null" -> empty;
            case "is not null" -> !empty;
            case "=" -> !empty && compare(type, value, wanted.get(0)) == 0;
            case "in" -> !empty && wanted.stream().anyMatch(each -> compare(type, value, each) == 0);
            // As in SQL nothing is unlike an empty value.
            case "!=" -> !empty && compare(type, value, wanted.get(0)) != 0;
            case "not in" -> !empty && wanted.stream().noneMatch(each -> compare(type, value, each) == 0);
            case "like" -> !empty && isLike(value, wanted.get(0));
            case "not like" -> !empty && !isLike(value, wanted.get(0));
            case "<" -> !empty && compare(type, value, wanted.get(0)) < 0;
            case "<=" -> !empty && compare(type, value, wanted.get(0)) <= 0;
            case ">" -> !empty && compare(type, value, wanted.get(0)) > 0;
            case ">=" -> !empty && compare(type, value, wanted.get(0)) >= 0;
            case "between" -> !empty && isBetween(type, value, wanted);
            case "not between" -> !empty && !isBetween(type, value, wanted);
            default -> throw Wire.refused(400, "INVALID_QUERY", "invalid operator", "operator", test.operator());
        };
    }

    /** A value as it is compared; {@code Account_Name.Website} is one of the record that is referred to. */
    private String text(Row row, String name) {
        int dot = name.indexOf('.');
        if (dot > 0) {
            Field reference = row.kind().field(name.substring(0, dot)).orElseThrow();
            Row there = store.live(store.kind(reference.of()), row.text(reference.name()));
            return there == null ? "" : text(there, name.substring(dot + 1));
        }
        return switch (name) {
            case "id" -> row.id();
            case "Created_Time" -> Wire.time(row.createdAt());
            case "Modified_Time" -> Wire.time(row.modifiedAt());
            case "Full_Name" -> Wire.name(row);
            default -> row.text(name);
        };
    }

    private void known(Kind kind, String name) {
        int dot = name.indexOf('.');
        Field field = kind.field(dot > 0 ? name.substring(0, dot) : name).orElse(null);
        if (dot > 0 && field != null && field.type() == Field.Type.REFERENCE) {
            known(store.kind(field.of()), name.substring(dot + 1));
            return;
        }
        if (field == null && !Schema.OF_THE_SERVER.contains(name)) {
            throw Wire.refused(400, "INVALID_QUERY", "invalid column", "column_name", name);
        }
    }

    private static boolean isLike(String value, String pattern) {
        StringBuilder regex = new StringBuilder();
        for (String part : pattern.split("%", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(value)
                .matches();
    }

    private static boolean isBetween(Field.Type type, String value, List<String> bounds) {
        return compare(type, value, bounds.get(0)) >= 0 && compare(type, value, bounds.get(1)) <= 0;
    }

    /** What is empty comes first. */
    private static int ordered(Field.Type type, String a, String b) {
        return a.isEmpty() || b.isEmpty() ? Boolean.compare(!a.isEmpty(), !b.isEmpty()) : compare(type, a, b);
    }

    /** By the type of the column: numbers by their amount, times by the moment, the rest as texts of any case. */
    private static int compare(Field.Type type, String a, String b) {
        try {
            return switch (type) {
                case INTEGER, NUMBER -> new BigDecimal(a).compareTo(new BigDecimal(b));
                case TIME ->
                    OffsetDateTime.parse(a)
                            .toInstant()
                            .compareTo(OffsetDateTime.parse(b).toInstant());
                default -> a.toLowerCase(Locale.ROOT).compareTo(b.toLowerCase(Locale.ROOT));
            };
        } catch (NumberFormatException | DateTimeException e) {
            throw Wire.refused(400, "INVALID_QUERY", "invalid value", "operator", type.name());
        }
    }

    private Field.Type type(Kind kind, String name) {
        int dot = name.indexOf('.');
        if (dot > 0) {
            Field reference = kind.field(name.substring(0, dot)).orElseThrow();
            return type(store.kind(reference.of()), name.substring(dot + 1));
        }
        return switch (name) {
            case "id" -> Field.Type.INTEGER;
            case "Created_Time", "Modified_Time" -> Field.Type.TIME;
            default -> kind.field(name).map(Field::type).orElse(Field.Type.TEXT);
        };
    }
}
