package dev.caravan.crm.batch;

import dev.caravan.hub.Lane;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thing that waits for its batch; answered exactly once. */
final class Parked<T, R> {
    private static final Logger LOG = LoggerFactory.getLogger(Parked.class);

    private final T item;
    private final Lane lane;
    private final Object key;
    private final long since;
    private final Completion<R> completion;
    private final AtomicBoolean answered = new AtomicBoolean();

    Parked(T item, Lane lane, Object key, long since, Completion<R> completion) {
        this.item = item;
        this.lane = lane;
        this.key = key;
        this.since = since;
        this.completion = completion;
    }

    T item() {
        return item;
    }

    Lane lane() {
        return lane;
    }

    Object key() {
        return key;
    }

    /** By {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    /** Answers once; later answers are ignored. */
    void answer(Answer<R> answer, Executor completions) {
        if (answered.compareAndSet(false, true)) {
            try {
                completions.execute(() -> complete(answer));
            } catch (RejectedExecutionException stopped) {
                // The pool is stopping: whoever waits must still hear the answer.
                complete(answer);
            }
        }
    }

    private void complete(Answer<R> answer) {
        try {
            completion.complete(answer);
        } catch (RuntimeException e) {
            LOG.error(
                    "the end of one record could not be handed over; its mark is claimed again when its lease ends", e);
        }
    }
}
