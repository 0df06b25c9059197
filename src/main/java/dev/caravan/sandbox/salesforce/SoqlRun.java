package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.salesforce.SoqlQuery.Aggregate;
import dev.caravan.sandbox.salesforce.SoqlQuery.Children;
import dev.caravan.sandbox.salesforce.SoqlQuery.Column;
import dev.caravan.sandbox.salesforce.SoqlQuery.FieldSet;
import dev.caravan.sandbox.salesforce.SoqlQuery.Item;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs SOQL on the store. */
final class SoqlRun {
    private static final int DEEPEST_OFFSET = 2000;

    private final Store store;
    private final SoqlValues values;
    private final String me;
    private final boolean withDeleted;

    /**
     * @param me id of the calling user, for {@code USING SCOPE mine}
     * @param withDeleted whether records in the recycle bin count, as {@code queryAll} has it
     */
    SoqlRun(Store store, Clock clock, String me, boolean withDeleted) {
        this.store = store;
        this.values = new SoqlValues(clock);
        this.me = me;
        this.withDeleted = withDeleted;
    }

    QueryResult run(String statement) {
        return run(SoqlParser.parse(statement));
    }

    QueryResult run(SoqlQuery query) {
        ObjectType object = object(query.from());
        if (query.offset() > DEEPEST_OFFSET) {
            throw SalesforceError.bad("NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is " + DEEPEST_OFFSET);
        }
        boolean aggregates = query.select().stream().anyMatch(Aggregate.class::isInstance)
                || !query.groupBy().isEmpty();
        if (aggregates) {
            return new SoqlAggregates(store, query, object, path -> path(query, object, path))
                    .run(matching(query, object));
        }
        Projection projection = projection(query, object);
        List<Row> rows = found(query, object);
        return new QueryResult(rows.size(), rows, (row, rendering) -> projection.render((Row) row, rendering));
    }

    /** The rows that a query finds, in its order. */
    List<Row> rows(SoqlQuery query) {
        ObjectType object = object(query.from());
        projection(query, object);
        return found(query, object);
    }

    private List<Row> found(SoqlQuery query, ObjectType object) {
        SoqlFilter filter = filter(query, object);
        SoqlScan scan = scan(query, object, filter);
        boolean endsEarly = scan.sorted() && query.limit() >= 0;
        long most = endsEarly ? (long) query.offset() + query.limit() : Integer.MAX_VALUE;
        List<Row> rows = matching(query, filter, scan.rows(), most);
        return window(query, scan.sorted() ? rows : sorted(query, object, rows));
    }

    private SoqlScan scan(SoqlQuery query, ObjectType object, SoqlFilter filter) {
        return SoqlScan.of(store, object, query, filter, new SoqlBounds(path -> path(query, object, path), values));
    }

    /** One row in the columns of a query. */
    ObjectNode render(SoqlQuery query, Row row, Rendering rendering) {
        return projection(query, row.type()).render(row, rendering);
    }

    private ObjectType object(String name) {
        return store.schema()
                .object(name)
                .orElseThrow(
                        () -> SalesforceError.bad(
                                "INVALID_TYPE",
                                "sObject type '" + name
                                        + "' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."));
    }

    private Path path(SoqlQuery query, ObjectType object, String written) {
        int dot = written.indexOf('.');
        String first = dot < 0 ? "" : written.substring(0, dot);
        boolean own = first.equalsIgnoreCase(query.alias())
                || (first.equalsIgnoreCase(object.name())
                        && object.relationship(first).isEmpty());
        return Path.of(store.schema(), object, own ? written.substring(dot + 1) : written);
    }

    private SoqlFilter filter(SoqlQuery query, ObjectType object) {
        return new SoqlFilter.Compiler(store, object, path -> path(query, object, path), values, this::column)
                .compile(query.where());
    }

    /** All rows that match, in no order. */
    private List<Row> matching(SoqlQuery query, ObjectType object) {
        SoqlFilter filter = filter(query, object);
        return matching(query, filter, scan(query, object, filter).rows(), Integer.MAX_VALUE);
    }

    private List<Row> matching(SoqlQuery query, SoqlFilter filter, Collection<Row> among, long most) {
        List<Row> found = new ArrayList<>();
        for (Row row : among) {
            if (found.size() >= most) {
                break;
            }
            if ((withDeleted || !row.isDeleted())
                    && isInScope(query, row)
                    && filter.test().test(row)) {
                found.add(row);
            }
        }
        return found;
    }

    private boolean isInScope(SoqlQuery query, Row row) {
        return !query.onlyMine() || me.equals(row.get("OwnerId"));
    }

    /** The values of the only column of a nested statement. */
    private Set<Object> column(SoqlQuery query) {
        ObjectType object = object(query.from());
        if (query.select().size() != 1 || !(query.select().get(0) instanceof Column column)) {
            throw SalesforceError.malformedQuery("Semi join sub-selects can only query one field");
        }
        Path path = path(query, object, column.path());
        Set<Object> found = new HashSet<>();
        for (Row row : matching(query, object)) {
            Object value = path.value(store, row);
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }

    private List<Row> sorted(SoqlQuery query, ObjectType object, List<Row> rows) {
        Comparator<Row> order = null;
        for (SoqlQuery.Order by : query.orderBy()) {
            Path path = path(query, object, by.path());
            Comparator<Row> next = (left, right) -> compare(by, path, left, right);
            order = order == null ? next : order.thenComparing(next);
        }
        rows.sort(order == null ? Comparator.comparing(Row::id) : order.thenComparing(Row::id));
        return rows;
    }

    private int compare(SoqlQuery.Order by, Path path, Row left, Row right) {
        Object a = path.value(store, left);
        Object b = path.value(store, right);
        if (a == null || b == null) {
            int nullsFirst = a == b ? 0 : a == null ? -1 : 1;
            return by.nullsLast() ? -nullsFirst : nullsFirst;
        }
        int order = SoqlValues.order(path.field().type(), a, b);
        return by.descending() ? -order : order;
    }

    static <T> List<T> window(SoqlQuery query, List<T> rows) {
        int from = Math.min(query.offset(), rows.size());
        int to = query.limit() < 0 ? rows.size() : (int) Math.min(rows.size(), (long) from + query.limit());
        return rows.subList(from, to);
    }

    private Projection projection(SoqlQuery query, ObjectType object) {
        Projection projection = new Projection(store);
        for (Item item : query.select()) {
            if (item instanceof Column column) {
                if (column.alias() != null) {
                    throw SalesforceError.malformedQuery("only aggregate expressions use field aliasing");
                }
                projection.add(path(query, object, column.path()));
            } else if (item instanceof FieldSet set) {
                addFields(projection, query, object, set.which());
            } else if (item instanceof Children children) {
                addChildren(projection, object, children.query());
            }
        }
        return projection;
    }

    private void addFields(Projection projection, SoqlQuery query, ObjectType object, String which) {
        if (!which.equals("STANDARD") && (query.limit() < 0 || query.limit() > 200)) {
            throw SalesforceError.malformedQuery("The SOQL FIELDS function must have a LIMIT of at most 200");
        }
        for (Field field : object.fields()) {
            if (which.equals("ALL") || field.isCustom() == which.equals("CUSTOM")) {
                projection.add(path(query, object, field.name()));
            }
        }
    }

    private void addChildren(Projection projection, ObjectType parent, SoqlQuery query) {
        Schema.Child child = store.schema().children(parent).stream()
                .filter(candidate -> candidate.relationship().equalsIgnoreCase(query.from()))
                .findFirst()
                .orElseThrow(
                        () -> SalesforceError.bad(
                                "INVALID_TYPE",
                                "Didn't understand relationship '" + query.from()
                                        + "' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."));
        Projection inner = projection(query, child.object());
        SoqlFilter filter = filter(query, child.object());
        projection.add(child.relationship(), (into, row, rendering) -> {
            List<Row> all = matching(
                    query, filter, store.withValue(child.object(), child.field(), row.id()), Integer.MAX_VALUE);
            List<Row> rows = window(query, sorted(query, child.object(), all));
            if (rows.isEmpty()) {
                into.putNull(child.relationship());
                return;
            }
            ObjectNode nested = into.putObject(child.relationship())
                    .put("totalSize", rows.size())
                    .put("done", true);
            ArrayNode records = nested.putArray("records");
            rows.forEach(found -> records.add(inner.render(found, rendering)));
        });
    }
}
