package dev.caravan.console.operations;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;

/** Which dead letters are to be replayed. */
public sealed interface ReplayRequest {

    /** The named ones. */
    record Ids(List<Long> ids) implements ReplayRequest {
        public Ids {
            if (ids.isEmpty() || ids.size() > 10_000) {
                throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "ids must name 1-10,000 dead letters.");
            }
            ids = List.copyOf(ids);
        }
    }

    /** All that the filter finds, whatever its page. */
    record Matching(DeadLetterFilter filter) implements ReplayRequest {}

    record All() implements ReplayRequest {}
}
