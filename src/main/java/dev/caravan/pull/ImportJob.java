package dev.caravan.pull;

import dev.caravan.hub.ChangeMark;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An import and how far it has come.
 *
 * @param reason why it failed, or what it waits for; null when there is nothing to say
 * @param runs runs that ended
 * @param startedAt of the run that goes on or ended last
 * @param nextAt of the next run, or of the next try; null when it is not waited for
 */
public record ImportJob(
        long id,
        ImportOrder order,
        ImportState state,
        @Nullable String reason,
        int runs,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant nextAt,
        Walked walked) {

    /**
     * How far its listing has come.
     *
     * @param position cursor of the next page, null for the first one
     * @param complete whether the last page was taken
     * @param total how many records there were at the start; null when the CRM does not say
     * @param listed records on the pages that were taken
     * @param marked those of them that were marked: of a live import what is new or changed
     */
    public record Walked(
            @Nullable String position,
            boolean complete,
            @Nullable Long total,
            long listed,
            long marked) {}

    /** What its marks name as what asked for them. */
    public String via() {
        return via(id);
    }

    static String via(long id) {
        return ChangeMark.IMPORT + id;
    }

    /** The import that made a mark; empty when none did. */
    public static Optional<Long> idOf(@Nullable String via) {
        return via == null || !via.startsWith(ChangeMark.IMPORT)
                ? Optional.empty()
                : Optional.of(Long.valueOf(via.substring(ChangeMark.IMPORT.length())));
    }
}
