package dev.caravan.console.operations;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a record is as it is: its values with their origins, its links, what waits, what happened. Holds personal data.
 *
 * @param links one per connection that has it
 * @param gone counterparts that are no longer there
 * @param lost values that gave way when both sides had changed, the newest first
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
        List<Gone> gone,
        List<Lost> lost,
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
     * A counterpart that is no longer there; the record is not created there again by itself.
     *
     * @param why what became of it
     */
    public record Gone(String connection, String object, String externalId, String why, Instant at) {}

    /**
     * A value that gave way.
     *
     * @param value null for a field that had been emptied
     * @param origin whose value it was
     * @param changedAt when it was set; null when nobody knows
     * @param lostTo whose value stands since
     * @param why the rule that decided
     */
    public record Lost(
            String field,
            @Nullable Object value,
            String origin,
            @Nullable Instant changedAt,
            String lostTo,
            Instant lostAt,
            String why) {}

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
