package dev.caravan.sandbox.salesforce;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a query looks at.
 *
 * @param sorted whether they come in the order that the query wants
 */
record SoqlScan(Collection<Row> rows, boolean sorted) {
    private static final String STAMP = "SystemModstamp";
    /** So few rows are sorted sooner than others are passed over. */
    private static final int FEW = 5000;

    /** An order in which the store keeps its rows. */
    private enum Order {
        ID,
        STAMP,
        OTHER
    }

    static SoqlScan of(Store store, ObjectType object, SoqlQuery query, SoqlFilter filter, SoqlBounds bounds) {
        Collection<Row> hits =
                filter.candidates() == null ? null : filter.candidates().get();
        if (hits != null && hits.size() <= FEW) {
            return new SoqlScan(hits, false);
        }
        Order order = order(query.orderBy());
        Object stamp = bounds.lowest(query.where(), STAMP);
        Object id = bounds.lowest(query.where(), "Id");
        if (order == Order.STAMP) {
            return new SoqlScan(since(store, object, stamp), true);
        }
        boolean passesOverMany = id == null && stamp != null && query.limit() < 0;
        if (order == Order.ID && !passesOverMany) {
            return new SoqlScan(from(store, object, id), true);
        }
        if (hits != null) {
            return new SoqlScan(hits, false);
        }
        return new SoqlScan(stamp != null ? since(store, object, stamp) : from(store, object, id), false);
    }

    private static Collection<Row> since(Store store, ObjectType object, @Nullable Object stamp) {
        return store.since(object, stamp instanceof Instant time ? time : Instant.EPOCH);
    }

    private static Collection<Row> from(Store store, ObjectType object, @Nullable Object id) {
        return id == null ? store.rows(object) : store.from(object, id.toString());
    }

    private static Order order(List<SoqlQuery.Order> by) {
        boolean byId = by.isEmpty() || isUp(by.get(0), "Id");
        if (byId) {
            return Order.ID;
        }
        boolean byStamp = isUp(by.get(0), STAMP) && (by.size() == 1 || isUp(by.get(1), "Id"));
        return byStamp ? Order.STAMP : Order.OTHER;
    }

    private static boolean isUp(SoqlQuery.Order by, String field) {
        return by.path().equalsIgnoreCase(field) && !by.descending();
    }
}
