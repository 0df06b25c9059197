package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import dev.caravan.sql.Work;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs each pull, takes it back, and runs it again for good only when somebody who has seen what it changes agrees; all
 * of it in one transaction.
 */
public final class WatchedPulls implements PullTransactions {
    private final Database database;
    private final Judge judge;

    public WatchedPulls(Database database, Judge judge) {
        this.database = database;
        this.judge = judge;
    }

    /** Has the last word on what a pull changes. */
    @FunctionalInterface
    public interface Judge {

        /**
         * Called inside the transaction, so it must be quick; may be called twice for the same pull.
         *
         * @return empty when the pull stays, else how it is said to have ended instead
         */
        Optional<PullEnd> insteadOf(PullEffect effect);
    }

    @Override
    public CompletableFuture<PullEnd> run(ExternalId id, Work<PullEnd> work) {
        return database.write(tx -> {
            Optional<PullEnd> instead = judge.insteadOf(effect(tx, id, work));
            return instead.isPresent() ? instead.get() : work.run(tx);
        });
    }

    /** What is there after the work and, once that is taken back, before it. */
    private static PullEffect effect(Tx tx, ExternalId id, Work<PullEnd> work) throws SQLException {
        After after = tx.undone(t -> After.of(t, id, work));
        RecordKey key = after.key();
        List<String> marked = new ArrayList<>(after.marked());
        marked.removeAll(key == null ? List.of() : pushes(tx, key));
        return new PullEffect(
                id,
                after.end(),
                key == null ? null : load(tx, key),
                after.record(),
                LinkStore.find(tx, id).orElse(null),
                after.link(),
                after.lost(),
                marked);
    }

    private record After(
            PullEnd end,
            @Nullable RecordKey key,
            @Nullable HubRecord record,
            @Nullable Link link,
            List<LostValue> lost,
            List<String> marked) {
        static After of(Tx tx, ExternalId id, Work<PullEnd> work) throws SQLException {
            long last = FieldHistoryStore.last(tx);
            PullEnd end = work.run(tx);
            RecordKey key = end instanceof PullEnd.Done done ? done.record() : null;
            Link link = LinkStore.find(tx, id).orElse(null);
            return key == null
                    ? new After(end, null, null, link, List.of(), List.of())
                    : new After(end, key, load(tx, key), link, FieldHistoryStore.since(tx, key, last), pushes(tx, key));
        }
    }

    private static @Nullable HubRecord load(Tx tx, RecordKey key) throws SQLException {
        return RecordStore.load(tx, key.type(), List.of(key.id())).get(key.id());
    }

    private static List<String> pushes(Tx tx, RecordKey key) throws SQLException {
        return tx.query(
                "SELECT connection FROM change_mark WHERE direction = 'push' AND type = ? AND record_key = ? ORDER BY"
                        + " connection",
                row -> row.getString(1),
                key.type().word(),
                key.id());
    }
}
