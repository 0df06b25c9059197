package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Switchable faults of one vendor's API; the control API is never hit.
 *
 * <p>JSON form, by {@code PUT /_sandbox/faults} (replaces everything) or {@code --faults FILE}:
 *
 * <pre>{@code
 * {"searchLag": 2000,
 *  "rules": [
 *    {"kind": "latency", "millis": 100, "jitterMillis": 50},
 *    {"kind": "429", "next": 3, "retryAfter": "seconds", "seconds": 2, "operation": "POST /crm/v3/objects/contacts"},
 *    {"kind": "429", "forMillis": 5000, "limit": "DAILY"},
 *    {"kind": "reset-after-commit", "probability": 0.01}]}
 * }</pre>
 *
 * <p>A rule strikes with {@code probability} (0-1, 1 if absent), at most {@code next} times, for {@code forMillis} from
 * now, on operations that contain {@code operation} ({@code *} stands for any text). Rules are tried in order;
 * latencies add up, and of the rest one per point of the call strikes. Kinds: {@link FaultKind}. {@code searchLag} is
 * the time in ms until a write shows in search. {@code webhooks} is what goes wrong with webhooks
 * ({@link WebhookFaults}), {@code normalise} in which other form values are stored ({@link Normalise}).
 */
public final class Faults {
    private static final Set<String> KEYS = Set.of("rules", "searchLag", "injected", "webhooks", "normalise");
    private final RandomGenerator random;
    private final Clock clock;
    private final Map<FaultKind, Long> injected = new EnumMap<>(FaultKind.class);
    private List<FaultRule> rules = new ArrayList<>();
    private List<JsonNode> rulesAtStart = List.of();
    private long lagAtStart;
    private volatile long searchLag;
    private volatile WebhookFaults webhooks = WebhookFaults.NONE;
    private volatile Normalise normalise = Normalise.NONE;
    private WebhookFaults webhooksAtStart = WebhookFaults.NONE;
    private Normalise normaliseAtStart = Normalise.NONE;

    /** @param random seeded: the same seed and the same order of calls give the same faults */
    public Faults(RandomGenerator random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    /**
     * Replaces all rules.
     *
     * @throws IllegalArgumentException if something in it is not known; nothing is changed then
     */
    public synchronized void configure(JsonNode wanted) {
        wanted.fieldNames().forEachRemaining(name -> {
            if (!KEYS.contains(name)) {
                throw new IllegalArgumentException("faults have no '" + name
                        + "'; they may have rules, searchLag, webhooks and normalise");
            }
        });
        List<FaultRule> read = new ArrayList<>();
        wanted.path("rules").forEach(rule -> read.add(FaultRule.read(rule, clock)));
        WebhookFaults readWebhooks = WebhookFaults.read(wanted.path("webhooks"));
        Normalise readNormalise = Normalise.read(wanted.path("normalise"));
        rules = read;
        webhooks = readWebhooks;
        normalise = readNormalise;
        if (wanted.has("searchLag")) {
            searchLag = wanted.path("searchLag").asLong();
        }
    }

    /** Makes the present rules and search lag those that {@link #reset} goes back to. */
    synchronized void keepAsStart() {
        rulesAtStart = rules.stream().map(rule -> (JsonNode) rule.show()).toList();
        lagAtStart = searchLag;
        webhooksAtStart = webhooks;
        normaliseAtStart = normalise;
    }

    synchronized void reset() {
        rules = new ArrayList<>();
        rulesAtStart.forEach(rule -> rules.add(FaultRule.read(rule, clock)));
        searchLag = lagAtStart;
        webhooks = webhooksAtStart;
        normalise = normaliseAtStart;
        injected.clear();
    }

    synchronized ObjectNode show() {
        ObjectNode shown = Json.object();
        shown.put("searchLag", searchLag);
        rules.forEach(rule -> shown.withArray("rules").add(rule.show()));
        shown.set("webhooks", webhooks.show());
        shown.set("normalise", normalise.show());
        shown.set("injected", counts());
        return shown;
    }

    /** What goes wrong with webhooks. */
    WebhookFaults webhooks() {
        return webhooks;
    }

    /** In which other form values are stored. */
    public Normalise normalise() {
        return normalise;
    }

    /** How often each kind has struck, by its word. */
    public synchronized ObjectNode counts() {
        ObjectNode counts = Json.object();
        injected.forEach((kind, count) -> counts.put(kind.word(), count));
        return counts;
    }

    /** Time until a write shows in search, as this search call has it. */
    public Duration searchLag(Request request) {
        return first(request, FaultKind.When.VENDOR, FaultKind.STALE_SEARCH)
                .map(FaultRule.Fault::time)
                .orElse(Duration.ofMillis(searchLag));
    }

    /** Whether the next row of a batch is to fail; asked once per row, before its commit. */
    public boolean failsRow(Request request) {
        return first(request, FaultKind.When.VENDOR, FaultKind.PARTIAL_BATCH).isPresent();
    }

    /** Everything that strikes before the work: latencies, and at most one that ends the call. */
    synchronized List<FaultRule.Fault> before(Request request) {
        List<FaultRule.Fault> struck = new ArrayList<>();
        for (FaultRule rule : rules) {
            if (rule.kind().when() == FaultKind.When.BEFORE && rule.strikes(request, clock, random)) {
                struck.add(count(rule));
                if (rule.kind() != FaultKind.LATENCY) {
                    break;
                }
            }
        }
        return struck;
    }

    /** What strikes after the work, if anything. */
    Optional<FaultRule.Fault> after(Request request) {
        Optional<FaultRule.Fault> afterCommit =
                request.isCommitted() ? first(request, FaultKind.When.AFTER_COMMIT, null) : Optional.empty();
        return afterCommit.isPresent() ? afterCommit : first(request, FaultKind.When.AFTER, null);
    }

    private synchronized Optional<FaultRule.Fault> first(
            Request request, FaultKind.When when, @Nullable FaultKind kind) {
        for (FaultRule rule : rules) {
            if (rule.kind().when() == when
                    && (kind == null || rule.kind() == kind)
                    && rule.strikes(request, clock, random)) {
                return Optional.of(count(rule));
            }
        }
        return Optional.empty();
    }

    private FaultRule.Fault count(FaultRule rule) {
        injected.merge(rule.kind(), 1L, Long::sum);
        return rule.fault(random);
    }
}
