package dev.caravan.crm.salesforce;

import dev.caravan.crm.http.TokenSet;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.hub.ConnectionName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps tokens as long as the test runs, across drivers. */
final class MemoryTokens implements TokenStore {
    private final Map<String, TokenSet> saved = new ConcurrentHashMap<>();

    @Override
    public Optional<TokenSet> load(ConnectionName connection) {
        return Optional.ofNullable(saved.get(connection.value()));
    }

    @Override
    public void save(ConnectionName connection, TokenSet tokens) {
        saved.put(connection.value(), tokens);
    }

    @Override
    public void remove(ConnectionName connection) {
        saved.remove(connection.value());
    }
}
