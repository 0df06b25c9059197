package dev.caravan.crm.batch;

import dev.caravan.hub.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one kind of work of one connection. A batch is ready when it is full, when nothing has come for
 * {@code linger}, or when its first has waited for ten lingers; while a call of this kind is under way only the first
 * and the last of these count. It leaves when a worker of the {@link CallPool} is free, the highest lane first: while
 * all workers are busy batches fill up.
 */
public final class Batcher<T, R> {
    private final CallPool pool;
    private final int capacity;
    /** A batch that keeps growing waits at most so many lingers. */
    private static final int MOST_LINGERS = 10;

    private final long lingerNanos;
    private long newest;
    private final Function<T, Object> keyOf;
    private final BatchCall<T, R> call;
    private final Map<Lane, Deque<Parked<T, R>>> waiting = new EnumMap<>(Lane.class);
    private final Set<Object> busy = new HashSet<>();
    private final Map<Object, Deque<Parked<T, R>>> blocked = new HashMap<>();
    private final Set<Parked<T, R>> underWay = new HashSet<>();

    Batcher(CallPool pool, int capacity, Duration linger, Function<T, Object> keyOf, BatchCall<T, R> call) {
        this.pool = pool;
        this.capacity = capacity;
        this.lingerNanos = linger.toNanos();
        this.keyOf = keyOf;
        this.call = call;
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
    }

    /**
     * Parks one; its completion is called exactly once, also when the pool stops.
     *
     * @throws dev.caravan.crm.CrmException when the pool is stopping; the completion is not called then
     */
    public void add(T item, Lane lane, Completion<R> completion) {
        Parked<T, R> parked = new Parked<>(item, lane, keyOf.apply(item), System.nanoTime(), completion);
        pool.park(() -> {
            if (busy.contains(parked.key())) {
                blocked.computeIfAbsent(parked.key(), k -> new ArrayDeque<>()).add(parked);
                return false;
            }
            int before = size();
            newest = parked.since();
            lane(lane).add(parked);
            return before == 0 || before + 1 == capacity;
        });
    }

    /** What follows is called with the pool's lock held. */
    boolean isEmpty() {
        return waiting.values().stream().allMatch(Deque::isEmpty);
    }

    /** When a batch should leave, by {@link System#nanoTime()}; only for one that is not empty. */
    long dueAt(long now) {
        if (size() >= capacity) {
            return now;
        }
        long latest = oldest() + MOST_LINGERS * lingerNanos;
        if (!underWay.isEmpty()) {
            // As with Nagle's algorithm: whoever would be answered after the running call may as well fill the next
            // one.
            return latest;
        }
        long quiet = newest + lingerNanos;
        return latest - quiet < 0 ? latest : quiet;
    }

    boolean goesBefore(Batcher<?, ?> other) {
        int byLane = first().lane().compareTo(other.first().lane());
        return byLane < 0 || (byLane == 0 && first().since() - other.first().since() < 0);
    }

    /** Takes one batch; the returned work is done without the lock. */
    Runnable take() {
        List<Parked<T, R>> batch = new ArrayList<>(Math.min(capacity, size()));
        for (Lane lane : Lane.values()) {
            Deque<Parked<T, R>> queue = lane(lane);
            while (batch.size() < capacity && !queue.isEmpty()) {
                Parked<T, R> next = queue.remove();
                if (busy.add(next.key())) {
                    batch.add(next);
                } else {
                    blocked.computeIfAbsent(next.key(), k -> new ArrayDeque<>()).add(next);
                }
            }
        }
        underWay.addAll(batch);
        return () -> run(Collections.unmodifiableList(batch));
    }

    /** Gives up all that waits. */
    List<Parked<T, R>> drain() {
        List<Parked<T, R>> all = new ArrayList<>();
        waiting.values().forEach(q -> {
            all.addAll(q);
            q.clear();
        });
        blocked.values().forEach(all::addAll);
        blocked.clear();
        return all;
    }

    void answerWaiting(Exception error, Executor completions) {
        drain().forEach(p -> p.answer(new Answer.Failed<>(error), completions));
    }

    void answerUnderWay(Exception error, Executor completions) {
        underWay.forEach(p -> p.answer(new Answer.Failed<>(error), completions));
    }

    private void run(List<Parked<T, R>> batch) {
        Executor completions = pool.completions();
        Exception error = new IllegalStateException("a batch ended without an answer for each of its records");
        try {
            List<T> items = batch.stream().map(Parked::item).toList();
            call.call(items, batch.get(0).lane(), (i, answer) -> batch.get(i).answer(answer, completions));
        } catch (Exception e) {
            error = e;
        } catch (Error e) {
            error = new IllegalStateException(
                    "a batch broke off: " + e.getClass().getSimpleName(), e);
        } finally {
            for (Parked<T, R> p : batch) {
                p.answer(new Answer.Failed<>(error), completions);
            }
            pool.release(() -> release(batch));
        }
    }

    private void release(List<Parked<T, R>> batch) {
        for (Parked<T, R> p : batch) {
            underWay.remove(p);
            busy.remove(p.key());
            Deque<Parked<T, R>> next = blocked.remove(p.key());
            if (next != null) {
                while (!next.isEmpty()) {
                    Parked<T, R> last = next.removeLast();
                    lane(last.lane()).addFirst(last);
                }
            }
        }
    }

    private int size() {
        int size = 0;
        for (Deque<Parked<T, R>> queue : waiting.values()) {
            size += queue.size();
        }
        return size;
    }

    private Parked<T, R> first() {
        for (Lane lane : Lane.values()) {
            Parked<T, R> head = lane(lane).peek();
            if (head != null) {
                return head;
            }
        }
        throw new IllegalStateException("an empty batcher has no first");
    }

    private long oldest() {
        @Nullable Parked<T, R> oldest = null;
        for (Deque<Parked<T, R>> queue : waiting.values()) {
            Parked<T, R> head = queue.peek();
            if (head != null && (oldest == null || head.since() - oldest.since() < 0)) {
                oldest = head;
            }
        }
        return Objects.requireNonNull(oldest).since();
    }

    private Deque<Parked<T, R>> lane(Lane lane) {
        return Objects.requireNonNull(waiting.get(lane));
    }
}
