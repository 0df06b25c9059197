package dev.caravan.crm.batch;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one connection: so many calls are under way at once, and a CRM that hangs holds up nobody else. Idle
 * workers wait without cost; one of them watches the lingering batches.
 */
public final class CallPool implements AutoCloseable {
    private static final int COMPLETION_THREADS = 2;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ConnectionName connection;
    private final Duration drainTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final List<Batcher<?, ?>> batchers = new ArrayList<>();
    private final List<Thread> workers = new ArrayList<>();
    private final ExecutorService completions;
    private @Nullable Thread watcher;
    private boolean stopping;

    /**
     * Starts the threads.
     *
     * @param concurrency calls under way at once
     * @param drainTime how long {@link #close} waits for calls that are under way
     */
    public CallPool(ConnectionName connection, int concurrency, Duration drainTime) {
        this.connection = connection;
        this.drainTime = drainTime;
        this.completions = Executors.newFixedThreadPool(COMPLETION_THREADS, named("crm-" + connection + "-done-"));
        ThreadFactory factory = named("crm-" + connection + "-");
        for (int i = 0; i < concurrency; i++) {
            Thread worker = factory.newThread(this::work);
            workers.add(worker);
            worker.start();
        }
    }

    /**
     * A batcher whose calls this pool makes.
     *
     * @param keyOf two with equal keys never share a batch and are never under way together; the later one waits
     */
    public <T, R> Batcher<T, R> batcher(
            int capacity, Duration linger, Function<T, Object> keyOf, BatchCall<T, R> call) {
        Batcher<T, R> batcher = new Batcher<>(this, capacity, linger, keyOf, call);
        lock.lock();
        try {
            batchers.add(batcher);
        } finally {
            lock.unlock();
        }
        return batcher;
    }

    /** Runs something where completions run; inline when the pool has stopped. */
    void complete(Runnable completion) {
        try {
            completions.execute(completion);
        } catch (java.util.concurrent.RejectedExecutionException stopped) {
            completion.run();
        }
    }

    /**
     * Answers all that waits with {@code Transient}, waits for the calls under way, and answers those that do not end.
     */
    @Override
    public void close() {
        List<Batcher<?, ?>> all;
        lock.lock();
        try {
            stopping = true;
            all = List.copyOf(batchers);
            all.forEach(b -> b.answerWaiting(stopped(false), completions));
            work.signalAll();
        } finally {
            lock.unlock();
        }
        long deadline = System.nanoTime() + drainTime.toNanos();
        if (!join(deadline)) {
            workers.forEach(Thread::interrupt);
            join(System.nanoTime() + GRACE.toNanos());
        }
        lock.lock();
        try {
            all.forEach(b -> b.answerUnderWay(stopped(true), completions));
            all.forEach(b -> b.answerWaiting(stopped(false), completions));
        } finally {
            lock.unlock();
        }
        endCompletions();
    }

    Executor completions() {
        return completions;
    }

    /** Parks under the lock; {@code park} returns whether a worker should look. */
    void park(BooleanSupplier park) {
        lock.lock();
        try {
            if (stopping) {
                throw stopped(false);
            }
            if (park.getAsBoolean()) {
                // Whoever wakes up takes over the watch, as the new batch may be due before those it was set for.
                watcher = null;
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void release(Runnable release) {
        lock.lock();
        try {
            release.run();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (Runnable batch = next(); batch != null; batch = next()) {
            batch.run();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            while (!stopping) {
                long now = System.nanoTime();
                Batcher<?, ?> ready = ready(now);
                if (ready != null) {
                    Runnable batch = ready.take();
                    work.signal();
                    return batch;
                }
                await(untilDue(now));
            }
            return null;
        } catch (InterruptedException e) {
            // Only close() interrupts workers.
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE || watcher != null) {
            work.await();
            return;
        }
        watcher = Thread.currentThread();
        try {
            work.awaitNanos(nanos);
        } finally {
            if (watcher == Thread.currentThread()) {
                watcher = null;
            }
        }
    }

    private @Nullable Batcher<?, ?> ready(long now) {
        Batcher<?, ?> best = null;
        for (Batcher<?, ?> b : batchers) {
            if (!b.isEmpty() && b.dueAt(now) - now <= 0 && (best == null || b.goesBefore(best))) {
                best = b;
            }
        }
        return best;
    }

    private long untilDue(long now) {
        long least = Long.MAX_VALUE;
        for (Batcher<?, ?> b : batchers) {
            if (!b.isEmpty()) {
                least = Math.min(least, b.dueAt(now) - now);
            }
        }
        return least;
    }

    private boolean join(long deadline) {
        try {
            for (Thread worker : workers) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                worker.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return workers.stream().noneMatch(Thread::isAlive);
    }

    private void endCompletions() {
        completions.shutdown();
        try {
            if (!completions.awaitTermination(drainTime.toMillis(), TimeUnit.MILLISECONDS)) {
                completions.shutdownNow().forEach(Runnable::run);
            }
        } catch (InterruptedException e) {
            completions.shutdownNow().forEach(Runnable::run);
            Thread.currentThread().interrupt();
        }
    }

    private CrmException stopped(boolean underWay) {
        String detail = underWay ? "stopping while its call was under way" : "stopping before its call was made";
        return new CrmException(connection.value(), new CrmError.Transient(detail, underWay), null);
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return run -> {
            Thread thread = new Thread(run, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
