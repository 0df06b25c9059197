package dev.caravan.hub;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Which connections want to hear of changes of which records. */
public final class Subscriptions {
    private final Map<RecordType, List<Subscription>> byType = new ConcurrentHashMap<>();

    /**
     * One connection's wish.
     *
     * @param parents what a record refers to and is brought to the connection before the record itself (R123)
     * @param own for a connection that goes by the hub's ids; see {@link Own#NONE}
     */
    public record Subscription(ConnectionName connection, RecordType type, List<RecordType> parents, Own own) {
        public Subscription {
            parents = List.copyOf(parents);
        }

        /** Whether a change of that origin is what this connection itself said. */
        boolean said(String origin) {
            return connection.value().equals(origin) || own.origins().contains(origin);
        }

        /** Whether it said that by a front door of the hub, and not by a pull. */
        boolean hasSaidByItself(String origin) {
            return own.origins().contains(origin);
        }

        /** Whether deleted records are announced too. */
        boolean hearsOfDeletions() {
            return !own.origins().isEmpty();
        }
    }

    /**
     * A connection that speaks by the hub's own ids, tells the hub by its front doors, and hears of deletions.
     *
     * @param origins origins under which its own values come in, such as {@code app}
     * @param names hub field to the name under which the link's base keeps it, where the two differ
     */
    public record Own(Set<String> origins, Map<String, String> names) {
        /** The usual connection: it has ids of its own, and what it says comes in by a pull. */
        public static final Own NONE = new Own(Set.of(), Map.of());

        public Own {
            origins = Set.copyOf(origins);
            names = Map.copyOf(names);
        }
    }

    /** From now on each change of such a record marks it for the connection. */
    public void add(ConnectionName connection, RecordType type, boolean parentFirst) {
        add(connection, type, parentFirst ? List.of(RecordType.COMPANY) : List.of());
    }

    /** The same with the types that a record refers to and that go first; the first of them is the one waited for. */
    public void add(ConnectionName connection, RecordType type, List<RecordType> parents) {
        add(new Subscription(connection, type, parents, Own.NONE));
    }

    /** From now on each change of such a record marks it for the connection. */
    public void add(Subscription wish) {
        List<Subscription> list = of(wish.type());
        list.removeIf(s -> s.connection().equals(wish.connection()));
        list.add(wish);
    }

    /** Whether changes of such a record mark it for the connection. */
    public boolean has(ConnectionName connection, RecordType type) {
        return of(type).stream().anyMatch(s -> s.connection().equals(connection));
    }

    /** Changes of such a record no longer mark it for the connection; marks that stand stay. */
    public void remove(ConnectionName connection, RecordType type) {
        of(type).removeIf(s -> s.connection().equals(connection));
    }

    /** Whether the connection hears of records of that type that were deleted. */
    public boolean hearsOfDeletions(ConnectionName connection, RecordType type) {
        return of(type).stream().anyMatch(s -> s.connection().equals(connection) && s.hearsOfDeletions());
    }

    /** All wishes for a type, in the order in which they were added. */
    public List<Subscription> of(RecordType type) {
        return byType.computeIfAbsent(type, t -> new CopyOnWriteArrayList<>());
    }
}
