package dev.caravan.console.operations;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One record that waits for a person. Holds personal data.
 *
 * @param key the record's id in the hub; of one that is to be taken from the CRM, its id there
 * @param direction {@code push} or {@code pull}
 * @param reason why it is held, in one sentence
 * @param record the fields that were compared
 * @param candidates what it may be the same as; none when it waits for its company
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
