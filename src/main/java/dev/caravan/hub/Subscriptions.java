package dev.caravan.hub;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which connections want to hear of changes of which records. */
public final class Subscriptions {
    private final Map<RecordType, List<Subscription>> byType = new ConcurrentHashMap<>();

    /**
     * One connection's wish.
     *
     * @param parents what a record refers to and is brought to the connection before the record itself
     */
    public record Subscription(ConnectionName connection, RecordType type, List<RecordType> parents) {
        public Subscription {
            parents = List.copyOf(parents);
        }
    }

    /**
     * From now on each change of such a record marks it for the connection.
     *
     * @param parentFirst whether a record's company is brought to the connection before the record itself (R123)
     */
    public void add(ConnectionName connection, RecordType type, boolean parentFirst) {
        add(connection, type, parentFirst ? List.of(RecordType.COMPANY) : List.of());
    }

    /** The same with the types that a record refers to and that go first; the first of them is the one waited for. */
    public void add(ConnectionName connection, RecordType type, List<RecordType> parents) {
        List<Subscription> list = of(type);
        list.removeIf(s -> s.connection().equals(connection));
        list.add(new Subscription(connection, type, parents));
    }

    /** Whether changes of such a record mark it for the connection. */
    public boolean has(ConnectionName connection, RecordType type) {
        return of(type).stream().anyMatch(s -> s.connection().equals(connection));
    }

    /** Changes of such a record no longer mark it for the connection; marks that stand stay. */
    public void remove(ConnectionName connection, RecordType type) {
        of(type).removeIf(s -> s.connection().equals(connection));
    }

    /** All wishes for a type, in the order in which they were added. */
    public List<Subscription> of(RecordType type) {
        return byType.computeIfAbsent(type, t -> new CopyOnWriteArrayList<>());
    }
}
