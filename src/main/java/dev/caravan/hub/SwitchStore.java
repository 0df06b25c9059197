package dev.caravan.hub;

import dev.caravan.sql.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Connections that a person switched off; they stay so over restarts. */
public final class SwitchStore {
    private final Database database;
    private final Clock clock;

    public SwitchStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Who switched a connection off, and when.
     *
     * @param by the person's login name
     */
    public record Off(String by, Instant at) {}

    /** What is off, by the connection's name. */
    public Map<String, Off> off() {
        Map<String, Off> off = new TreeMap<>();
        database.read()
                .sql("SELECT connection, by_whom, at FROM connection_off")
                .query(row -> {
                    off.put(row.getString(1), new Off(row.getString(2), Instant.ofEpochMilli(row.getLong(3))));
                });
        return off;
    }

    /**
     * Switches it off and returns after the commit.
     *
     * @return false when it was off
     */
    public boolean turnOff(ConnectionName connection, String by) {
        return database.writeNow(tx -> tx.update(
                        "INSERT INTO connection_off (connection, by_whom, at) VALUES (?,?,?) ON CONFLICT DO NOTHING",
                        connection.value(),
                        by,
                        clock.millis()))
                > 0;
    }

    /**
     * Switches it on and returns after the commit.
     *
     * @return false when it was on
     */
    public boolean turnOn(ConnectionName connection) {
        return database.writeNow(tx -> tx.update("DELETE FROM connection_off WHERE connection = ?", connection.value()))
                > 0;
    }
}
