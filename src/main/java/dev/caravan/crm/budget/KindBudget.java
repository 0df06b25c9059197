package dev.caravan.crm.budget;

import dev.caravan.hub.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All windows that calls of one kind are counted in. Not thread-safe: its budget locks. */
final class KindBudget {
    private static final Duration QUOTA = Duration.ofDays(1);

    private final List<RateWindow> windows = new ArrayList<>();
    private final List<Quota> quotas = new ArrayList<>();
    private final LaneQueue queue = new LaneQueue();
    private final double share;
    private final long reserve;
    private final SteadyTime time;

    KindBudget(double share, long reserve, SteadyTime time) {
        this.share = share;
        this.reserve = reserve;
        this.time = time;
    }

    LaneQueue queue() {
        return queue;
    }

    void clear() {
        windows.clear();
        quotas.clear();
    }

    void add(long calls, Duration window, Instant now) {
        if (window.compareTo(QUOTA) >= 0) {
            quotas.add(new Quota(calls, window, share, reserve, now));
        } else {
            windows.add(new RateWindow(calls, window, share, time));
        }
    }

    /** How long a quota shuts that lane out; empty when it does not. */
    Optional<Duration> refusal(Lane lane, Instant now) {
        return quotas.stream()
                .map(q -> q.refusal(lane, now))
                .flatMap(Optional::stream)
                .max(Duration::compareTo);
    }

    Duration wait(LaneQueue.Place place) {
        int before = queue.before(place);
        return windows.stream()
                .map(w -> w.waitBehind(before))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** How long until so many units are free; the vendor's price of one call, not a queue of callers. */
    Duration waitFor(long units) {
        return windows.stream()
                .map(w -> w.waitFor(units))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Counts so many calls or units. */
    void take(long units, Instant now) {
        if (units > 0) {
            windows.forEach(w -> w.take(units));
            quotas.forEach(q -> q.take(units, now));
        }
    }

    void learned(long allowed, long remaining, Duration window, Instant now) {
        if (!knows(window)) {
            add(allowed, window, now);
        }
        windows.stream().filter(w -> w.length().equals(window)).forEach(w -> w.learned(allowed, remaining));
        quotas.stream().filter(q -> q.length().equals(window)).forEach(q -> q.learned(allowed, remaining, now));
    }

    void atLeast(long remaining, Duration window, Instant now) {
        quotas.stream().filter(q -> q.length().equals(window)).forEach(q -> q.atLeast(remaining, now));
    }

    double used() {
        return windows.stream().mapToDouble(RateWindow::used).max().orElse(0);
    }

    Optional<BudgetState.Daily> daily() {
        return quotas.stream().map(Quota::state).min(Comparator.comparingLong(BudgetState.Daily::left));
    }

    private boolean knows(Duration window) {
        return windows.stream().anyMatch(w -> w.length().equals(window))
                || quotas.stream().anyMatch(q -> q.length().equals(window));
    }
}
