package dev.caravan.hub;

import dev.caravan.sql.Database;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** App events, kept with their record. */
public final class EventStore {
    private final Database database;

    public EventStore(Database database) {
        this.database = database;
    }

    /**
     * Keeps events; one with a known id has no effect.
     *
     * @return how many were new, once they are durable
     */
    public CompletableFuture<Integer> add(List<AppEvent> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(0);
        }
        return database.write(tx -> {
            int fresh = 0;
            for (AppEvent e : events) {
                fresh += tx.update(
                        "INSERT INTO event (event_id, type, record_id, kind, occurred_at, received_at, payload) VALUES"
                                + " (?,?,?,?,?,?,?) ON CONFLICT (event_id) DO NOTHING",
                        e.id(),
                        e.record().type().word(),
                        e.record().id(),
                        e.kind(),
                        e.occurredAt().toEpochMilli(),
                        e.receivedAt().toEpochMilli(),
                        e.payload());
            }
            return fresh;
        });
    }

    /** The events of a record, oldest first, at most 1,000. */
    public List<AppEvent> of(RecordKey record) {
        return database.read()
                .sql(
                        "SELECT event_id, kind, occurred_at, received_at, payload FROM event WHERE type = ? AND record_id ="
                                + " ? ORDER BY occurred_at, id LIMIT 1000")
                .params(record.type().word(), record.id())
                .query((row, n) -> new AppEvent(
                        row.getString(1),
                        record,
                        row.getString(2),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        row.getString(5)))
                .list();
    }
}
