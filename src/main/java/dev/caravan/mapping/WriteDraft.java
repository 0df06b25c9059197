package dev.caravan.mapping;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldValues;
import dev.caravan.crm.Match;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.crm.Write;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LostValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private final Map<String, @Nullable Object> sentBefore;
    private final Map<String, @Nullable Object> sent = new LinkedHashMap<>();
    private final List<LostValue> lost = new ArrayList<>();
    private boolean wantsPull;
    private final List<AssociateTo> associations = new ArrayList<>();

    WriteDraft(Match match, boolean manual, int fields) {
        this.match = match;
        this.record = match.record();
        this.manual = manual;
        Link link = match.link();
        CrmRecord read = match.current();
        this.base = link == null ? null : link.base();
        this.sentBefore = link == null ? Map.of() : link.sent();
        this.current = read == null ? null : read.fields();
        this.values = new FieldValues.Builder(match.isNew() ? fields : 4);
        this.agreed = new FieldValues.Builder(fields);
    }

    /** Whether the CRM's record is one that we made, see {@link Match#isOwnCreation}. */
    boolean isOwnCreation() {
        return match.isOwnCreation();
    }

    /** What the CRM holds in a field, what was just read before what was agreed; {@link #UNKNOWN} when nobody knows. */
    @Nullable
    Object held(String to) {
        Object read = read(to);
        return read != UNKNOWN || base == null ? read : base.getOrDefault(to, UNKNOWN);
    }

    /** What was just read; {@link #UNKNOWN} when nothing was. */
    @Nullable
    Object read(String to) {
        return current == null ? UNKNOWN : current.getOrDefault(to, UNKNOWN);
    }

    /** What was agreed on for a field; null when nothing was. */
    @Nullable
    Object agreedBefore(String to) {
        return base == null ? null : base.get(to);
    }

    /** Whether anything was agreed on for a field. */
    boolean hasAgreed(String to) {
        return base != null && base.containsKey(to);
    }

    /** Whether the CRM holds what was agreed on, or what was sent then in the form that it keeps. */
    boolean isAsHeld(String to, @Nullable Object seen) {
        if (base == null || !base.containsKey(to)) {
            return false;
        }
        boolean isFirstSight = sentBefore.containsKey(to) && sentBefore.get(to) == null;
        return SameValue.same(seen, base.get(to)) || isFirstSight && StoredAsSent.sameOrCut(base.get(to), seen);
    }

    /** Whether the hub's value is what was agreed on, or what was sent then and is kept in another form. */
    boolean isAsAgreed(String to, @Nullable Object value) {
        if (base == null || !base.containsKey(to)) {
            return false;
        }
        if (SameValue.same(value, base.get(to))) {
            return true;
        }
        Object form = sentBefore.get(to);
        return form != null && SameValue.same(value, form);
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
            if (sentBefore.containsKey(to)) {
                sent.put(to, sentBefore.get(to));
            }
        }
    }

    /** The CRM's value stands, and the hub has to take it. */
    void leaveToPull(String to) {
        keep(to);
        wantsPull = true;
    }

    /** The CRM's value gives way. */
    void giveWay(FieldStep step, @Nullable Object value, String why) {
        CrmRecord read = match.current();
        lost.add(new LostValue(
                step.from,
                step.hubValue(value),
                match.connection().value(),
                read == null ? null : changedAt(read, step.to),
                record.stamp(step.from).origin(),
                why));
    }

    /** Whether the CRM's value is the newer one of two that both changed; of two of about the same time it is. */
    boolean crmIsNewer(FieldStep step, Duration skew) {
        CrmRecord read = match.current();
        Instant changed = read == null ? null : changedAt(read, step.to);
        return changed != null && !record.stamp(step.from).time().isAfter(changed.plus(skew));
    }

    static @Nullable Instant changedAt(CrmRecord read, String field) {
        Instant own = read.changedAt().get(field);
        return own != null ? own : read.modifiedAt().orElse(null);
    }

    List<LostValue> lost() {
        return lost;
    }

    boolean wantsPull() {
        return wantsPull;
    }

    Map<String, @Nullable Object> sent() {
        return sent;
    }

    void associate(AssociateTo company) {
        if (!SameValue.same(agreedBefore(COMPANY), company.id())) {
            associations.add(company);
        }
        agreed.add(COMPANY, company.id());
    }

    /**
     * Links an activity. If one link is new all are sent, for several may share one field of the CRM, in which the last
     * one stays.
     */
    void link(List<LinkedTo> others) {
        boolean isNew = others.stream()
                .anyMatch(other -> !SameValue.same(agreedBefore(Link.associated(other.type())), other.id()));
        for (LinkedTo other : others) {
            if (isNew) {
                associations.add(new AssociateTo(other.object(), other.id(), AssociateTo.Kind.PRIMARY));
            }
            agreed.add(Link.associated(other.type()), other.id());
        }
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
                sent,
                id == null ? "created" : match.foundBy());
    }
}
