package dev.caravan.problem;

import java.time.Duration;
import java.util.Optional;

/** What the runtime does next with a record whose processing ended in an exception. */
public sealed interface WhatNext {

    /** The same attempt may pass later; waits longer each time, and counts as a try. */
    record TryAgain() implements WhatNext {}

    /**
     * The whole connection pauses; not counted as a try.
     *
     * @param pause time until the next attempt makes sense; empty when nobody knows
     */
    record WaitForPause(Optional<Duration> pause) implements WhatNext {}

    /** The connection needs a person or a new token; the mark waits, not counted as a try. */
    record WaitForRepair() implements WhatNext {}

    /**
     * Another record of the hub has to be settled first; not counted as a try.
     *
     * @param type the other record's type by its word
     * @param id the other record's hub id
     */
    record WaitForRecord(String type, String id) implements WhatNext {}

    /** Will never pass as it is: dead letter. */
    record GiveUp(ErrorCode code) implements WhatNext {}

    /** Nobody classified this; tried again a limited number of times, then a dead letter. */
    record Unknown() implements WhatNext {}

    /** Finds the answer in an exception or in what caused it; {@link Unknown} when nothing there says it. */
    static WhatNext of(Throwable error) {
        int depth = 0;
        for (Throwable t = error; t != null && depth < 20; t = t.getCause(), depth++) {
            if (t instanceof CaravanException known) {
                return known.whatNext();
            }
        }
        return new Unknown();
    }
}
