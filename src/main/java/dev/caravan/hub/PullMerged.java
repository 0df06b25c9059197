package dev.caravan.hub;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of comparing a CRM's record with the hub's.
 *
 * @param refusal why nothing is taken; null when the rest counts
 * @param fields hub fields that get another value, null for one that is emptied
 * @param base see {@link Link#base}
 * @param sent see {@link Link#sent}
 * @param lost values that gave way
 * @param pushBack whether the CRM has to get something from the hub now
 */
public record PullMerged(
        @Nullable String refusal,
        Map<String, @Nullable Object> fields,
        Map<String, @Nullable Object> base,
        Map<String, @Nullable Object> sent,
        List<LostValue> lost,
        boolean pushBack) {
    public PullMerged {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        lost = List.copyOf(lost);
    }

    /** A rule says that this record is not taken. */
    public static PullMerged refused(String why) {
        return new PullMerged(why, Map.of(), Map.of(), Map.of(), List.of(), false);
    }
}
