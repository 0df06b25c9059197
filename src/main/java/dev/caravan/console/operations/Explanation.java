package dev.caravan.console.operations;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a record is as it is: its values with their origins, its links, what waits, what happened. Holds personal data.
 *
 * @param links one per connection that has it
 * @param waiting marks that are not settled
 * @param log the latest settlements, the newest first
 * @param trail what the steps did at the latest settlement of each connection, by the connection's name
 */
public record Explanation(
        String type,
        String id,
        long version,
        Map<String, Value> fields,
        List<LinkView> links,
        List<Waiting> waiting,
        List<SyncLogLine> log,
        Map<String, Map<String, Object>> trail) {

    /** A field's value, and when and by whom it was set. */
    public record Value(Object value, Instant since, String origin) {}

    /**
     * The record's counterpart in one CRM.
     *
     * @param how how the two found each other
     * @param base the values of the last agreement
     */
    public record LinkView(
            String connection,
            String object,
            String externalId,
            String how,
            Instant agreedAt,
            Map<String, @Nullable Object> base) {}

    /**
     * A mark that is not settled.
     *
     * @param due when it is worked on next
     */
    public record Waiting(
            String connection,
            String direction,
            Instant since,
            String reason,
            int attempts,
            @Nullable Instant due) {}
}
