package dev.caravan.hub;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the work on marks: settles each with one outcome, or gives it back for a later try. */
public final class Settler implements Settling {
    private static final Logger SETTLED = LoggerFactory.getLogger("caravan.settled");

    private final Clock clock;
    private final RandomGenerator random;
    private final Retries retries;
    private final MarkSignal signal;
    private final Pulls pulls;
    private final List<SettlementListener> listeners;
    private final SettlementQueue queue;
    private final UnsettledMarks unsettled;
    private final GivenBack givenBack;

    /** For connections that are all tried again by the same rules. */
    /** @param subscriptions which activities are marked once what they refer to is linked */
    public Settler(
            Database database,
            Clock clock,
            RandomGenerator random,
            Retries retries,
            MarkSignal signal,
            Pulls pulls,
            Subscriptions subscriptions,
            SettlementLog log,
            List<SettlementListener> listeners) {
        this.clock = clock;
        this.random = random;
        this.retries = retries;
        this.signal = signal;
        this.pulls = pulls;
        this.listeners = List.copyOf(listeners);
        this.queue = new SettlementQueue(database, log, subscriptions, signal);
        this.unsettled = new UnsettledMarks(database);
        this.givenBack = new GivenBack(database, clock, signal, unsettled);
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
            return givenBack.waitFor(work, RecordType.of(wait.type()), wait.id());
        }
        if (next instanceof WhatNext.GiveUp up && up.code() == ErrorCode.NOT_FOUND && isLinkedPush(work)) {
            return givenBack.lookWhatBecame(work, retry.first(), error);
        }
        if (next instanceof WhatNext.WaitForPause wait) {
            return givenBack.giveBack(work, wait.pause().orElse(retry.first()), false, error);
        }
        if (next instanceof WhatNext.WaitForRepair) {
            return givenBack.giveBack(work, retry.repair(), false, error);
        }
        boolean mayPass = next instanceof WhatNext.TryAgain
                && mark.since().plus(retry.retryFor()).isAfter(clock.instant());
        boolean unclear = next instanceof WhatNext.Unknown && mark.attempts() + 1 < retry.unknownTries();
        if (mayPass || unclear) {
            return givenBack.giveBack(work, backOff(retry, mark.attempts()), true, error);
        }
        ErrorCode code = error instanceof CaravanException known ? known.code() : codeOf(next);
        work.trail().note("error", GivenBack.message(error));
        return settle(work, route, new Outcome.Failed(code, GivenBack.message(error)), GivenBack.linkOf(work));
    }

    private static ErrorCode codeOf(WhatNext next) {
        return next instanceof WhatNext.GiveUp up ? up.code() : ErrorCode.UNEXPECTED;
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
        return end(work, route, outcome, link).whenComplete((v, error) -> unsettled.remember(work.mark(), error));
    }

    /** All JSON is made here, on the thread of the work: the database has one writer for everybody. */
    private CompletableFuture<Void> end(Work work, String route, Outcome outcome, @Nullable Link link) {
        Instant now = clock.instant();
        try {
            Settlement settlement = new Settlement(
                    work.mark(),
                    work.about().orElse(null),
                    work.record(),
                    outcome,
                    link,
                    work.trail().json(),
                    Duration.between(work.startedAt(), now),
                    now,
                    route);
            LinkStore.Row row = link == null ? null : LinkStore.Row.of(link);
            return queue.add(new Ending(settlement, row, work.lost(), work.isPullWanted()))
                    .thenAccept(committed -> tell(settlement, work.isPullWanted()));
        } catch (IllegalArgumentException e) {
            // A value that is no JSON: the caller hears of it as of everything else that keeps a mark from being
            // settled.
            return CompletableFuture.failedFuture(e);
        }
    }

    private void tell(Settlement settlement, boolean isPullWanted) {
        listeners.forEach(l -> l.settled(settlement));
        ChangeMark mark = settlement.mark();
        SETTLED.info(
                "settled connection={} direction={} record={} key={} outcome={} {}took={}ms",
                mark.connection(),
                mark.direction().word(),
                mark.type().word(),
                mark.key(),
                settlement.outcome().word(),
                idOf(settlement),
                settlement.took().toMillis());
        if (isPullWanted) {
            signal.marked(mark.connection(), Direction.PULL, mark.type());
        }
    }

    /** Frees the marks whose settlement could not be committed; to be called now and then. */
    public void freeUnsettled() {
        unsettled.free();
    }

    private static String idOf(Settlement s) {
        String id = Optional.ofNullable(s.link())
                .map(l -> "id=" + l.id().id() + " ")
                .orElse("");
        return s.outcome() instanceof Outcome.Failed failed
                ? id + "code=" + failed.code().code() + " "
                : id;
    }

    private boolean isLinkedPush(Work work) {
        ChangeMark mark = work.mark();
        return mark.direction() == Direction.PUSH
                && pulls.has(mark.connection(), mark.type())
                && mark.attempts() < retries.of(mark.connection()).unknownTries();
    }
}
