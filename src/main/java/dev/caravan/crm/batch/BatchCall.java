package dev.caravan.crm.batch;

import dev.caravan.hub.Lane;
import java.util.List;

/** Does for many at once what was parked one by one. */
@FunctionalInterface
public interface BatchCall<T, R> {

    /**
     * Does it and answers each, as early as its own answer is known. Whatever has no answer when this returns or throws
     * is answered by the batcher, with the exception.
     *
     * @param lane the highest lane of those in the batch
     */
    void call(List<T> batch, Lane lane, Answers<R> answers) throws Exception;

    /** Takes the answers of one batch. */
    @FunctionalInterface
    interface Answers<R> {
        /** Answers the one at that place of the batch; a second answer for the same one is ignored. */
        void answer(int index, Answer<R> answer);
    }
}
