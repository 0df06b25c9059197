package dev.caravan.mapping;

import dev.caravan.filter.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be written to the CRM. {@code when} and {@code stages} limit new records only: what exists in the CRM is
 * updated whatever they say (R64).
 *
 * @param create whether records that the CRM does not have are created
 * @param update whether records that the CRM has are updated
 * @param when only records that meet this are created; null for all
 * @param stages only records whose {@code stage} is one of these are created; empty for all (R124, R129)
 */
public record PushPolicy(
        boolean create, boolean update, @Nullable Condition when, List<String> stages) {
    /** Everything is pushed. */
    public static final PushPolicy ALL = new PushPolicy(true, true, null, List.of());

    public PushPolicy {
        stages = List.copyOf(stages);
    }
}
