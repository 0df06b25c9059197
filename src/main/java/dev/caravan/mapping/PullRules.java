package dev.caravan.mapping;

import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.hub.FieldStamp;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LostValue;
import dev.caravan.hub.PullMerge;
import dev.caravan.hub.PullMerged;
import dev.caravan.hub.Pulled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The merge rules of a pull, field by field. What differs from the base has changed on that side; what changed on one
 * side only goes to the other, as far as the field's rule lets it; where both changed, the rule decides.
 */
public final class PullRules implements PullMerge {
    private final FieldPlan plan;
    private final CrmRecord found;
    private final PullSettings settings;

    /** @param found the CRM's record as it was just read */
    public PullRules(FieldPlan plan, CrmRecord found, PullSettings settings) {
        this.plan = plan;
        this.found = found;
        this.settings = settings;
    }

    @Override
    public PullMerged merge(Pulled pulled, @Nullable HubRecord record, @Nullable Link link) {
        PullPolicy policy = plan.mapping().pull();
        String file = plan.mapping().file();
        if (plan.mapping().isEmpty()) {
            return PullMerged.refused(file + " maps no field, so nothing is pulled");
        }
        if (record == null && !policy.create()) {
            return PullMerged.refused("pull.create is off in " + file);
        }
        if (link != null && !policy.update()) {
            return PullMerged.refused("pull.update is off in " + file);
        }
        Draft draft = new Draft(pulled, record, link);
        for (FieldStep step : plan.steps()) {
            if (found.fields().containsKey(step.to)) {
                draft.step(step);
            } else {
                draft.keep(step.to);
            }
        }
        draft.carryOthers();
        draft.addFromRoute();
        return new PullMerged(null, draft.fields, draft.base, draft.sent, draft.lost, draft.pushBack);
    }

    @Override
    public boolean isHeldWithoutCompany() {
        CompanyRule company = plan.mapping().company();
        return company != null && company.requiredParent() == CompanyRule.RequiredParent.HOLD;
    }

    @Override
    public boolean isCompanyInferred() {
        return plan.mapping().pull().inferCompany();
    }

    /** Whether both sides changed a field whose rule asks who was later. */
    public boolean isContested(Pulled pulled, HubRecord record, Link link) {
        return merge(pulled, record, link).lost().stream().anyMatch(l -> l.why().equals(Draft.NEWER));
    }

    /** One merge under way. */
    private final class Draft {
        static final String NEWER = "the newer one wins";
        static final String OWN_CREATION = "it was created from the hub, whose value counts";

        private final Pulled pulled;
        private final @Nullable HubRecord record;
        /** The hub's record as the CRM got it, with the answer lost: no first meeting. */
        private final boolean isOwnCreation;

        private final Map<String, @Nullable Object> baseBefore;
        private final Map<String, @Nullable Object> sentBefore;
        private final PullPolicy.@Nullable Duplicates duplicates;
        final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        final Map<String, @Nullable Object> base = new LinkedHashMap<>();
        final Map<String, @Nullable Object> sent = new LinkedHashMap<>();
        final List<LostValue> lost = new ArrayList<>();
        boolean pushBack;

        Draft(Pulled pulled, @Nullable HubRecord record, @Nullable Link link) {
            this.pulled = pulled;
            this.record = record;
            this.isOwnCreation = link == null && pulled.how().equals(Match.UNIQUE_FIELD);
            this.baseBefore = link == null ? Map.of() : link.base();
            this.sentBefore = link == null ? Map.of() : link.sent();
            this.duplicates = settings.duplicates() != null
                    ? settings.duplicates()
                    : plan.mapping().pull().duplicates();
        }

        void step(FieldStep step) {
            Object seen = found.fields().get(step.to);
            Object own = record == null ? null : own(step, record);
            if (own == WriteDraft.UNKNOWN) {
                keep(step.to);
            } else if (!step.pulls()) {
                ownOnly(step, own, seen);
            } else if (!baseBefore.containsKey(step.to)) {
                firstMeeting(step, own, seen);
            } else {
                compare(step, own, seen);
            }
        }

        /** What the CRM would hold if it agreed with the hub; {@code UNKNOWN} when the hub's value cannot be sent. */
        private @Nullable Object own(FieldStep step, HubRecord of) {
            try {
                return step.value(of, plan.mapping().file());
            } catch (MappingValueException e) {
                return WriteDraft.UNKNOWN;
            }
        }

        /** A field that is never taken: where the hub owns it, the CRM gets the hub's value back. */
        private void ownOnly(FieldStep step, @Nullable Object own, @Nullable Object seen) {
            if (step.sync != Sync.APP || !step.sentOnUpdate || record == null) {
                keep(step.to);
            } else if (SameValue.same(own, seen)) {
                base.put(step.to, seen);
            } else if (baseBefore.containsKey(step.to) && isAsBefore(step, seen)) {
                keep(step.to);
            } else {
                base.put(step.to, seen);
                if (!SameValue.isEmpty(own) && step.applies(record)) {
                    lose(step, seen, "the App overwrites the CRM");
                    pushBack = true;
                }
            }
        }

        private void firstMeeting(FieldStep step, @Nullable Object own, @Nullable Object seen) {
            boolean hubIsEmpty = record == null || SameValue.isEmpty(record.value(step.from));
            if (SameValue.same(own, seen)) {
                base.put(step.to, seen);
            } else if (hubIsEmpty && (duplicates != PullPolicy.Duplicates.SKIP || record == null)) {
                take(step, seen);
            } else if (SameValue.isEmpty(seen)) {
                base.put(step.to, null);
                pushBack |= duplicates != PullPolicy.Duplicates.SKIP && canSend(step);
            } else if (isOwnCreation && step.sync == Sync.NEWEST && duplicates == null) {
                lose(step, seen, OWN_CREATION);
                base.put(step.to, seen);
                pushBack |= canSend(step);
            } else if (takesAtFirst(step)) {
                lose(step, "at the first meeting the CRM wins");
                take(step, seen);
            } else {
                // Both stay as they are until one of them changes.
                base.put(step.to, seen);
                sent.put(step.to, own);
            }
        }

        private boolean takesAtFirst(FieldStep step) {
            if (duplicates == null) {
                return step.sync != Sync.FILL_EMPTY;
            }
            return duplicates == PullPolicy.Duplicates.OVERWRITE_ALL;
        }

        private void compare(FieldStep step, @Nullable Object own, @Nullable Object seen) {
            boolean hubChanged = !isAgreed(step, own);
            if (isAsBefore(step, seen)) {
                keepSeen(step, seen);
                // Whoever changed the hub marked the record; this only makes sure that nothing stays apart.
                pushBack |= hubChanged && step.sync == Sync.NEWEST && !SameValue.isEmpty(own) && canSend(step);
            } else if (SameValue.same(own, seen)) {
                base.put(step.to, seen);
            } else if (step.sync == Sync.FILL_EMPTY) {
                fillEmpty(step, seen);
            } else if (!hubChanged) {
                take(step, seen);
            } else if (step.sync == Sync.NEWEST && hubIsNewer(step)) {
                lose(step, seen, NEWER);
                base.put(step.to, seen);
                pushBack |= canSend(step);
            } else {
                lose(step, step.sync == Sync.NEWEST ? NEWER : "the CRM overwrites the App");
                take(step, seen);
            }
        }

        /** The CRM holds what was agreed on, or what was sent then in the form that it keeps. */
        private boolean isAsBefore(FieldStep step, @Nullable Object seen) {
            Object before = baseBefore.get(step.to);
            return SameValue.same(seen, before) || isFirstSight(step) && StoredAsSent.sameOrCut(before, seen);
        }

        /** The field was sent and is seen for the first time since. */
        private boolean isFirstSight(FieldStep step) {
            return sentBefore.containsKey(step.to) && sentBefore.get(step.to) == null;
        }

        private boolean isAgreed(FieldStep step, @Nullable Object own) {
            Object form = sentBefore.get(step.to);
            return SameValue.same(own, baseBefore.get(step.to)) || form != null && SameValue.same(own, form);
        }

        private void keepSeen(FieldStep step, @Nullable Object seen) {
            Object before = baseBefore.get(step.to);
            base.put(step.to, seen);
            if (isFirstSight(step)) {
                if (!SameValue.same(seen, before)) {
                    sent.put(step.to, before);
                }
            } else if (sentBefore.containsKey(step.to)) {
                sent.put(step.to, sentBefore.get(step.to));
            }
        }

        private void fillEmpty(FieldStep step, @Nullable Object seen) {
            if (record == null || SameValue.isEmpty(record.value(step.from))) {
                take(step, seen);
            } else {
                base.put(step.to, seen);
                pushBack |= SameValue.isEmpty(seen) && canSend(step);
            }
        }

        private void take(FieldStep step, @Nullable Object seen) {
            base.put(step.to, seen);
            if (!pulled.fields().containsKey(step.from)) {
                return; // a step of the route took it out
            }
            Object value = pulled.fields().get(step.from);
            Object has = record == null ? null : record.value(step.from);
            if (!SameValue.same(value, has)) {
                fields.put(step.from, value);
            }
        }

        private boolean canSend(FieldStep step) {
            return record != null
                    && step.sync != Sync.CRM
                    && step.sentOnUpdate
                    && plan.mapping().push().update()
                    && step.applies(record);
        }

        private boolean hubIsNewer(FieldStep step) {
            Instant crm = WriteDraft.changedAt(found, step.to);
            return record != null
                    && crm != null
                    && record.stamp(step.from).time().isAfter(crm.plus(settings.skew()));
        }

        /** The hub's value gives way. */
        private void lose(FieldStep step, String why) {
            if (record != null) {
                FieldStamp stamp = record.stamp(step.from);
                lost.add(new LostValue(
                        step.from, record.value(step.from), stamp.origin(), stamp.time(), connection(), why));
            }
        }

        /** The CRM's value gives way. */
        private void lose(FieldStep step, @Nullable Object seen, String why) {
            if (record != null) {
                lost.add(new LostValue(
                        step.from,
                        step.hubValue(seen),
                        connection(),
                        WriteDraft.changedAt(found, step.to),
                        record.stamp(step.from).origin(),
                        why));
            }
        }

        private String connection() {
            return pulled.id().connection().value();
        }

        void keep(String to) {
            if (baseBefore.containsKey(to)) {
                base.put(to, baseBefore.get(to));
                if (sentBefore.containsKey(to)) {
                    sent.put(to, sentBefore.get(to));
                }
            }
        }

        /** Fixed values, the company and what an earlier mapping agreed on. */
        void carryOthers() {
            baseBefore.forEach((field, value) -> base.putIfAbsent(field, value));
        }

        /** What a step of the route added fills what is empty. */
        void addFromRoute() {
            for (Map.Entry<String, @Nullable Object> each : pulled.fields().entrySet()) {
                boolean isMapped = false;
                for (FieldStep step : plan.steps()) {
                    isMapped |= step.from.equals(each.getKey());
                }
                Object has = record == null ? null : record.value(each.getKey());
                if (!isMapped && has == null && each.getValue() != null) {
                    fields.put(each.getKey(), each.getValue());
                }
            }
        }
    }
}
