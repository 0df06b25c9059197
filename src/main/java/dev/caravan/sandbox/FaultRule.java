package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One switched-on fault: what, how often, for which operations. Not safe for threads; {@link Faults} guards it. */
final class FaultRule {
    private static final Set<String> KEYS = Set.of(
            "kind",
            "probability",
            "next",
            "forMillis",
            "operation",
            "millis",
            "jitterMillis",
            "retryAfter",
            "seconds",
            "limit");
    private static final long DEFAULT_HANG = 60_000;

    private final FaultKind kind;
    private final ObjectNode written;
    private final double probability;
    private final @Nullable Instant end;
    private final Pattern operation;
    private final long millis;
    private final long jitter;
    private final String retryAfter;
    private final long seconds;
    private final Optional<String> limit;
    private long left;

    private FaultRule(ObjectNode written, Clock clock) {
        this.written = written;
        this.kind = FaultKind.of(written.path("kind").asText());
        this.left = written.path("next").asLong(Long.MAX_VALUE);
        this.probability = written.path("probability").asDouble(1);
        this.end = written.has("forMillis")
                ? clock.instant().plusMillis(written.path("forMillis").asLong())
                : null;
        this.operation = pattern(written.path("operation").asText(""));
        this.millis = written.path("millis").asLong(kind == FaultKind.LATENCY ? 100 : DEFAULT_HANG);
        this.jitter = written.path("jitterMillis").asLong(0);
        this.retryAfter = written.path("retryAfter").asText("none");
        this.seconds = written.path("seconds").asLong(1);
        this.limit = Optional.ofNullable(written.path("limit").textValue());
    }

    /**
     * Reads one rule; see {@link Faults} for the form.
     *
     * @throws IllegalArgumentException if a key or a value is not known; the message names it
     */
    static FaultRule read(JsonNode wanted, Clock clock) {
        if (!wanted.isObject()) {
            throw new IllegalArgumentException("a fault rule must be a JSON object with a 'kind'");
        }
        for (Iterator<String> names = wanted.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KEYS.contains(name)) {
                throw new IllegalArgumentException("fault rule has no '" + name + "'; it may have " + KEYS);
            }
        }
        FaultRule rule = new FaultRule(wanted.deepCopy(), clock);
        if (rule.probability < 0 || rule.probability > 1) {
            throw new IllegalArgumentException("fault probability " + rule.probability + " must be 0-1");
        }
        if (!Set.of("none", "seconds", "date").contains(rule.retryAfter)) {
            throw new IllegalArgumentException(
                    "fault retryAfter '" + rule.retryAfter + "' must be 'none', 'seconds' or 'date'");
        }
        return rule;
    }

    FaultKind kind() {
        return kind;
    }

    /** Draws: says whether the fault strikes this call, and uses up one of the next ones if so. */
    boolean strikes(Request request, Clock clock, RandomGenerator random) {
        if (left <= 0 || (end != null && !clock.instant().isBefore(end)) || !fits(request)) {
            return false;
        }
        if (probability < 1 && random.nextDouble() >= probability) {
            return false;
        }
        if (left != Long.MAX_VALUE) {
            left--;
        }
        return true;
    }

    Fault fault(RandomGenerator random) {
        long more = jitter > 0 ? random.nextLong(jitter + 1) : 0;
        return new Fault(kind, Duration.ofMillis(millis + more), retryAfter, Duration.ofSeconds(seconds), limit);
    }

    ObjectNode show() {
        ObjectNode shown = written.deepCopy();
        if (left != Long.MAX_VALUE) {
            shown.put("next", left);
        }
        return shown;
    }

    private boolean fits(Request request) {
        return operation.matcher(request.operation()).find()
                || operation.matcher(request.method() + " " + request.rawPath()).find();
    }

    private static Pattern pattern(String filter) {
        return Pattern.compile(
                Arrays.stream(filter.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /**
     * One fault that strikes.
     *
     * @param time how much slower, or how long without an answer
     * @param retryAfter {@code none}, {@code seconds} or {@code date}
     * @param pause what Retry-After says
     * @param limit which limit a 429 names
     */
    record Fault(FaultKind kind, Duration time, String retryAfter, Duration pause, Optional<String> limit) {}
}
