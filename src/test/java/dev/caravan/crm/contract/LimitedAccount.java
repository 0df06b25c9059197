package dev.caravan.crm.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.SettableClock;
import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.budget.Pauses;
import dev.caravan.crm.budget.RateBudget;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its budget at a sandbox that enforces the vendor's real limits. All live by one clock, which moves
 * while the budget waits and while a call is on its way.
 */
final class LimitedAccount implements AutoCloseable {
    private static final int LONGEST_WAY_MILLIS = 8;
    private static final RecordType TYPE = RecordType.COMPANY;

    final SettableClock clock = SettableClock.at("2026-03-02T10:00:00Z");
    private final Subject subject;
    private final Sandboxes sandboxes;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final SandboxClient control;
    private final RateBudget budget;
    private final Crm crm;
    private final Deque<Write> waiting = new ArrayDeque<>();
    private final List<String> written = new ArrayList<>();
    private final int batch;
    private long number;

    /** @param most records in one write */
    LimitedAccount(Subject subject, int most) {
        this.subject = subject;
        String vendor = subject.vendor();
        this.sandboxes = Sandboxes.start(
                new SandboxOptions(0, List.of(vendor), true, Duration.ZERO, Optional.empty(), 1), clock);
        String url = sandboxes.vendor(vendor).baseUrl();
        this.control = new SandboxClient(url, "sandbox");
        camel.start();
        ConnectionName name = new ConnectionName(vendor);
        ConnectionSettings settings = subject.settings(url, Duration.ofSeconds(20));
        this.budget = new RateBudget(
                name, settings, new MemoryPauses(), clock, new Random(7), clock::advance, Duration.ofSeconds(2));
        this.crm = subject.driver(camel, new MemoryTokenStore(), clock).open(name, settings, new Network());
        budget.allow(crm.limits().rates());
        crm.whoAmI();
        this.batch = Math.min(crm.limits().writeBatch(), most);
    }

    /** Reads one record by its id; false when the budget holds the call back. */
    boolean read(Lane lane) throws Exception {
        return made(lane, () -> crm.read(object(), List.of(written.get(0)), List.of(sample().lookup())));
    }

    /** Looks for a record that is not there; false when the budget holds the call back. */
    boolean search(Lane lane) throws Exception {
        return made(lane, () -> crm.lookup(object(), sample().lookup(), List.of("nobody.example"), List.of()));
    }

    /** Writes what waits and new records behind it; false when the budget holds the call back or the CRM refuses it. */
    boolean write(Lane lane) throws Exception {
        while (waiting.size() < batch) {
            waiting.add(newOne());
        }
        return send(lane);
    }

    private boolean send(Lane lane) throws Exception {
        List<Write> writes = waiting.stream().limit(batch).toList();
        return made(lane, () -> {
            List<WriteResult> results = crm.write(object(), writes);
            Optional<CrmError> refusal = Optional.empty();
            for (int i = 0; i < writes.size(); i++) {
                if (results.get(i) instanceof WriteResult.Written done) {
                    written.add(done.id());
                    waiting.remove(writes.get(i));
                } else {
                    refusal = Optional.of(((WriteResult.Refused) results.get(i)).error());
                }
            }
            if (refusal.isPresent()) {
                throw new CrmException(subject.vendor(), refusal.get(), null);
            }
            return null;
        });
    }

    /** Writes what still waits. */
    void finish() throws Exception {
        while (!waiting.isEmpty()) {
            if (!send(Lane.LIVE)) {
                clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    private boolean made(Lane lane, Callable<@Nullable Object> call) throws Exception {
        try {
            budget.inLane(lane, call);
            return true;
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.RateLimited) {
                return false;
            }
            throw e;
        }
    }

    /** Other applications have used so much of one of the vendor's windows. */
    void othersHaveUsed(String window, long amount) {
        control.put("/_sandbox/limits", "{\"windows\":{\"" + window + "\":{\"used\":" + amount + "}}}");
    }

    /** What is left of one of the vendor's windows. */
    long left(String window) {
        JsonNode shown = control.get("/_sandbox/limits").json().path("windows").path(window);
        return shown.path("max").asLong() - shown.path("used").asLong();
    }

    long calls() {
        return control.get("/_sandbox/calls").json().path("total").asLong();
    }

    /** Calls of the operations whose names end so. */
    long calls(String end) {
        long calls = 0;
        for (Map.Entry<String, JsonNode> operation :
                control.get("/_sandbox/calls").json().path("operations").properties()) {
            calls += operation.getKey().endsWith(end) ? operation.getValue().asLong() : 0;
        }
        return calls;
    }

    long refused() {
        return control.get("/_sandbox/calls").json().path("refused").asLong();
    }

    /** Ids that the CRM named for what it took. */
    List<String> written() {
        return written;
    }

    /** Ids of what the CRM has. */
    Set<String> inCrm() {
        Set<String> ids = new TreeSet<>();
        control.get("/_sandbox/records/" + object())
                .json()
                .forEach(record -> ids.add(record.path("id").asText()));
        return ids;
    }

    private Write newOne() {
        Map<String, @Nullable Object> values = sample().values(++number);
        return new Write(new RecordKey(TYPE, "hub-" + number), object(), null, values, List.of(), values, "created");
    }

    private Subject.Sample sample() {
        return subject.sample(TYPE);
    }

    private String object() {
        return crm.objectFor(TYPE).orElseThrow();
    }

    @Override
    public void close() {
        crm.close();
        camel.stop();
        sandboxes.close();
    }

    /** The budget, and a way to the CRM that takes a moment, not always the same. */
    private final class Network implements CallGate {
        private final Random random = new Random(11);

        @Override
        public void enter(CallKind kind) {
            budget.enter(kind);
            travel();
        }

        @Override
        public void enter(CallKind kind, long units) {
            budget.enter(kind, units);
            travel();
        }

        @Override
        public void learned(CallKind kind, long allowed, long remaining, Duration window) {
            budget.learned(kind, allowed, remaining, window);
        }

        @Override
        public void atLeast(CallKind kind, long remaining, Duration window) {
            budget.atLeast(kind, remaining, window);
        }

        @Override
        public void refused(CallKind kind, Optional<Duration> retryAfter, String detail) {
            travel();
            budget.refused(kind, retryAfter, detail);
        }

        @Override
        public void answered(CallKind kind) {
            travel();
            budget.answered(kind);
        }

        private void travel() {
            clock.advance(Duration.ofMillis(random.nextInt(LONGEST_WAY_MILLIS + 1)));
        }
    }

    private static final class MemoryPauses implements Pauses {
        private Optional<Instant> until = Optional.empty();

        @Override
        public Optional<Instant> pausedUntil(ConnectionName connection) {
            return until;
        }

        @Override
        public void pause(ConnectionName connection, Instant end, String reason) {
            until = Optional.of(end);
        }
    }
}
