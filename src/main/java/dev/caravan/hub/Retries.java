package dev.caravan.hub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When the marks of each connection are tried again: as usual, unless the connection has rules of its own. */
public final class Retries {
    private final RetrySettings usual;
    private final Map<ConnectionName, RetrySettings> own = new ConcurrentHashMap<>();

    public Retries(RetrySettings usual) {
        this.usual = usual;
    }

    /** From now on the connection's marks are tried again by these rules. */
    public void set(ConnectionName connection, RetrySettings rules) {
        own.put(connection, rules);
    }

    /** The rules for a connection's marks. */
    public RetrySettings of(ConnectionName connection) {
        return own.getOrDefault(connection, usual);
    }
}
