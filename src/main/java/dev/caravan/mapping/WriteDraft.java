package dev.caravan.mapping;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldValues;
import dev.caravan.crm.Match;
import dev.caravan.crm.Write;
import dev.caravan.hub.FieldStamp;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The write that grows while the steps of a plan are taken for one record. */
final class WriteDraft {
    static final String COMPANY = Link.COMPANY;
    /** Stands for a value that nobody knows, as opposed to an empty one. */
    static final Object UNKNOWN = new Object();

    final HubRecord record;
    final boolean manual;
    private final Match match;
    private final @Nullable Map<String, @Nullable Object> base;
    private final @Nullable Map<String, @Nullable Object> current;
    private final FieldValues.Builder values;
    private final FieldValues.Builder agreed;
    private List<AssociateTo> associations = List.of();

    WriteDraft(Match match, boolean manual, int fields) {
        this.match = match;
        this.record = match.record();
        this.manual = manual;
        Link link = match.link();
        CrmRecord read = match.current();
        this.base = link == null ? null : link.base();
        this.current = read == null ? null : read.fields();
        this.values = new FieldValues.Builder(match.isNew() ? fields : 4);
        this.agreed = new FieldValues.Builder(fields);
    }

    /** What the CRM holds in a field, what was just read before what was agreed; {@link #UNKNOWN} when nobody knows. */
    @Nullable
    Object held(String to) {
        Object read = current == null ? UNKNOWN : current.getOrDefault(to, UNKNOWN);
        return read != UNKNOWN || base == null ? read : base.getOrDefault(to, UNKNOWN);
    }

    /** What was agreed on for a field; null when nothing was. */
    @Nullable
    Object agreedBefore(String to) {
        return base == null ? null : base.get(to);
    }

    void send(String to, @Nullable Object value) {
        values.add(to, value);
        agreed.add(to, value);
    }

    void agree(String to, @Nullable Object value) {
        agreed.add(to, value);
    }

    /**
     * Leaves a field alone: what was agreed on stays agreed, so that a later pull still sees what changed in the CRM.
     */
    void keep(String to) {
        Object before = base == null ? UNKNOWN : base.getOrDefault(to, UNKNOWN);
        if (before != UNKNOWN) {
            agreed.add(to, before);
        }
    }

    /** Whether the CRM's value is the newer one of two that differ. */
    boolean crmIsNewer(FieldStep step, @Nullable Object value) {
        CrmRecord read = match.current();
        if (base == null
                || read == null
                || !base.containsKey(step.to)
                || !read.fields().containsKey(step.to)) {
            return false;
        }
        Object before = base.get(step.to);
        if (SameValue.same(value, before)) {
            return true;
        }
        if (SameValue.same(read.fields().get(step.to), before)) {
            return false;
        }
        FieldStamp stamp = record.stamp(step.from);
        return read.modifiedAt().map(time -> time.isAfter(stamp.time())).orElse(false);
    }

    void associate(AssociateTo company) {
        if (!SameValue.same(agreedBefore(COMPANY), company.id())) {
            associations = List.of(company);
        }
        agreed.add(COMPANY, company.id());
    }

    boolean isEmpty() {
        return values.isEmpty() && associations.isEmpty();
    }

    Map<String, @Nullable Object> agreed() {
        return agreed.build();
    }

    Write write(String object) {
        Link link = match.link();
        CrmRecord read = match.current();
        String id = link != null ? link.id().id() : read == null ? null : read.id();
        return new Write(
                record.key(),
                object,
                id,
                values.build(),
                associations,
                agreed.build(),
                id == null ? "created" : match.how());
    }
}
