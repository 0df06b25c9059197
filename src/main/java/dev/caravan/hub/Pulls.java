package dev.caravan.hub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which records are taken from which connection: those that a route of this process begins with. */
public final class Pulls {
    private final Set<String> pulled = ConcurrentHashMap.newKeySet();

    /** A route takes such records. Stays true when that route is stopped: its marks wait. */
    public void add(ConnectionName connection, RecordType type) {
        pulled.add(key(connection, type));
    }

    /** Whether a route takes such records. */
    public boolean has(ConnectionName connection, RecordType type) {
        return pulled.contains(key(connection, type));
    }

    private static String key(ConnectionName connection, RecordType type) {
        return connection.value() + '/' + type.word();
    }
}
