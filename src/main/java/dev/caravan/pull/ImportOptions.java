package dev.caravan.pull;

import dev.caravan.mapping.PullPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What an import's settings mean for the merge of its records.
 *
 * @param duplicates what happens to records that the hub has already; null for what the mapping says
 * @param tag put on every record that the import brings; null for none
 */
public record ImportOptions(
        PullPolicy.@Nullable Duplicates duplicates,
        @Nullable String tag) {
    /** As without an import. */
    public static final ImportOptions NONE = new ImportOptions(null, null);
}
