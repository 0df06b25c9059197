package dev.caravan.crm.batch;

import dev.caravan.SettableClock;
import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FakeCrm;
import dev.caravan.crm.Write;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.MemoryPauses;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.crm.budget.TestSettings;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The runtime around one or more fake CRMs, with a clock that tests set. */
public final class RunningCrm implements AutoCloseable {
    public final SettableClock clock = SettableClock.at("2026-03-02T10:00:00Z");
    public final MemoryIntents intents = new MemoryIntents(clock);
    public final Map<ExternalId, RecordKey> links = new ConcurrentHashMap<>();
    public final List<String> heard = new CopyOnWriteArrayList<>();
    public final RateBudgets budgets = new RateBudgets(new MemoryPauses(), clock, new Random(3), clock::advance);
    public final ConnectionHealth health =
            new ConnectionHealth(budgets, Set.of(new ConnectionName("switched-off")), clock);
    public final CrmRuntime runtime;
    private final BatchOptions options;

    public RunningCrm(Map<String, FakeCrm> crms, int concurrency, Duration linger) {
        List<Connection> connections = new ArrayList<>();
        crms.forEach((name, crm) -> {
            ConnectionName connection = new ConnectionName(name);
            var settings = TestSettings.with(1, concurrency);
            connections.add(new Connection(connection, settings, crm, budgets.open(connection, settings)));
        });
        BatchListener listener = (connection, object, operation, size, capacity, took, result) ->
                heard.add(connection + " " + object + " " + operation + " " + size + "/" + capacity + " " + result);
        runtime = new CrmRuntime(
                new Connections(connections),
                budgets,
                health,
                new Ledger(intents, id -> Optional.ofNullable(links.get(id))),
                listener,
                clock);
        options = new BatchOptions(linger, 0);
        runtime.start();
    }

    public static RunningCrm with(FakeCrm crm) {
        return new RunningCrm(Map.of("fake", crm), 1, Duration.ofMillis(30));
    }

    /**
     * Starts a write; the future ends with its outcome or its error, and fails the test's wait when completed twice.
     */
    public CompletableFuture<WriteOutcome> write(Write write) {
        return write("fake", write, Lane.LIVE);
    }

    public CompletableFuture<WriteOutcome> write(String connection, Write write, Lane lane) {
        CompletableFuture<WriteOutcome> future = new CompletableFuture<>();
        runtime.of(connection).writer("contacts", options).write(write, lane, answer -> end(future, answer));
        return future;
    }

    public static <R> void end(CompletableFuture<R> future, Answer<R> answer) {
        boolean first = answer instanceof Answer.Done<R> done
                ? future.complete(done.result())
                : future.completeExceptionally(((Answer.Failed<R>) answer).error());
        if (!first) {
            throw new AssertionError("completed twice");
        }
    }

    public static <R> R result(CompletableFuture<R> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no result: " + e.getCause(), e);
        }
    }

    public static CrmError error(CompletableFuture<?> future) {
        try {
            throw new AssertionError("expected an error and got " + future.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CrmException crm) {
                return crm.error();
            }
            throw new AssertionError("expected a CRM's error", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end", e);
        }
    }

    public static RecordKey contact(String id) {
        return new RecordKey(RecordType.CONTACT, id);
    }

    public static Write create(String hubId) {
        return create(hubId, Map.of("lastname", "Lind " + hubId, "email", hubId + "@example.com"));
    }

    public static Write create(String hubId, Map<String, @Nullable Object> values) {
        return new Write(contact(hubId), "contacts", null, values, List.of(), new LinkedHashMap<>(values), "created");
    }

    public static Write update(String hubId, String id) {
        Map<String, @Nullable Object> values = Map.of("lastname", "Berg " + hubId);
        return new Write(contact(hubId), "contacts", id, values, List.of(), values, "link");
    }

    @Override
    public void close() {
        runtime.close();
    }
}
