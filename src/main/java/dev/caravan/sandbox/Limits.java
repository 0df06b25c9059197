package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Call limits of one vendor: sliding windows, or counters from midnight UTC for windows of a day and more. Refused
 * calls are not counted.
 */
public final class Limits {
    private final Clock clock;
    private final Map<String, Counter> counters = new LinkedHashMap<>();
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
     */
    public record Window(String name, int max, Duration per) {
        public Window {
            if (max < 0 || per.isNegative() || per.isZero()) {
                throw new IllegalArgumentException("limit '" + name + "' of " + max + " per " + per
                        + " must be 0 or more calls in a time above 0");
            }
        }
    }

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
     * @param cost how many the call counts in the window of that name, 0 or more
     */
    public synchronized Optional<Standing> take(Collection<String> names, ToIntFunction<String> cost) {
        if (!on) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        for (String name : names) {
            Counter counter = counters.get(name);
            if (counter != null && counter.standing(now).left() < Math.min(1, cost.applyAsInt(name))) {
                return Optional.of(counter.standing(now));
            }
        }
        names.forEach(name -> {
            Counter counter = counters.get(name);
            for (int i = counter == null ? 0 : cost.applyAsInt(name); i > 0 && counter != null; i--) {
                counter.count(now);
            }
        });
        return Optional.empty();
    }

    /** How a window stands; empty if there is none of that name. Counts only while limits are in force. */
    public synchronized Optional<Standing> standing(String name) {
        return Optional.ofNullable(counters.get(name)).map(counter -> counter.standing(clock.instant()));
    }

    /**
     * Takes {@code {"mode":"real"|"off","windows":{"NAME":{"max":5,"perMillis":1000}}}}; naming windows switches limits
     * on.
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
            changed.put(name, new Counter(new Window(name, max, Duration.ofMillis(per))));
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
        private static final Duration DAY = Duration.ofDays(1);
        private final Window window;
        private final Deque<Instant> calls = new ArrayDeque<>();
        private long day;
        private int today;

        Counter(Window window) {
            this.window = window;
        }

        void count(Instant now) {
            if (isDaily()) {
                turn(now);
                today++;
            } else {
                calls.addLast(now);
            }
        }

        Standing standing(Instant now) {
            if (isDaily()) {
                turn(now);
                Instant midnight = Instant.EPOCH.plus(DAY.multipliedBy(day + 1));
                boolean full = today >= window.max();
                return new Standing(window, today, full ? Duration.between(now, midnight) : Duration.ZERO);
            }
            Instant start = now.minus(window.per());
            while (!calls.isEmpty() && !calls.peekFirst().isAfter(start)) {
                calls.removeFirst();
            }
            boolean full = calls.size() >= window.max();
            Instant oldest = calls.isEmpty() ? now : calls.peekFirst();
            return new Standing(
                    window, calls.size(), full ? Duration.between(now, oldest.plus(window.per())) : Duration.ZERO);
        }

        private boolean isDaily() {
            return window.per().compareTo(DAY) >= 0;
        }

        private void turn(Instant now) {
            long that = now.getEpochSecond() / DAY.toSeconds();
            if (that != day) {
                day = that;
                today = 0;
            }
        }
    }
}
