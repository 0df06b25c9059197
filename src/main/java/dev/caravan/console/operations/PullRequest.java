package dev.caravan.console.operations;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.List;

/**
 * What is to be taken from a CRM at once.
 *
 * @param ids the CRM's ids of the records; empty means whatever changed since the last look
 */
public record PullRequest(ConnectionName connection, RecordType type, List<String> ids) {
    private static final int MOST = 100_000;

    public PullRequest {
        if (ids.size() > MOST || ids.stream().anyMatch(String::isBlank)) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "ids must name at most 100,000 records, each by the CRM's id.");
        }
        ids = List.copyOf(ids);
    }
}
