package dev.caravan.crm.budget;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Limits;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * The rate budget of one connection: uses nearly all of what the vendor allows and is refused almost never. Callers
 * wait in front of it by lane; after a refusal nobody calls until the pause is over, also after a restart.
 */
public final class RateBudget implements CallGate {
    private static final Duration TRIAL_POLL = Duration.ofMillis(20);
    /** Records that are sent back come again after this at the earliest. */
    private static final Duration LEAST_WAIT = Duration.ofMillis(250);

    private final ConnectionName connection;
    private final Pauses pauses;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Duration longestWait;
    private final CallPause pause;
    private final Map<CallKind, KindBudget> kinds = new EnumMap<>(CallKind.class);
    private final ThreadLocal<Lane> lane = ThreadLocal.withInitial(() -> Lane.LIVE);
    private long calls;
    private long refused;

    /**
     * A budget without limits so far; {@link #allow} sets them once the driver is open. Reads the pause that was
     * running before a restart.
     *
     * @param longestWait how long a call waits for its turn before it is sent back with {@code RateLimited}
     */
    public RateBudget(
            ConnectionName connection,
            ConnectionSettings settings,
            Pauses pauses,
            Clock clock,
            RandomGenerator random,
            Sleeper sleeper,
            Duration longestWait) {
        this.connection = connection;
        this.pauses = pauses;
        this.clock = clock;
        this.sleeper = sleeper;
        this.longestWait = longestWait;
        Instant now = clock.instant();
        Instant until = pauses.pausedUntil(connection).orElse(Instant.EPOCH);
        this.pause = new CallPause(settings.budget(), random, settings.callTimeout(), until, now);
        SteadyTime time = new SteadyTime(clock);
        for (CallKind kind : CallKind.values()) {
            kinds.put(
                    kind,
                    new KindBudget(settings.budget().share(), settings.budget().reserve(), time));
        }
    }

    /** Replaces all windows by the vendor's; called when the driver is open. */
    public synchronized void allow(List<Limits.Rate> rates) {
        kinds.values().forEach(KindBudget::clear);
        rates.forEach(r -> kind(r.kind()).add(r.calls(), r.window(), clock.instant()));
    }

    /** Runs something whose calls, made on this thread, wait in the given lane. */
    public <T> T inLane(Lane lane, Callable<T> work) throws Exception {
        Lane before = this.lane.get();
        this.lane.set(lane);
        try {
            return work.call();
        } finally {
            this.lane.set(before);
        }
    }

    @Override
    public void enter(CallKind kind) {
        enter(kind, 0);
    }

    @Override
    public void enter(CallKind kind, long units) {
        LaneQueue.Place place = join(kind);
        try {
            Instant giveUpAt = clock.instant().plus(longestWait);
            Duration wait = tryEnter(kind, units, place);
            while (!wait.isZero()) {
                if (clock.instant().plus(wait).isAfter(giveUpAt)) {
                    throw limited(
                            "its rate budget is used up for now", wait.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : wait);
                }
                sleeper.sleep(wait);
                wait = tryEnter(kind, units, place);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrmException(
                    connection.value(), new CrmError.Transient("stopped while waiting for the rate budget", false), e);
        } finally {
            leave(kind, place);
        }
    }

    @Override
    public synchronized void learned(CallKind kind, long allowed, long remaining, Duration window) {
        if (allowed > 0 && window.compareTo(Duration.ZERO) > 0) {
            kind(kind).learned(allowed, remaining, window, clock.instant());
        }
    }

    @Override
    public synchronized void atLeast(CallKind kind, long remaining, Duration window) {
        kind(kind).atLeast(remaining, window, clock.instant());
    }

    @Override
    public void refused(CallKind kind, Optional<Duration> retryAfter, String detail) {
        Instant until;
        synchronized (this) {
            refused++;
            until = pause.refused(retryAfter, clock.instant());
        }
        pauses.pause(connection, until, detail);
    }

    @Override
    public synchronized void answered(CallKind kind) {
        pause.answered(clock.instant());
    }

    /** The end of a pause that is running. */
    public synchronized Optional<Instant> pausedUntil() {
        return pause.runningUntil(clock.instant());
    }

    /** Figures for metrics and the console. */
    public synchronized BudgetState snapshot() {
        double used =
                kinds.values().stream().mapToDouble(KindBudget::used).max().orElse(0);
        Optional<BudgetState.Daily> daily = kinds.values().stream()
                .map(KindBudget::daily)
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(BudgetState.Daily::left));
        return new BudgetState(calls, refused, used, pausedUntil(), daily);
    }

    /** Counts the call and returns zero, or returns how long to wait before the next try. */
    private synchronized Duration tryEnter(CallKind kind, long units, LaneQueue.Place place) {
        Instant now = clock.instant();
        Optional<Instant> pausedUntil = pause.runningUntil(now);
        if (pausedUntil.isPresent()) {
            throw limited("it asked for a pause", Duration.between(now, pausedUntil.get()));
        }
        KindBudget budget = kind(kind);
        KindBudget price = kind(CallKind.UNITS);
        Optional<Duration> shutOut = budget.refusal(place.lane(), now);
        if (shutOut.isEmpty() && units > 0) {
            shutOut = price.refusal(place.lane(), now);
        }
        if (shutOut.isPresent()) {
            throw limited("what is left of its daily quota is kept for live changes", shutOut.get());
        }
        if (pause.waitsForTrial(now)) {
            return TRIAL_POLL;
        }
        Duration wait = longer(budget.wait(place), units > 0 ? price.waitFor(units) : Duration.ZERO);
        if (wait.isZero()) {
            budget.take(1, now);
            price.take(units, now);
            budget.queue().leave(place);
            pause.entered(now);
            calls++;
        }
        return wait;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private synchronized LaneQueue.Place join(CallKind kind) {
        return kind(kind).queue().join(lane.get());
    }

    private synchronized void leave(CallKind kind, LaneQueue.Place place) {
        kind(kind).queue().leave(place);
    }

    private KindBudget kind(CallKind kind) {
        return java.util.Objects.requireNonNull(kinds.get(kind));
    }

    private CrmException limited(String why, Duration wait) {
        return new CrmException(
                connection.value(), new CrmError.RateLimited("no call was made: " + why, Optional.of(wait)), null);
    }
}
