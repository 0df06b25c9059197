package dev.caravan.console.operations;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One record that waits for a person. Holds personal data.
 *
 * @param reason why it is held, in one sentence
 * @param record the fields that were compared
 * @param candidates what it may be the same as, the likeliest first
 */
public record ReviewItem(
        long id,
        String connection,
        String type,
        String key,
        String direction,
        String reason,
        Instant since,
        Map<String, Object> record,
        List<Candidate> candidates) {

    /**
     * One possible counterpart.
     *
     * @param why the rule that found it
     */
    public record Candidate(String id, String why, Map<String, Object> fields) {}
}
