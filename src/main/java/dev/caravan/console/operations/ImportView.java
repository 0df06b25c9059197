package dev.caravan.console.operations;

import dev.caravan.pull.ImportJob;
import dev.caravan.pull.ImportOrder;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One import and how far it has come.
 *
 * @param kind {@code all}, {@code filter} or {@code list}
 * @param criterion the filter or the list; null for all
 * @param duplicates {@code skip}, {@code overwrite-all} or {@code update-missing}; null for what the mapping says
 * @param state {@code running}, {@code waiting}, {@code paused}, {@code done}, {@code cancelled} or {@code failed}
 * @param reason why it failed, or what it waits for; null when there is nothing to say
 * @param runs runs that ended
 * @param nextAt of the next run or try; null when there is none
 * @param total records at the start of the run; null when the CRM does not say
 * @param listed records that were listed so far
 * @param marked those of them that are to be brought; fewer only for a live import
 * @param left records that are still to be worked on
 * @param outcomes word of the outcome to the number of records of this run
 */
public record ImportView(
        long id,
        String connection,
        String type,
        String kind,
        @Nullable String criterion,
        @Nullable String duplicates,
        @Nullable String tag,
        @Nullable String schedule,
        boolean live,
        String createdBy,
        String state,
        @Nullable String reason,
        int runs,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant nextAt,
        @Nullable Long total,
        long listed,
        long marked,
        long left,
        Map<String, Long> outcomes) {
    public ImportView {
        outcomes = Map.copyOf(outcomes);
    }

    /** An import with its outcomes and the number of its marks that are left. */
    public static ImportView of(ImportJob job, Map<String, Long> outcomes, long left) {
        ImportOrder order = job.order();
        ImportJob.Walked walked = job.walked();
        return new ImportView(
                job.id(),
                order.connection().value(),
                order.type().word(),
                order.kind().word(),
                order.criterion(),
                order.duplicates() == null ? null : ImportOrder.word(order.duplicates()),
                order.tag(),
                order.schedule(),
                order.live(),
                order.createdBy(),
                job.state().word(),
                job.reason(),
                job.runs(),
                job.createdAt(),
                job.startedAt(),
                job.endedAt(),
                job.nextAt(),
                walked.total(),
                walked.listed(),
                walked.marked(),
                left,
                outcomes);
    }
}
