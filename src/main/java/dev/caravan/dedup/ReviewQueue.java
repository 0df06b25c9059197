package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.IntentStore;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordKey;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Held records, and what persons decide about them. */
public final class ReviewQueue {
    private final Database database;
    private final ReviewStore store;
    private final Intake intake;
    private final Clock clock;

    /** @param intake marks a record again once it is decided on */
    public ReviewQueue(Database database, ReviewStore store, Intake intake, Clock clock) {
        this.database = database;
        this.store = store;
        this.intake = intake;
        this.clock = clock;
    }

    /**
     * Open entries, oldest first.
     *
     * @param connection null for all connections
     * @param after id of the last entry of the page before, 0 for the first page
     * @param most 1-1000
     */
    public List<ReviewEntry> open(@Nullable ConnectionName connection, long after, int most) {
        return store.open(connection, after, most);
    }

    /** One entry, open or resolved. */
    public Optional<ReviewEntry> find(long id) {
        return store.find(id);
    }

    /**
     * Keeps a decision and marks the record again, in one transaction; the next match follows the decision. It holds
     * until a field changes that the match rules look at.
     *
     * @param by login name of the person
     * @throws InvalidInputException when the entry is unknown or resolved already, or the chosen record is none of its
     *     candidates
     */
    public void resolve(long id, ReviewDecision decision, String by) {
        ReviewEntry entry = store.find(id).orElseThrow(() -> notOpen(id));
        if (decision instanceof ReviewDecision.Link link) {
            refuseStranger(entry, link.candidate());
        }
        RecordKey record = entry.held().record();
        ConnectionName connection = entry.held().connection();
        Direction direction = entry.held().direction();
        database.writeNow(tx -> {
            if (!ReviewStore.close(tx, id, decision, by, clock.millis())) {
                throw notOpen(id);
            }
            if (decision instanceof ReviewDecision.Create && entry.held().isUnanswered()) {
                // The next try is a create of its own, with a time of its own to look from.
                IntentStore.close(tx, connection, record.type(), List.of(record.id()));
            }
            String reason = "decided in the review queue";
            intake.mark(tx, connection, direction, record.type(), record.id(), reason, Lane.LIVE);
            return true;
        });
        intake.wake(connection, direction, record.type());
    }

    private static void refuseStranger(ReviewEntry entry, String chosen) {
        List<ReviewEntry.Candidate> candidates = entry.held().candidates();
        if (entry.held().waitsFor() != null) {
            throw new InvalidInputException(
                    ErrorCode.RECORD_INVALID,
                    "review entry " + entry.id() + " waits for its company and has no candidates. Write 'create' to let"
                            + " the record go without it, or 'skip'.");
        }
        if (entry.held().isUnanswered() && candidates.isEmpty()) {
            // Nothing could be looked for: the person has looked.
            return;
        }
        if (candidates.stream().noneMatch(c -> c.id().equals(chosen))) {
            throw new InvalidInputException(
                    ErrorCode.RECORD_INVALID,
                    "review entry " + entry.id() + " has no candidate '" + chosen + "'. Choose one of "
                            + candidates.stream().map(ReviewEntry.Candidate::id).collect(Collectors.joining(", "))
                            + ", or 'create' or 'skip'.");
        }
    }

    private static InvalidInputException notOpen(long id) {
        return new InvalidInputException(
                ErrorCode.RECORD_NOT_FOUND,
                "review entry " + id + " is not open: it does not exist or is resolved already. List the open ones.");
    }
}
