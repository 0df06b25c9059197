package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.salesforce.SoqlQuery.Aggregate;
import dev.caravan.sandbox.salesforce.SoqlQuery.Column;
import dev.caravan.sandbox.salesforce.SoqlQuery.Item;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts and sums of a query, with or without GROUP BY. */
final class SoqlAggregates {
    private final Store store;
    private final SoqlQuery query;
    private final ObjectType object;
    private final Function<String, Path> paths;

    SoqlAggregates(Store store, SoqlQuery query, ObjectType object, Function<String, Path> paths) {
        this.store = store;
        this.query = query;
        this.object = object;
        this.paths = paths;
    }

    /** One column of the answer with the name that it bears there. */
    private record Output(String name, Item item, @Nullable Path path) {}

    QueryResult run(List<Row> rows) {
        if (query.select().size() == 1
                && query.select().get(0) instanceof Aggregate only
                && only.path() == null
                && query.groupBy().isEmpty()) {
            int counted = SoqlRun.window(query, rows).size();
            return new QueryResult(counted, List.of(), (row, rendering) -> JsonNodeFactory.instance.objectNode());
        }
        List<Output> outputs = outputs();
        List<Path> keys = query.groupBy().stream().map(paths).toList();
        Map<List<Optional<Object>>, List<Row>> groups = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            groups.put(List.of(), List.copyOf(rows));
        }
        List<Row> grouped = keys.isEmpty() ? List.of() : rows;
        grouped.forEach(row -> groups.computeIfAbsent(key(keys, row), absent -> new ArrayList<>())
                .add(row));
        List<List<Row>> kept = new ArrayList<>(groups.values());
        sort(kept);
        List<List<Row>> window = SoqlRun.window(query, kept);
        return new QueryResult(window.size(), window, (group, rendering) -> show(outputs, rowsOf(group)));
    }

    private static List<Row> rowsOf(Object group) {
        List<Row> rows = new ArrayList<>();
        for (Object row : (List<?>) group) {
            rows.add((Row) row);
        }
        return rows;
    }

    private List<Optional<Object>> key(List<Path> keys, Row row) {
        return keys.stream()
                .map(path -> Optional.ofNullable(path.value(store, row))
                        .map(value -> SoqlValues.key(path.field().type(), value)))
                .toList();
    }

    private List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        int unnamed = 0;
        for (Item item : query.select()) {
            if (item instanceof Aggregate aggregate) {
                String name = aggregate.alias() == null ? "expr" + unnamed++ : aggregate.alias();
                outputs.add(new Output(name, item, aggregate.path() == null ? null : paths.apply(aggregate.path())));
            } else if (item instanceof Column column
                    && query.groupBy().stream().anyMatch(column.path()::equalsIgnoreCase)) {
                Path path = paths.apply(column.path());
                outputs.add(new Output(column.alias() == null ? path.field().name() : column.alias(), item, path));
            } else {
                String what = item instanceof Column column ? column.path() : "sub-select";
                throw SalesforceError.malformedQuery("Field must be grouped or aggregated: " + what);
            }
        }
        return outputs;
    }

    private void sort(List<List<Row>> groups) {
        for (int i = query.orderBy().size() - 1; i >= 0; i--) {
            SoqlQuery.Order by = query.orderBy().get(i);
            Comparator<List<Row>> order = Comparator.comparing(group -> sortKey(by, group), SoqlAggregates::order);
            groups.sort(by.descending() ? order.reversed() : order);
        }
    }

    private Optional<Object> sortKey(SoqlQuery.Order by, List<Row> group) {
        int bracket = by.path().indexOf('(');
        if (bracket < 0) {
            return group.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(paths.apply(by.path()).value(store, group.get(0)));
        }
        String inner = by.path().substring(bracket + 1, by.path().length() - 1);
        Path path = inner.isEmpty() ? null : paths.apply(inner);
        return Optional.ofNullable(value(by.path().substring(0, bracket).toUpperCase(Locale.ROOT), path, group));
    }

    private static int order(Optional<Object> left, Optional<Object> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isPresent(), right.isPresent());
        }
        return SoqlValues.order(FieldType.STRING, left.get(), right.get());
    }

    private ObjectNode show(List<Output> outputs, List<Row> group) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("attributes").put("type", "AggregateResult");
        for (Output output : outputs) {
            Path path = output.path();
            Field field = path == null ? object.known("Id") : path.field();
            if (output.item() instanceof Aggregate aggregate) {
                Object value = value(aggregate.function(), path, group);
                if (aggregate.function().startsWith("COUNT") && value instanceof BigDecimal count) {
                    json.put(output.name(), count.longValue());
                } else {
                    Values.put(json, output.name(), field, value);
                }
            } else if (path != null) {
                Values.put(json, output.name(), field, path.value(store, group.get(0)));
            }
        }
        return json;
    }

    private @Nullable Object value(String function, @Nullable Path path, List<Row> group) {
        if (path == null) {
            return BigDecimal.valueOf(group.size());
        }
        FieldType type = path.field().type();
        List<Object> values = group.stream()
                .map(row -> path.value(store, row))
                .filter(Objects::nonNull)
                .map(Object.class::cast)
                .toList();
        Comparator<Object> order = (left, right) -> SoqlValues.order(type, left, right);
        return switch (function) {
            case "COUNT" -> BigDecimal.valueOf(values.size());
            case "COUNT_DISTINCT" ->
                BigDecimal.valueOf(values.stream()
                        .map(value -> SoqlValues.key(type, value))
                        .distinct()
                        .count());
            case "MIN" -> values.stream().min(order).orElse(null);
            case "MAX" -> values.stream().max(order).orElse(null);
            default -> sum(function, path, values);
        };
    }

    private static @Nullable Object sum(String function, Path path, List<Object> values) {
        if (!path.field().type().isNumber()) {
            throw SalesforceError.malformedQuery(
                    "field " + path.field().name() + " does not support aggregate operator " + function);
        }
        BigDecimal sum = values.stream().map(BigDecimal.class::cast).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (values.isEmpty()) {
            return null;
        }
        return function.equals("AVG") ? sum.divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL64) : sum;
    }
}
