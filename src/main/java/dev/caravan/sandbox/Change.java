package dev.caravan.sandbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * One commit in a vendor's data.
 *
 * @param seq counts up from 1 without gaps
 * @param request id of the call that did it
 * @param operation of that call
 * @param kind what was done to the record
 * @param object vendor's name of the object
 * @param values what was written: vendor field to value, empty text for a cleared one; further facts by kind ("merged"
 *     names the loser's id, links name both ends)
 */
public record Change(
        long seq,
        Instant at,
        String request,
        String operation,
        Kind kind,
        String object,
        String id,
        Map<String, String> values) {
    /** What was done. */
    public enum Kind {
        CREATED,
        UPDATED,
        /** Archived or put into a bin; the vendor still knows it. */
        DELETED,
        RESTORED,
        /** Gone for good, as asked for by a person. */
        ERASED,
        /** The named record won. */
        MERGED,
        LINKED,
        UNLINKED,
        /** Something beside records: schema, lists, settings. */
        CONFIGURED;

        /** Lower-case word for JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
