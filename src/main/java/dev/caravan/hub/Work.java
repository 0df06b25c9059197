package dev.caravan.hub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work on one claimed change mark while its exchange travels through a route. Steps find it as the exchange
 * property {@link HubConstants#WORK}, note in its trail what they did, and conclude it. An exchange that does not come
 * from a mark has none.
 */
public final class Work {
    private final ChangeMark mark;
    private final @Nullable HubRecord record;
    private final Instant startedAt;
    private final Trail trail = new Trail();
    private @Nullable Conclusion conclusion;
    private List<LostValue> lost = List.of();
    private @Nullable RecordKey about;
    private boolean pullWanted;
    private Instant readAt;
    private boolean settled;

    /** @param record the record as it is when the mark is claimed; null when that is not known yet */
    public Work(ChangeMark mark, @Nullable HubRecord record, Instant startedAt) {
        this.mark = mark;
        this.record = record;
        this.startedAt = startedAt;
        this.readAt = startedAt;
    }

    public ChangeMark mark() {
        return mark;
    }

    /** The record as it was when the mark was claimed; null when a pull has not found it, or there is none. */
    public @Nullable HubRecord record() {
        return record;
    }

    /** Says when the CRM's record was read, by our clock, before the call began; else it is the start of the work. */
    public synchronized void readAt(Instant time) {
        readAt = time;
    }

    /** Since when what is known of the CRM's record may be old. */
    public synchronized Instant readAt() {
        return readAt;
    }

    /** Says which hub record the work is about, once a pull has found it. */
    public synchronized void about(RecordKey key) {
        about = key;
    }

    /** The hub record that the work is about; empty when a pull has not found it. */
    public synchronized Optional<RecordKey> about() {
        return mark.direction() == Direction.PUSH ? Optional.of(mark.record()) : Optional.ofNullable(about);
    }

    /** Values of the CRM that give way when this work succeeds; kept in the field history then. */
    public synchronized void gaveWay(List<LostValue> values) {
        lost = List.copyOf(values);
    }

    /** What {@link #gaveWay} said. */
    public synchronized List<LostValue> lost() {
        return lost;
    }

    /** Says that the CRM has something that the hub has to take; the CRM's record is marked when this is settled. */
    public synchronized void wantPull() {
        pullWanted = true;
    }

    /** Whether {@link #wantPull} was said. */
    public synchronized boolean isPullWanted() {
        return pullWanted;
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
