package dev.caravan.hub;

import dev.caravan.problem.CaravanException;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives marks back whose work has to be done again: after a while, or when another record is settled. */
final class GivenBack {
    private static final Logger LOG = LoggerFactory.getLogger(GivenBack.class);

    private final Database database;
    private final Clock clock;
    private final MarkSignal signal;
    private final UnsettledMarks unsettled;

    GivenBack(Database database, Clock clock, MarkSignal signal, UnsettledMarks unsettled) {
        this.database = database;
        this.clock = clock;
        this.signal = signal;
        this.unsettled = unsettled;
    }

    /** A link that a step had concluded before the error is kept, so that the next try does only what is left. */
    CompletableFuture<Void> giveBack(Work work, Duration wait, boolean countsAsTry, Throwable error) {
        if (!work.takeSettlement()) {
            return CompletableFuture.completedFuture(null);
        }
        ChangeMark mark = work.mark();
        Link link = linkOf(work);
        long due = clock.millis() + wait.toMillis();
        String why = message(error);
        LOG.debug("{} {} waits {} for {}: {}", mark.type().word(), mark.key(), wait, mark.connection(), why);
        return database.write(tx -> {
                    tx.update(
                            "UPDATE change_mark SET claim = NULL, lease_until = NULL, last_error = ?, due_at = CASE WHEN"
                                    + " generation = ? THEN ? ELSE due_at END, attempts = CASE WHEN generation = ? THEN attempts"
                                    + " + ? ELSE attempts END, lane = CASE WHEN generation = ? THEN ? ELSE lane END WHERE id = ?"
                                    + " AND claim = ?",
                            why,
                            mark.generation(),
                            due,
                            mark.generation(),
                            countsAsTry ? 1 : 0,
                            mark.generation(),
                            countsAsTry ? Lane.RETRY.ordinal() : mark.lane().ordinal(),
                            mark.id(),
                            mark.claim());
                    String owner = link == null ? null : LinkStore.ownerOf(tx, link.id());
                    if (link != null
                            && (owner == null || owner.equals(link.record().id()))) {
                        LinkStore.save(tx, link);
                    }
                    return mark;
                })
                .thenAccept(m -> {})
                .whenComplete((v, failed) -> unsettled.remember(mark, failed));
    }

    CompletableFuture<Void> waitFor(Work work, RecordType type, String key) {
        if (!work.takeSettlement()) {
            return CompletableFuture.completedFuture(null);
        }
        ChangeMark mark = work.mark();
        return database.write(tx -> {
                    // Whoever is waited for may have been settled meanwhile; then nobody would ever release this mark.
                    boolean pending = tx.first(
                                    "SELECT 1 FROM change_mark WHERE connection = ? AND direction = ? AND type = ? AND"
                                            + " record_key = ?",
                                    row -> row.getInt(1),
                                    mark.connection().value(),
                                    mark.direction().word(),
                                    type.word(),
                                    key)
                            .isPresent();
                    tx.update(
                            "UPDATE change_mark SET claim = NULL, lease_until = NULL, waits_for = ?, reason = CASE direction"
                                    + " WHEN 'pull' THEN ? ELSE reason END WHERE id = ? AND claim = ?",
                            pending ? ChangeMarkStore.waitsFor(mark.direction(), type, key) : null,
                            ChangeMark.WAITED_FOR + type.word() + " " + key,
                            mark.id(),
                            mark.claim());
                    return mark;
                })
                .thenAccept(m -> {
                    if (mark.direction() == Direction.PULL) {
                        signal.marked(mark.connection(), Direction.PULL, type);
                    }
                })
                .whenComplete((v, failed) -> unsettled.remember(mark, failed));
    }

    /**
     * The CRM has the linked record no more: the pull finds out what became of it, and this work is done again then.
     */
    CompletableFuture<Void> lookWhatBecame(Work work, Duration wait, Throwable error) {
        ChangeMark mark = work.mark();
        return database.write(tx -> {
                    Link link =
                            LinkStore.find(tx, mark.connection(), mark.record()).orElse(null);
                    if (link != null) {
                        ChangeMarkStore.mark(
                                tx,
                                mark.connection(),
                                Direction.PULL,
                                mark.type(),
                                List.of(link.id().id()),
                                "not found when it was written",
                                Lane.LIVE,
                                clock.millis());
                    }
                    return mark;
                })
                .thenCompose(m -> {
                    signal.marked(mark.connection(), Direction.PULL, mark.type());
                    return giveBack(work, wait, true, error);
                });
    }

    static @Nullable Link linkOf(Work work) {
        return work.conclusion().map(Work.Conclusion::link).orElse(null);
    }

    /** What may be said of an error: foreign messages may quote values of the record. */
    static String message(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof CaravanException) {
                return String.valueOf(t.getMessage());
            }
        }
        return "unexpected " + error.getClass().getSimpleName();
    }
}
