package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import dev.caravan.sql.Work;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Commits settlements in groups: while the database's writer is busy, the next group grows. When a group cannot be
 * committed, each of its settlements is tried alone, so that one bad one keeps no other back.
 */
final class SettlementQueue {
    private final Database database;
    private final SettlementLog log;
    private final Subscriptions subscriptions;
    private final MarkSignal signal;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isGroupOrdered = new AtomicBoolean();

    SettlementQueue(Database database, SettlementLog log, Subscriptions subscriptions, MarkSignal signal) {
        this.database = database;
        this.log = log;
        this.subscriptions = subscriptions;
        this.signal = signal;
    }

    private record Waiting(Ending ending, CompletableFuture<Void> committed) {}

    /** Completes when the settlement is durable. */
    CompletableFuture<Void> add(Ending ending) {
        Waiting added = new Waiting(ending, new CompletableFuture<>());
        waiting.add(added);
        if (isGroupOrdered.compareAndSet(false, true)) {
            Group group = new Group();
            database.write(group).whenComplete((free, error) -> end(group, free, error));
        }
        return added.committed();
    }

    private void end(Group group, @Nullable Set<MarkKind> free, @Nullable Throwable error) {
        boolean wasRun = group.taken != null;
        List<Waiting> all = group.take();
        if (error == null || !wasRun || all.size() == 1) {
            end(all, free, error);
            return;
        }
        for (Waiting each : all) {
            List<Waiting> alone = List.of(each);
            database.write(tx -> commit(tx, alone)).whenComplete((kinds, failure) -> end(alone, kinds, failure));
        }
    }

    private void end(List<Waiting> group, @Nullable Set<MarkKind> free, @Nullable Throwable error) {
        if (error != null) {
            group.forEach(w -> w.committed().completeExceptionally(error));
            return;
        }
        if (free != null) {
            free.forEach(kind -> signal.marked(kind.connection(), kind.direction(), kind.type()));
        }
        group.forEach(w -> w.committed().complete(null));
    }

    private Set<MarkKind> commit(Tx tx, List<Waiting> group) throws SQLException {
        return new SettlementGroup(
                        tx,
                        log,
                        subscriptions,
                        group.stream().map(Waiting::ending).toList())
                .commit();
    }

    /** What waits at the moment at which the writer comes to it; the same when it is run again. */
    private final class Group implements Work<Set<MarkKind>> {
        private @Nullable List<Waiting> taken;

        @Override
        public Set<MarkKind> run(Tx tx) throws SQLException {
            return commit(tx, take());
        }

        List<Waiting> take() {
            List<Waiting> group = taken;
            if (group == null) {
                group = new ArrayList<>();
                // From now on whoever comes orders the next group.
                isGroupOrdered.set(false);
                for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                    group.add(next);
                }
                taken = group;
            }
            return group;
        }
    }
}
