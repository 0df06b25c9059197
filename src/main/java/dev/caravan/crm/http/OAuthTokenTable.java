package dev.caravan.crm.http;

import dev.caravan.hub.ConnectionName;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.util.Optional;

/** The table of sealed tokens, one row per connection. */
public final class OAuthTokenTable {
    private final Database database;
    private final Clock clock;

    public OAuthTokenTable(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Optional<byte[]> load(ConnectionName connection) {
        return database.read()
                .sql("SELECT sealed FROM oauth_token WHERE connection = ?")
                .param(connection.value())
                .query((row, number) -> row.getBytes(1))
                .optional();
    }

    void save(ConnectionName connection, byte[] sealed) {
        database.writeNow(tx -> tx.update(
                "INSERT INTO oauth_token (connection, sealed, changed_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (connection) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at",
                connection.value(),
                sealed,
                clock.millis()));
    }

    void remove(ConnectionName connection) {
        database.writeNow(tx -> tx.update("DELETE FROM oauth_token WHERE connection = ?", connection.value()));
    }
}
