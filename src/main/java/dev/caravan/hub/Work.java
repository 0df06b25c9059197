package dev.caravan.hub;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work on one claimed change mark while its exchange travels through a route. Steps find it as the exchange
 * property {@link HubConstants#WORK}, note in its trail what they did, and conclude it. An exchange that does not come
 * from a mark has none.
 */
public final class Work {
    private final ChangeMark mark;
    private final HubRecord record;
    private final Instant startedAt;
    private final Trail trail = new Trail();
    private @Nullable Conclusion conclusion;
    private boolean settled;

    public Work(ChangeMark mark, HubRecord record, Instant startedAt) {
        this.mark = mark;
        this.record = record;
        this.startedAt = startedAt;
    }

    public ChangeMark mark() {
        return mark;
    }

    /** The record as it was when the mark was claimed. */
    public HubRecord record() {
        return record;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Trail trail() {
        return trail;
    }

    /**
     * Says how the work ended; the mark is settled with it when the exchange is done. The last conclusion counts.
     *
     * @param link the link as it is from now on, null when it stays as it was
     */
    public synchronized void conclude(Outcome outcome, @Nullable Link link) {
        conclusion = new Conclusion(outcome, link);
    }

    /** How the work ended, once a step said it. */
    public synchronized Optional<Conclusion> conclusion() {
        return Optional.ofNullable(conclusion);
    }

    /**
     * Takes the right to settle the mark.
     *
     * @return true for the first caller only
     */
    public synchronized boolean takeSettlement() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    /** An outcome and the link that comes with it. */
    public record Conclusion(Outcome outcome, @Nullable Link link) {}
}
