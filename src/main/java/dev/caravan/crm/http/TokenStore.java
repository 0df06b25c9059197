package dev.caravan.crm.http;

import dev.caravan.hub.ConnectionName;
import java.util.Optional;

/** Keeps the tokens of connections across restarts, unreadable to whoever has only the database. */
public interface TokenStore {

    /**
     * The tokens saved last.
     *
     * @throws dev.caravan.crm.CrmException unauthorized when what is stored cannot be opened: wrong key, or changed by
     *     someone
     */
    Optional<TokenSet> load(ConnectionName connection);

    /** Saves the tokens in place of earlier ones; durable when it returns. */
    void save(ConnectionName connection, TokenSet tokens);

    /** Forgets the tokens of a connection; nothing happens when there are none. */
    void remove(ConnectionName connection);
}
