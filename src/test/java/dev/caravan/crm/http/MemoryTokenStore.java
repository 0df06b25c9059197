package dev.caravan.crm.http;

import dev.caravan.hub.ConnectionName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens in a map, for as long as a test runs. */
public final class MemoryTokenStore implements TokenStore {
    private final Map<ConnectionName, TokenSet> tokens = new ConcurrentHashMap<>();
    private volatile boolean broken;

    /** From now on every save fails, or no more. */
    public void breakSaving(boolean broken) {
        this.broken = broken;
    }

    @Override
    public Optional<TokenSet> load(ConnectionName connection) {
        return Optional.ofNullable(tokens.get(connection));
    }

    @Override
    public void save(ConnectionName connection, TokenSet set) {
        if (broken) {
            throw new IllegalStateException("the disk is full");
        }
        tokens.put(connection, set);
    }

    @Override
    public void remove(ConnectionName connection) {
        tokens.remove(connection);
    }
}
