package dev.caravan.console.operations;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;

/**
 * Which records are to be marked for pushing.
 *
 * @param all every record of the type; {@code ids} is empty then
 */
public record PushRequest(ConnectionName connection, RecordType type, List<String> ids, boolean all) {
    public PushRequest {
        if (all != ids.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID,
                    "a push names its records by ids or says \"all\": true, one of the two.");
        }
        if (ids.size() > 100_000) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "ids must name at most 100,000 records.");
        }
        ids = List.copyOf(ids);
    }
}
