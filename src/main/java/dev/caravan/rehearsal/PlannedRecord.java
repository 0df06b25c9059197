package dev.caravan.rehearsal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What would become of one record in one connection.
 *
 * @param direction {@code push} or {@code pull}
 * @param record the hub's id; null for a record that a pull would create
 * @param externalId the CRM's id; null for a record that a push would create
 * @param outcome {@code created}, {@code updated}, {@code unlinked}, {@code deleted}, {@code unchanged},
 *     {@code skipped}, {@code held}, {@code failed} or {@code waits}
 * @param reason one sentence; no field values
 * @param matchedBy how the two sides found each other; null when nobody looked
 * @param mark null when the record has none and is only looked at
 * @param gaveWay values that would give way because both sides had changed
 * @param then connections to which the hub's record would have to go afterwards
 * @param skippedSteps steps of the route that were left out of the rehearsal
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PlannedRecord(
        String connection,
        String direction,
        String type,
        @Nullable String record,
        String object,
        @Nullable String externalId,
        String outcome,
        String reason,
        @Nullable String matchedBy,
        @Nullable Mark mark,
        List<PlannedField> fields,
        List<Association> associations,
        List<GaveWay> gaveWay,
        List<String> then,
        List<String> skippedSteps,
        Basis basis) {
    /** Note of a trail that names the steps that were left out. */
    public static final String SKIPPED_STEPS = "skippedSteps";

    /** Outcomes that change something on one of the two sides. */
    private static final Set<String> CHANGES = Set.of("created", "updated", "unlinked", "deleted");

    public PlannedRecord {
        fields = fields == null ? List.of() : List.copyOf(fields);
        associations = associations == null ? List.of() : List.copyOf(associations);
        gaveWay = gaveWay == null ? List.of() : List.copyOf(gaveWay);
        then = then == null ? List.of() : List.copyOf(then);
        skippedSteps = skippedSteps == null ? List.of() : List.copyOf(skippedSteps);
    }

    /** Why the record is to be worked on. */
    public record Mark(Instant since, String reason) {}

    /**
     * One association that is made.
     *
     * @param before id of the other record now, null for none
     * @param after see {@link PlannedField#after}
     */
    public record Association(String object, @Nullable String before, String after) {}

    /** A value that gives way. */
    public record GaveWay(String field, @Nullable Object value, String origin, String why) {}

    /**
     * What the plan was made from; when one of these is another one, it does not hold any more.
     *
     * @param mapping fingerprint of the mapping file
     * @param version the hub record's version; 0 when there is none
     * @param linkedWith the CRM's id in the link; null when there is no link
     * @param base fingerprint of the values as of the last agreement; null when there is no link
     * @param agreedAt when that was
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Basis(
            String mapping,
            long version,
            @Nullable String linkedWith,
            @Nullable String base,
            @Nullable Instant agreedAt) {}

    /** Whether one of the two sides gets another state. */
    @JsonIgnore
    public boolean isChange() {
        return CHANGES.contains(outcome);
    }

    /** The marks among which this record's is. */
    @JsonIgnore
    public MarkKind kind() {
        return new MarkKind(new ConnectionName(connection), Direction.of(direction), RecordType.of(type));
    }

    /** The key of its mark: the hub's id for a push, the CRM's for a pull. */
    @JsonIgnore
    public String key() {
        String key = Direction.of(direction) == Direction.PUSH ? record : externalId;
        return key == null ? "" : key;
    }

    /** The hub's record; null when a pull would create it. */
    @JsonIgnore
    public @Nullable RecordKey recordKey() {
        return record == null ? null : new RecordKey(RecordType.of(type), record);
    }

    /** The steps that a record's trail says were left out. */
    public static List<String> skippedSteps(Work work) {
        return work.trail().notes().get(SKIPPED_STEPS) instanceof List<?> steps
                ? steps.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The same with another end. */
    PlannedRecord ending(String otherOutcome, String otherReason) {
        return new PlannedRecord(
                connection,
                direction,
                type,
                record,
                object,
                externalId,
                otherOutcome,
                otherReason,
                matchedBy,
                mark,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                skippedSteps,
                basis);
    }
}
