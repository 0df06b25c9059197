package dev.caravan.crm.batch;

import dev.caravan.crm.Association;
import dev.caravan.crm.Connection;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Limits;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.RateBudget;
import dev.caravan.hub.Lane;
import dev.caravan.problem.CaravanException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Everything that is under way for one connection: its threads and its batches. */
public final class ConnectionRuntime implements AutoCloseable {
    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);
    /** One associating call takes the records of many writing calls: waiting for those saves most of the calls. */
    private static final Duration ASSOCIATION_LINGER = Duration.ofMillis(200);

    private final CrmCalls calls;
    private final CallPool pool;
    private final Ledger ledger;
    private final Batcher<Single, Object> singles;
    private final Map<BatchKey, RecordWriter> writers = new ConcurrentHashMap<>();
    private final Map<BatchKey, Batcher<String, WriteResult.Written>> deletes = new ConcurrentHashMap<>();
    private final Map<ObjectPair, Batcher<Association, WriteResult.Written>> associations = new ConcurrentHashMap<>();

    ConnectionRuntime(
            Connection connection,
            RateBudget budget,
            ConnectionHealth health,
            Ledger ledger,
            BatchListener listener,
            Clock clock) {
        this.calls = new CrmCalls(connection, budget, health, listener, clock);
        this.ledger = ledger;
        this.pool = new CallPool(connection.name(), connection.settings().concurrency(), DRAIN_TIME);
        this.singles = pool.batcher(1, Duration.ZERO, Single::key, this::callSingles);
    }

    private record BatchKey(String object, BatchOptions options) {}

    private record ObjectPair(String from, String to) {}

    /** A call that shares no batch. The key is an object of its own, as none excludes another. */
    private record Single(Object key, String object, String operation, int size, Callable<?> work) {}

    public Connection connection() {
        return calls.connection();
    }

    /** Writes records of an object; routes with equal options share their batches. */
    public RecordWriter writer(String object, BatchOptions options) {
        return writers.computeIfAbsent(
                new BatchKey(object, options),
                k -> new RecordWriter(calls, pool, object, options, ledger, this::associate));
    }

    /** Removes one record; one that is gone already counts as removed. */
    public void delete(
            String object, String id, BatchOptions options, Lane lane, Completion<WriteResult.Written> completion) {
        deletes.computeIfAbsent(new BatchKey(object, options), this::deleter).add(id, lane, completion);
    }

    /** Makes one association. Where an association is a field of the record, write that field instead. */
    public void associate(Association association, Lane lane, Completion<WriteResult.Written> completion) {
        associations
                .computeIfAbsent(
                        new ObjectPair(association.object(), association.to().object()), this::associator)
                .add(association, lane, completion);
    }

    /**
     * Makes calls that share no batch, on the connection's threads.
     *
     * @param operation word for the metrics, such as {@code read}
     * @param size records that are asked for
     */
    @SuppressWarnings("unchecked")
    public <T> void call(
            String object, String operation, int size, Lane lane, Callable<T> work, Completion<T> completion) {
        Single single = new Single(new Object(), object, operation, size, work);
        singles.add(single, lane, (Completion<Object>) (Completion<?>) completion);
    }

    /**
     * Makes one such call and waits for its answer.
     *
     * @throws CrmException when the CRM did not do it, or the connection is stopping
     */
    public <T> T ask(String object, String operation, Lane lane, Callable<T> work) {
        CompletableFuture<T> answered = new CompletableFuture<>();
        this.<T>call(object, operation, 1, lane, work, answer -> {
            if (answer instanceof Answer.Done<T> done) {
                answered.complete(done.result());
            } else if (answer instanceof Answer.Failed<T> failed) {
                answered.completeExceptionally(failed.error());
            }
        });
        try {
            return answered.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrmException(
                    connection().name() + " " + object + " " + operation,
                    new CrmError.Transient("interrupted", false),
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaravanException known) {
                throw known;
            }
            throw new IllegalStateException(operation + " of " + connection().name() + " " + object, e.getCause());
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private Batcher<String, WriteResult.Written> deleter(BatchKey key) {
        int capacity = key.options().capacity(limits().writeBatch());
        return pool.batcher(
                capacity,
                key.options().linger(),
                id -> id,
                new ResultBatch<String>(
                        calls, key.object(), "delete", capacity, id -> id, ids -> crm().delete(key.object(), ids)));
    }

    private Batcher<Association, WriteResult.Written> associator(ObjectPair pair) {
        int capacity = BatchOptions.USUAL.capacity(limits().associateBatch());
        return pool.batcher(
                capacity,
                ASSOCIATION_LINGER,
                a -> a,
                new ResultBatch<Association>(
                        calls, pair.from(), "associate", capacity, Association::id, all -> crm().associate(all)));
    }

    private void callSingles(java.util.List<Single> batch, Lane lane, BatchCall.Answers<Object> answers)
            throws Exception {
        for (int i = 0; i < batch.size(); i++) {
            Single s = batch.get(i);
            CrmCalls.About about = new CrmCalls.About(lane, s.object(), s.operation(), s.size(), s.size());
            Object result = calls.call(about, s.work()::call);
            answers.answer(i, new Answer.Done<>(result));
        }
    }

    private Crm crm() {
        return calls.crm();
    }

    private Limits limits() {
        return crm().limits();
    }
}
