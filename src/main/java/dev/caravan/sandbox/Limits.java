package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Call limits of one vendor: sliding windows, or counters from midnight UTC for windows of a day and more unless these
 * slide too; and how many calls may be under way at once. Refused calls are not counted.
 */
public final class Limits {
    private static final Duration DAY = Duration.ofDays(1);

    private final Clock clock;
    private final Map<String, Counter> counters = new LinkedHashMap<>();
    private final Map<Long, Instant> underWay = new HashMap<>();
    private long begun;
    private List<Window> real = List.of();
    private boolean realAtStart;
    private boolean on;

    public Limits(Clock clock) {
        this.clock = clock;
    }

    /**
     * So many calls in so much time.
     *
     * @param name the vendor's own word, such as {@code TEN_SECONDLY_ROLLING}
     * @param slides false for a counter that starts anew at midnight UTC
     */
    public record Window(String name, int max, Duration per, boolean slides) {
        /** A window that slides when it is shorter than a day. */
        public Window(String name, int max, Duration per) {
            this(name, max, per, per.compareTo(DAY) < 0);
        }

        public Window {
            if (max < 0 || per.isNegative() || per.isZero()) {
                throw new IllegalArgumentException("limit '" + name + "' of " + max + " per " + per
                        + " must be 0 or more calls in a time above 0");
            }
        }
    }

    /**
     * So many calls under way at once.
     *
     * @param longer counts only calls that have been under way at least so long; zero for all
     */
    public record AtOnce(String name, int max, Duration longer) {}

    /**
     * How a window stands.
     *
     * @param pause time until the next call is allowed; zero if one is
     */
    public record Standing(Window window, int used, Duration pause) {
        /** Calls left, 0 or more. */
        public int left() {
            return Math.max(0, window.max() - used);
        }
    }

    synchronized void install(List<Window> windows, boolean inForce) {
        real = List.copyOf(windows);
        realAtStart = inForce;
        reset();
    }

    synchronized void reset() {
        counters.clear();
        real.forEach(window -> counters.put(window.name(), new Counter(window)));
        on = realAtStart;
    }

    /** Whether limits are in force. */
    public synchronized boolean areOn() {
        return on;
    }

    /** Counts a call against the named windows; when one of them is full, counts it against none and gives that one. */
    public synchronized Optional<Standing> take(Collection<String> names) {
        return take(names, name -> 1);
    }

    /**
     * The same for a call that does not count as one everywhere.
     *
     * @param cost how many the call counts in the window of that name; 0 where its end tells, see {@link #spend}
     */
    public synchronized Optional<Standing> take(Collection<String> names, ToIntFunction<String> cost) {
        if (!on) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        for (String name : names) {
            Counter counter = counters.get(name);
            if (counter != null && counter.standing(now).left() < 1) {
                return Optional.of(counter.standing(now));
            }
        }
        names.forEach(name -> {
            Counter counter = counters.get(name);
            if (counter != null) {
                counter.count(now, cost.applyAsInt(name));
            }
        });
        return Optional.empty();
    }

    /** Counts what only the end of a call tells, however full the window is. */
    synchronized void spend(String name, int amount) {
        Counter counter = counters.get(name);
        if (on && counter != null) {
            counter.count(clock.instant(), amount);
        }
    }

    /** A call has come; gives its number for {@link #end}. */
    synchronized long begin() {
        underWay.put(++begun, clock.instant());
        return begun;
    }

    /** A call is worked on no more; gives how long it was, zero when it had ended before. */
    synchronized Duration end(long call) {
        Instant now = clock.instant();
        return Duration.between(Objects.requireNonNullElse(underWay.remove(call), now), now);
    }

    /** Whether one more is under way than allowed. */
    synchronized boolean isExceeded(AtOnce limit) {
        Instant latest = clock.instant().minus(limit.longer());
        long such = underWay.values().stream()
                .filter(since -> !since.isAfter(latest))
                .count();
        // The call that asks is among them where its length does not matter.
        long others = limit.longer().isZero() ? such - 1 : such;
        return on && others >= limit.max();
    }

    /** How a window stands; empty if there is none of that name. Counts only while limits are in force. */
    public synchronized Optional<Standing> standing(String name) {
        return Optional.ofNullable(counters.get(name)).map(counter -> counter.standing(clock.instant()));
    }

    /**
     * Takes {@code {"mode":"real"|"off","windows":{"NAME":{"max":5,"perMillis":1000,"used":3}}}}; naming windows
     * switches limits on. What is used already was used now, by others.
     */
    synchronized void configure(JsonNode wanted) {
        Map<String, Counter> changed = new LinkedHashMap<>();
        wanted.path("windows").fields().forEachRemaining(entry -> {
            String name = entry.getKey();
            Counter before = counters.get(name);
            JsonNode numbers = entry.getValue();
            int max = numbers.path("max").asInt(before == null ? 0 : before.window.max());
            long per = numbers.path("perMillis")
                    .asLong(before == null ? 1000 : before.window.per().toMillis());
            boolean slides = before != null && before.window.slides() || per < DAY.toMillis();
            Counter counter = new Counter(new Window(name, max, Duration.ofMillis(per), slides));
            counter.count(clock.instant(), numbers.path("used").asInt(0));
            changed.put(name, counter);
        });
        String mode = wanted.path("mode").asText(changed.isEmpty() ? "" : "real");
        switch (mode) {
            case "real" -> on = true;
            case "off" -> on = false;
            case "" -> {}
            default -> throw new IllegalArgumentException("limits mode '" + mode + "' must be 'real' or 'off'");
        }
        counters.putAll(changed);
    }

    synchronized ObjectNode show() {
        ObjectNode shown = Json.object();
        shown.put("mode", on ? "real" : "off");
        ObjectNode windows = shown.putObject("windows");
        Instant now = clock.instant();
        counters.forEach((name, counter) -> windows.putObject(name)
                .put("max", counter.window.max())
                .put("perMillis", counter.window.per().toMillis())
                .put("used", counter.standing(now).used()));
        return shown;
    }

    private static final class Counter {
        private final Window window;
        private final Deque<Taken> taken = new ArrayDeque<>();
        private int used;
        private long day;

        Counter(Window window) {
            this.window = window;
        }

        void count(Instant now, int amount) {
            forget(now);
            if (amount > 0) {
                used += amount;
                taken.addLast(new Taken(now, amount));
            }
        }

        Standing standing(Instant now) {
            forget(now);
            boolean full = used >= window.max();
            return new Standing(window, used, full ? Duration.between(now, next(now)) : Duration.ZERO);
        }

        /** When there is room again. */
        private Instant next(Instant now) {
            if (!window.slides()) {
                return Instant.EPOCH.plus(DAY.multipliedBy(day + 1));
            }
            int left = used;
            for (Taken each : taken) {
                left -= each.amount();
                if (left < window.max()) {
                    return each.at().plus(window.per());
                }
            }
            return now.plus(window.per());
        }

        private void forget(Instant now) {
            if (window.slides()) {
                Instant start = now.minus(window.per());
                while (!taken.isEmpty() && !taken.peekFirst().at().isAfter(start)) {
                    used -= taken.removeFirst().amount();
                }
                return;
            }
            taken.clear();
            long that = now.getEpochSecond() / DAY.toSeconds();
            if (that != day) {
                day = that;
                used = 0;
            }
        }

        private record Taken(Instant at, int amount) {}
    }
}
