package dev.caravan.console.operations;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.problem.Mistake;
import java.util.List;
import java.util.Optional;

/**
 * What operators see and do. Every method may be called by several threads at once, and throws a
 * {@link dev.caravan.problem.CaravanException} for what a caller got wrong. {@code by} is the name of the user who
 * acts.
 */
public interface Operations {

    Summary summary();

    /** All connections in the order of their names. */
    List<ConnectionView> connections();

    /** The newest line first. */
    Page<SyncLogLine> syncLog(SyncLogFilter filter);

    /** The newest dead letter first. */
    Page<DeadLetterView> deadLetters(DeadLetterFilter filter);

    Optional<DeadLetterDetail> deadLetter(long id);

    /** Sends dead letters through their routes again, at the next claim. */
    Accepted replay(ReplayRequest request, String by);

    /** What waits for a person, the oldest first. */
    Page<ReviewItem> review(ReviewFilter filter);

    /** Ends the waiting of one record. */
    Accepted decide(long id, ReviewDecision decision, String by);

    /** Everything that is known about one record, empty when the hub has never seen it. */
    Optional<Explanation> explain(RecordKey record);

    /** Marks records for pushing. */
    Accepted push(PushRequest request, String by);

    /**
     * Lets a connection go on that a person had switched off, or whose other side had ended it.
     *
     * @return 1, or 0 when it was on
     */
    Accepted enable(ConnectionName connection, String by);

    /**
     * Switches a connection off: no call is made, and its marks wait.
     *
     * @return 1, or 0 when it was off
     */
    Accepted disable(ConnectionName connection, String by);

    /** All mistakes of the mapping files, in the order of their files and lines. */
    List<Mistake> mappingProblems();
}
