package dev.caravan.mapping;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping made ready for many records: a flat list of steps. Safe to share between threads. */
public final class FieldPlan {
    private final Mapping mapping;
    private final String file;
    private final FieldStep[] steps;
    private final FixedField[] fixed;
    private final Set<String> crmFields;
    private final @Nullable Filter when;
    private final Set<String> stages;
    private final @Nullable OtherSteps others;

    private FieldPlan(Mapping mapping, FieldStep[] steps, Expressions expressions) {
        this.mapping = mapping;
        this.file = mapping.file();
        this.steps = steps;
        this.fixed = mapping.fixed().toArray(FixedField[]::new);
        this.crmFields = Collections.unmodifiableSet(mapping.crmFields());
        this.when = mapping.push().when() == null
                ? null
                : Filters.compile(mapping.push().when());
        this.stages = Set.copyOf(mapping.push().stages());
        this.others = mapping.others() == Others.DROP ? null : new OtherSteps(named(mapping), expressions);
    }

    private static Set<String> named(Mapping mapping) {
        Set<String> named = new HashSet<>(mapping.crmFields());
        mapping.fields().forEach(f -> named.add(f.field()));
        return named;
    }

    /**
     * Makes a mapping ready.
     *
     * @param requiredOnCreate CRM fields without which the CRM refuses a new record, as far as they are known
     * @throws dev.caravan.problem.InvalidInputException when an expression is wrong
     */
    public static FieldPlan compile(Mapping mapping, Expressions expressions, Set<String> requiredOnCreate) {
        onceEach(mapping);
        FieldStep[] steps = mapping.fields().stream()
                .map(f -> new FieldStep(f, expressions, requiredOnCreate.contains(f.to())))
                .toArray(FieldStep[]::new);
        return new FieldPlan(mapping, steps, expressions);
    }

    private static void onceEach(Mapping mapping) {
        Set<String> taken = new HashSet<>();
        List<String> names = new ArrayList<>();
        mapping.fields().forEach(f -> names.add(f.to()));
        mapping.fixed().forEach(f -> names.add(f.to()));
        if (mapping.owner() != null) {
            names.add(mapping.owner().to());
        }
        for (String name : names) {
            if (!taken.add(name)) {
                throw new InvalidInputException(
                        ErrorCode.MAPPING_INVALID,
                        mapping.file() + ": the CRM field '" + name + "' is mapped twice. Keep one of them.");
            }
        }
    }

    /** The mapping that this plan was made from. */
    public Mapping mapping() {
        return mapping;
    }

    /** The CRM fields that have to be read before a record that was found can be compared, and for a pull. */
    public Set<String> crmFields() {
        return crmFields;
    }

    /**
     * Whether the CRM's record has to be read although there is a link: a field that is only filled when it is empty is
     * not known to the link's base.
     */
    public boolean needsCurrent(Link link) {
        for (FieldStep step : steps) {
            if (step.sync == Sync.FILL_EMPTY
                    && step.sentOnUpdate
                    && !link.base().containsKey(step.to)) {
                return true;
            }
        }
        return false;
    }

    /** Whether anything of a CRM record that the hub has already is taken from it. */
    public boolean pullsUpdates() {
        return mapping.pull().update() && Arrays.stream(steps).anyMatch(FieldStep::pulls);
    }

    FieldStep[] steps() {
        return steps;
    }

    /**
     * What has to be written so that the CRM agrees with the hub's record. A record that the CRM does not have is
     * created; of one that it has, only what differs from the last agreement, or from the CRM's record as it was just
     * read, is sent.
     *
     * @throws MappingValueException when a value is missing that has to be there, or does not fit
     */
    public MappingResult write(Match match, PlanContext context) {
        return write(match, context, false);
    }

    /** The same for a record of which a person said that it goes without its company. */
    public MappingResult writeAlone(Match match, PlanContext context) {
        return write(match, context, true);
    }

    private MappingResult write(Match match, PlanContext context, boolean alone) {
        String refusal = refusal(match, context.manual());
        if (refusal != null) {
            return new MappingResult.Skip(refusal);
        }
        WriteDraft draft = new WriteDraft(match, context.manual(), steps.length + fixed.length + 1);
        boolean isNew = match.isNew();
        for (FieldStep step : steps) {
            String skip = isNew ? create(step, draft) : update(step, draft, context);
            if (skip != null) {
                return new MappingResult.Skip(skip);
            }
        }
        for (FieldStep step : others == null ? List.<FieldStep>of() : others.of(match)) {
            if (isNew) {
                create(step, draft);
            } else {
                update(step, draft, context);
            }
        }
        if (isNew && draft.isEmpty()) {
            return new MappingResult.Skip("no field that " + file + " maps has a value");
        }
        fix(draft, isNew);
        own(draft, isNew, context);
        link(draft, context);
        return company(draft, context) || alone ? result(draft, isNew) : waiting();
    }

    private @Nullable String refusal(Match match, boolean manual) {
        if (mapping.isEmpty()) {
            return file + " maps no field, so nothing is pushed";
        }
        if (manual) {
            return null;
        }
        PushPolicy push = mapping.push();
        if (!match.isNew()) {
            return push.update() ? null : "push.update is off in " + file;
        }
        if (!push.create()) {
            return "push.create is off in " + file;
        }
        HubRecord record = match.record();
        if (when != null && !when.test(record.fields()::get)) {
            return "the record does not meet push.when in " + file;
        }
        if (!stages.isEmpty() && !stages.contains(record.text("stage"))) {
            return "the record's stage is not among push.stages in " + file;
        }
        return null;
    }

    private @Nullable String create(FieldStep step, WriteDraft draft) {
        if (step.sync == Sync.OFF && !draft.manual || !step.applies(draft.record)) {
            return null;
        }
        Object value = step.value(draft.record, file);
        if (value != null) {
            draft.send(step.to, value);
            return null;
        }
        OnEmpty onEmpty = step.onEmpty != null ? step.onEmpty : step.required ? OnEmpty.ERROR : OnEmpty.SKIP_FIELD;
        String skip = withoutValue(step, onEmpty, draft);
        draft.agree(step.to, null);
        return skip;
    }

    private @Nullable String update(FieldStep step, WriteDraft draft, PlanContext context) {
        @Nullable Duration skew = context.skew();
        boolean resting = step.sync == Sync.OFF && !draft.manual || step.sync == Sync.CRM || !step.sentOnUpdate;
        if (resting || !step.applies(draft.record)) {
            draft.keep(step.to);
            return null;
        }
        Object value = step.value(draft.record, file);
        if (value == null) {
            return emptied(step, draft, skew);
        }
        if (context.known().contains(draft.record.stamp(step.from).origin())) {
            draft.agree(step.to, value);
        } else if (draft.read(step.to) == WriteDraft.UNKNOWN) {
            updateUnseen(step, value, draft);
        } else {
            updateSeen(step, value, draft, skew);
        }
        return null;
    }

    /** The CRM is taken to hold what was agreed on last. */
    private static void updateUnseen(FieldStep step, Object value, WriteDraft draft) {
        if (draft.isAsAgreed(step.to, value)) {
            draft.keep(step.to);
        } else if (step.sync == Sync.FILL_EMPTY
                && !(draft.hasAgreed(step.to) && SameValue.isEmpty(draft.agreedBefore(step.to)))) {
            // Neither side gives way here, so what the CRM holds is as good as agreed.
            draft.keep(step.to);
        } else {
            draft.send(step.to, value);
        }
    }

    /** The CRM's record was just read, so that a change there is not overwritten unseen. */
    private static void updateSeen(FieldStep step, Object value, WriteDraft draft, @Nullable Duration skew) {
        Object seen = draft.read(step.to);
        if (SameValue.same(value, seen)) {
            draft.agree(step.to, seen);
            return;
        }
        if (step.sync == Sync.FILL_EMPTY) {
            if (SameValue.isEmpty(seen)) {
                draft.send(step.to, value);
            } else {
                draft.agree(step.to, seen);
            }
            return;
        }
        boolean crmStayed = draft.isAsHeld(step.to, seen);
        if (crmStayed && draft.isAsAgreed(step.to, value)) {
            draft.keep(step.to);
        } else if (crmStayed || SameValue.isEmpty(seen) && !draft.hasAgreed(step.to)) {
            draft.send(step.to, value);
        } else if (step.sync == Sync.NEWEST && crmWins(step, value, draft, skew)) {
            draft.leaveToPull(step.to);
        } else {
            draft.giveWay(step, seen, step.sync == Sync.APP ? "the App overwrites the CRM" : "the newer one wins");
            draft.send(step.to, value);
        }
    }

    /** Of two values that differ, where the CRM's is not the agreed one. */
    private static boolean crmWins(FieldStep step, Object value, WriteDraft draft, @Nullable Duration skew) {
        if (!step.pulls()) {
            // What the hub cannot take must not stay apart for ever.
            return false;
        }
        if (!draft.hasAgreed(step.to)) {
            // At the first meeting the CRM wins where both ways are open (R63).
            return skew != null && !draft.manual && !draft.isOwnCreation();
        }
        if (draft.isAsAgreed(step.to, value)) {
            return true;
        }
        return draft.crmIsNewer(step, skew == null ? Duration.ZERO : skew);
    }

    private @Nullable String emptied(FieldStep step, WriteDraft draft, @Nullable Duration skew) {
        OnEmpty onEmpty = step.onEmpty == null ? OnEmpty.SKIP_FIELD : step.onEmpty;
        String skip = withoutValue(step, onEmpty, draft);
        Object seen = draft.read(step.to);
        boolean crmChanged = seen != WriteDraft.UNKNOWN && !draft.isAsHeld(step.to, seen);
        if (SameValue.isEmpty(draft.held(step.to))) {
            draft.agree(step.to, null);
        } else if (onEmpty != OnEmpty.CLEAR
                || step.sync == Sync.FILL_EMPTY
                || SameValue.isEmpty(draft.agreedBefore(step.to))) {
            draft.keep(step.to);
        } else if (crmChanged
                && step.sync == Sync.NEWEST
                && step.pulls()
                && draft.crmIsNewer(step, skew == null ? Duration.ZERO : skew)) {
            draft.leaveToPull(step.to);
        } else {
            if (crmChanged) {
                draft.giveWay(step, seen, "the newer one wins");
            }
            draft.send(step.to, null);
        }
        return skip;
    }

    private @Nullable String withoutValue(FieldStep step, OnEmpty onEmpty, WriteDraft draft) {
        if (onEmpty == OnEmpty.ERROR) {
            throw new MappingValueException(
                    ErrorCode.REQUIRED_FIELD_MISSING,
                    step.to,
                    file + ":" + step.line + " " + draft.record.key() + ": '" + step.to
                            + "' has to have a value and the record's '" + step.from
                            + "' is empty. Fill it in, or set onEmpty: skip-record.");
        }
        return onEmpty == OnEmpty.SKIP_RECORD
                ? "'" + step.from + "' is empty and " + file + ":" + step.line + " says onEmpty: skip-record"
                : null;
    }

    private void fix(WriteDraft draft, boolean isNew) {
        for (FixedField field : fixed) {
            if (isNew) {
                if (field.send().onCreate()) {
                    draft.send(field.to(), field.value());
                }
            } else if (!field.send().onUpdate()) {
                draft.keep(field.to());
            } else if (SameValue.same(field.value(), draft.held(field.to()))) {
                draft.agree(field.to(), field.value());
            } else {
                draft.send(field.to(), field.value());
            }
        }
    }

    private void own(WriteDraft draft, boolean isNew, PlanContext context) {
        OwnerRule owner = mapping.owner();
        if (owner == null) {
            return;
        }
        if (isNew && context.ownerId() != null) {
            draft.send(owner.to(), context.ownerId());
        } else {
            draft.keep(owner.to());
        }
    }

    private void link(WriteDraft draft, PlanContext context) {
        draft.link(context.links());
        for (RecordType type : mapping.linkTo()) {
            // What is associated already stays so when the record no longer refers to it.
            if (context.links().stream().noneMatch(each -> each.type() == type)) {
                draft.keep(Link.associated(type));
            }
        }
    }

    /** Whether the record may go as far as its company is concerned. */
    private boolean company(WriteDraft draft, PlanContext context) {
        CompanyRule rule = mapping.company();
        if (rule == null) {
            return true;
        }
        if (context.companyId() != null && context.companyObject() != null) {
            draft.associate(new AssociateTo(context.companyObject(), context.companyId(), rule.association()));
            return true;
        }
        draft.keep(WriteDraft.COMPANY);
        return rule.requiredParent() != CompanyRule.RequiredParent.HOLD
                || draft.record.reference(RecordType.COMPANY).isEmpty();
    }

    private MappingResult result(WriteDraft draft, boolean isNew) {
        if (!isNew && draft.isEmpty()) {
            return new MappingResult.Unchanged(draft.agreed(), draft.sent(), draft.wantsPull());
        }
        return new MappingResult.Send(draft.write(mapping.object()), draft.lost(), draft.wantsPull());
    }

    private MappingResult waiting() {
        return new MappingResult.Hold(
                "its company is not in the CRM yet and " + file + " says company.requiredParent: hold");
    }

    /**
     * The hub fields that a CRM record stands for; null for a field that is empty in the CRM, no entry for one that was
     * not read or is not pulled.
     */
    public Map<String, @Nullable Object> toHub(CrmRecord record) {
        Map<String, @Nullable Object> hub = new LinkedHashMap<>(steps.length * 2);
        Map<String, @Nullable Object> fields = record.fields();
        for (FieldStep step : steps) {
            if (step.pulls() && fields.containsKey(step.to)) {
                hub.put(step.from, step.hubValue(fields.get(step.to)));
            }
        }
        return hub;
    }
}
