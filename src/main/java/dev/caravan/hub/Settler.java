package dev.caravan.hub;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the work on marks: settles each with one outcome, or gives it back for a later try. */
public final class Settler implements Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final Logger SETTLED = LoggerFactory.getLogger("caravan.settled");

    private final Database database;
    private final Clock clock;
    private final RandomGenerator random;
    private final Retries retries;
    private final MarkSignal signal;
    private final Pulls pulls;
    private final SettlementLog log;
    private final List<SettlementListener> listeners;
    private final Queue<ChangeMark> unsettled = new ConcurrentLinkedQueue<>();

    /** For connections that are all tried again by the same rules. */
    public Settler(
            Database database,
            Clock clock,
            RandomGenerator random,
            RetrySettings retry,
            MarkSignal signal,
            Pulls pulls,
            SettlementLog log,
            List<SettlementListener> listeners) {
        this(database, clock, random, new Retries(retry), signal, pulls, log, listeners);
    }

    public Settler(
            Database database,
            Clock clock,
            RandomGenerator random,
            Retries retries,
            MarkSignal signal,
            Pulls pulls,
            SettlementLog log,
            List<SettlementListener> listeners) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.retries = retries;
        this.signal = signal;
        this.pulls = pulls;
        this.log = log;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public CompletableFuture<Void> settle(Work work, String route) {
        Work.Conclusion conclusion = work.conclusion()
                .orElseGet(() -> new Work.Conclusion(new Outcome.Updated("handed on by route " + route), null));
        return settle(work, route, conclusion.outcome(), conclusion.link());
    }

    @Override
    public CompletableFuture<Void> fail(Work work, String route, Throwable error) {
        WhatNext next = WhatNext.of(error);
        ChangeMark mark = work.mark();
        RetrySettings retry = retries.of(mark.connection());
        if (next instanceof WhatNext.WaitForRecord wait) {
            return waitFor(work, RecordType.of(wait.type()), wait.id());
        }
        if (next instanceof WhatNext.GiveUp up && up.code() == ErrorCode.NOT_FOUND && isLinkedPush(work)) {
            return lookWhatBecame(work, error);
        }
        if (next instanceof WhatNext.WaitForPause wait) {
            return giveBack(work, wait.pause().orElse(retry.first()), false, error);
        }
        if (next instanceof WhatNext.WaitForRepair) {
            return giveBack(work, retry.repair(), false, error);
        }
        boolean mayPass = next instanceof WhatNext.TryAgain
                && mark.since().plus(retry.retryFor()).isAfter(clock.instant());
        boolean unclear = next instanceof WhatNext.Unknown && mark.attempts() + 1 < retry.unknownTries();
        if (mayPass || unclear) {
            return giveBack(work, backOff(retry, mark.attempts()), true, error);
        }
        ErrorCode code = error instanceof CaravanException known ? known.code() : codeOf(next);
        work.trail().note("error", message(error));
        return settle(work, route, new Outcome.Failed(code, message(error)), linkOf(work));
    }

    private static ErrorCode codeOf(WhatNext next) {
        return next instanceof WhatNext.GiveUp up ? up.code() : ErrorCode.UNEXPECTED;
    }

    private static @Nullable Link linkOf(Work work) {
        return work.conclusion().map(Work.Conclusion::link).orElse(null);
    }

    private static String message(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof CaravanException) {
                return String.valueOf(t.getMessage());
            }
        }
        // Foreign messages may quote values of the record.
        return "unexpected " + error.getClass().getSimpleName();
    }

    /** Doubles from the first wait to the longest, with full jitter over the upper half. */
    private Duration backOff(RetrySettings retry, int attempts) {
        long longest = retry.longest().toMillis();
        long wait = Math.min(longest, retry.first().toMillis() << Math.min(attempts, 20));
        return Duration.ofMillis(wait / 2 + random.nextLong(wait / 2 + 1));
    }

    private CompletableFuture<Void> settle(Work work, String route, Outcome outcome, @Nullable Link link) {
        if (!work.takeSettlement()) {
            return CompletableFuture.completedFuture(null);
        }
        Instant now = clock.instant();
        Settlement settlement = new Settlement(
                work.mark(),
                work.about().orElse(null),
                work.record(),
                outcome,
                link,
                work.trail(),
                Duration.between(work.startedAt(), now),
                now,
                route);
        return database.write(tx -> commit(tx, settlement, work))
                .thenAccept(done -> {
                    listeners.forEach(l -> l.settled(settlement));
                    ChangeMark mark = settlement.mark();
                    SETTLED.info(
                            "settled connection={} direction={} record={} key={} outcome={} {}took={}ms",
                            mark.connection(),
                            mark.direction().word(),
                            mark.type().word(),
                            mark.key(),
                            outcome.word(),
                            idOf(settlement),
                            settlement.took().toMillis());
                    done.forEach(type -> signal.marked(mark.connection(), mark.direction(), type));
                    if (work.isPullWanted()) {
                        signal.marked(mark.connection(), Direction.PULL, mark.type());
                    }
                })
                .whenComplete((v, error) -> rememberUnsettled(work, error));
    }

    /** A mark whose settlement could not be committed is freed later: its work is done again, which is safe. */
    private void rememberUnsettled(Work work, @Nullable Throwable error) {
        if (error != null) {
            unsettled.add(work.mark());
        }
    }

    /** Frees the marks whose settlement could not be committed; to be called now and then. */
    public void freeUnsettled() {
        for (ChangeMark mark = unsettled.peek(); mark != null; mark = unsettled.peek()) {
            ChangeMark free = mark;
            database.writeNow(tx -> tx.update(
                    "UPDATE change_mark SET claim = NULL, lease_until = NULL WHERE id = ? AND claim = ?",
                    free.id(),
                    free.claim()));
            unsettled.poll();
        }
    }

    private static String idOf(Settlement s) {
        String id = Optional.ofNullable(s.link())
                .map(l -> "id=" + l.id().id() + " ")
                .orElse("");
        return s.outcome() instanceof Outcome.Failed failed
                ? id + "code=" + failed.code().code() + " "
                : id;
    }

    /** The types of records that became free to be worked on. */
    private List<RecordType> commit(Tx tx, Settlement s, Work work) throws SQLException {
        ChangeMark mark = s.mark();
        int ended = tx.update(
                "DELETE FROM change_mark WHERE id = ? AND claim = ? AND generation = ?",
                mark.id(),
                mark.claim(),
                mark.generation());
        List<RecordType> free = new ArrayList<>();
        if (ended == 0) {
            // Marked again while it was worked on: the newer change is worked on next.
            int again = tx.update(
                    "UPDATE change_mark SET claim = NULL, lease_until = NULL WHERE id = ? AND claim = ?",
                    mark.id(),
                    mark.claim());
            if (again > 0) {
                free.add(mark.type());
            }
        }
        String owner = s.link() == null ? null : otherOwner(tx, s.link());
        boolean firstLink = s.link() != null && owner == null && saveLink(tx, s, s.link());
        log.settled(tx, owner == null ? s : duplicate(s, owner));
        free.addAll(release(tx, mark));
        if (mark.direction() == Direction.PUSH) {
            afterPush(tx, s, work);
            if (firstLink && mark.type() == RecordType.COMPANY) {
                free.addAll(markChildren(tx, mark, s.at().toEpochMilli()));
            }
        }
        return free;
    }

    /** What gave way is kept, and what the CRM has and the hub has not is fetched. */
    private static void afterPush(Tx tx, Settlement s, Work work) throws SQLException {
        ChangeMark mark = s.mark();
        if (s.outcome() instanceof Outcome.Updated) {
            FieldHistoryStore.add(tx, mark.record(), work.lost(), s.at().toEpochMilli());
        }
        if (work.isPullWanted()) {
            Link link = LinkStore.find(tx, mark.connection(), mark.record()).orElse(null);
            if (link != null) {
                ChangeMarkStore.mark(
                        tx,
                        mark.connection(),
                        Direction.PULL,
                        mark.type(),
                        List.of(link.id().id()),
                        "the CRM's value counts",
                        Lane.LIVE,
                        s.at().toEpochMilli());
            }
        }
    }

    /** The hub record that has the CRM record of this link already, when it is another one. */
    private static @Nullable String otherOwner(Tx tx, Link link) throws SQLException {
        String owner = LinkStore.ownerOf(tx, link.id());
        return owner == null || owner.equals(link.record().id()) ? null : owner;
    }

    /** Two records of the hub came to the same CRM record at the same moment: the first one has it. */
    private static Settlement duplicate(Settlement s, String owner) {
        Link link = Objects.requireNonNull(s.link());
        String message =
                "duplicate of " + link.record().type().word() + " " + owner + ", which is linked with " + link.id();
        LOG.warn("{} {}: {}", s.mark().type().word(), s.mark().key(), message);
        return new Settlement(
                s.mark(),
                s.about(),
                s.record(),
                new Outcome.Skipped(message),
                null,
                s.trail(),
                s.took(),
                s.at(),
                s.route());
    }

    private static boolean saveLink(Tx tx, Settlement s, Link link) throws SQLException {
        boolean isNew = LinkStore.ownerOf(tx, link.id()) == null;
        LinkStore.save(tx, link);
        if (isNew) {
            GoneStore.forget(tx, link);
        }
        ChangeMark mark = s.mark();
        tx.update(
                "DELETE FROM intent WHERE connection = ? AND type = ? AND record_id = ?",
                mark.connection().value(),
                mark.type().word(),
                link.record().id());
        return isNew;
    }

    private static List<RecordType> release(Tx tx, ChangeMark mark) throws SQLException {
        return tx
                .query(
                        "UPDATE change_mark SET waits_for = NULL WHERE connection = ? AND waits_for = ? RETURNING type",
                        row -> row.getString(1),
                        mark.connection().value(),
                        ChangeMarkStore.waitsFor(mark.direction(), mark.type(), mark.key()))
                .stream()
                .distinct()
                .map(RecordType::of)
                .toList();
    }

    /** Records that went to the CRM before their company get their association now. */
    private static List<RecordType> markChildren(Tx tx, ChangeMark company, long now) throws SQLException {
        List<RecordType> marked = new ArrayList<>();
        for (RecordType type : List.of(RecordType.CONTACT, RecordType.LEAD, RecordType.DEAL)) {
            List<String> children = tx.query(
                    "SELECT r.id FROM record r JOIN link l ON l.type = r.type AND l.record_id = r.id WHERE r.company_id ="
                            + " ? AND r.type = ? AND l.connection = ?",
                    row -> row.getString(1),
                    company.key(),
                    type.word(),
                    company.connection().value());
            if (!children.isEmpty()) {
                ChangeMarkStore.mark(
                        tx,
                        company.connection(),
                        Direction.PUSH,
                        type,
                        children,
                        "company " + company.key() + " was linked",
                        Lane.LIVE,
                        now);
                marked.add(type);
            }
        }
        return marked;
    }

    /** A link that a step had concluded before the error is kept, so that the next try does only what is left. */
    private CompletableFuture<Void> giveBack(Work work, Duration wait, boolean countsAsTry, Throwable error) {
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
                .whenComplete((v, failed) -> rememberUnsettled(work, failed));
    }

    private CompletableFuture<Void> waitFor(Work work, RecordType type, String key) {
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
                .whenComplete((v, failed) -> rememberUnsettled(work, failed));
    }

    private boolean isLinkedPush(Work work) {
        ChangeMark mark = work.mark();
        return mark.direction() == Direction.PUSH
                && pulls.has(mark.connection(), mark.type())
                && mark.attempts() < retries.of(mark.connection()).unknownTries();
    }

    /**
     * The CRM has the linked record no more: the pull finds out what became of it, and this work is done again then.
     */
    private CompletableFuture<Void> lookWhatBecame(Work work, Throwable error) {
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
                    return giveBack(work, retries.of(mark.connection()).first(), true, error);
                });
    }
}
