package dev.caravan.rehearsal;

import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LostValue;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.PullEffect;
import dev.caravan.hub.PullIntake;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.Work;
import dev.caravan.mapping.MappedField;
import dev.caravan.mapping.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells of the work on pull marks, in the words of a plan. */
final class PullEntries {
    private static final String COMPANY = "company_id";

    private final PlanSources sources;
    private final MarkKind kind;
    private final String object;
    private final @Nullable Mapping mapping;

    PullEntries(PlanSources sources, MarkKind kind) {
        this.sources = sources;
        this.kind = kind;
        this.mapping = sources.mapping(kind.connection(), kind.type()).orElse(null);
        this.object = mapping == null ? "" : mapping.object();
    }

    ExternalId id(String key) {
        return new ExternalId(kind.connection(), object, key);
    }

    /**
     * What became of one mark.
     *
     * @param effect null when the record did not come as far as the hub
     * @param company the company that is taken before this record; null when there is none
     */
    PlannedRecord entry(Recorder.Ended ended, @Nullable PullEffect effect, @Nullable ExternalId company) {
        Work work = ended.work();
        Ending ending = Ending.of(ended);
        if (effect == null) {
            return entry(work, null, ending.outcome(), ending.reason(), List.of());
        }
        String outcome = outcome(effect, ending.outcome());
        List<PlannedField> fields = outcome.equals(Ending.CREATED) || outcome.equals(Ending.UPDATED)
                ? fields(effect, how(work))
                : List.of();
        if (company != null && (ending.isWritten() || ending.outcome().equals("unchanged"))) {
            fields = new ArrayList<>(fields);
            fields.removeIf(f -> COMPANY.equals(f.field()));
            Object before = effect.before() == null ? null : effect.before().value(COMPANY);
            fields.add(new PlannedField(COMPANY, null, before, PlannedIds.of(company), "its company is taken first"));
            outcome = outcome.equals("unchanged") ? Ending.UPDATED : outcome;
        }
        return entry(work, effect, outcome, ending.reason(), fields);
    }

    private PlannedRecord entry(
            Work work, @Nullable PullEffect effect, String outcome, String reason, List<PlannedField> fields) {
        HubRecord before = effect == null ? null : effect.before();
        Link link = effect == null ? null : effect.linkBefore();
        boolean isNew = outcome.equals(Ending.CREATED);
        return new PlannedRecord(
                kind.connection().value(),
                kind.direction().word(),
                kind.type().word(),
                isNew ? null : work.about().map(RecordKey::id).orElse(null),
                object,
                work.mark().key(),
                outcome,
                isNew ? "nothing in the hub fits" + lookedBy(work) : reason,
                how(work),
                Marks.shown(work.mark()),
                fields,
                List.of(),
                effect == null
                        ? List.of()
                        : effect.lost().stream()
                                .map(l -> new PlannedRecord.GaveWay(l.field(), l.value(), l.origin(), l.why()))
                                .toList(),
                effect == null ? List.of() : effect.marked(),
                PlannedRecord.skippedSteps(work),
                Marks.basis(sources, kind, before, link));
    }

    /** The word for what a pull changes: the hub says updated also when a record or a link goes. */
    static String outcome(PullEffect effect, String word) {
        if (!word.equals(Ending.UPDATED)) {
            return word;
        }
        if (effect.before() != null && effect.after() == null) {
            return Ending.DELETED;
        }
        return effect.linkBefore() != null && effect.linkAfter() == null ? "unlinked" : word;
    }

    /** The hub's fields that get another value. */
    List<PlannedField> fields(PullEffect effect, @Nullable String how) {
        Map<String, Object> before =
                effect.before() == null ? Map.of() : effect.before().fields();
        Map<String, Object> after =
                effect.after() == null ? Map.of() : effect.after().fields();
        Set<String> names = new LinkedHashSet<>(after.keySet());
        names.addAll(before.keySet());
        List<PlannedField> fields = new ArrayList<>();
        for (String name : names) {
            if (!PlanJson.same(before.get(name), after.get(name))) {
                fields.add(new PlannedField(
                        name, crmField(name), before.get(name), after.get(name), why(name, effect, how)));
            }
        }
        return fields;
    }

    private String why(String field, PullEffect effect, @Nullable String how) {
        if (field.equals(PullIntake.SOURCES)) {
            return "tag of the import";
        }
        Optional<MappedField> mapped = mapped(field);
        String rule = mapped.map(f -> " (sync: " + f.sync().word() + ")").orElse("");
        Optional<LostValue> lost =
                effect.lost().stream().filter(l -> l.field().equals(field)).findFirst();
        if (lost.isPresent()) {
            return (effect.linkBefore() == null ? "" : "both changed, ")
                    + lost.get().why()
                    + rule;
        }
        if (effect.before() == null) {
            return "new in the hub";
        }
        if (effect.linkBefore() == null) {
            return "first link, found by " + how + rule;
        }
        return "changed in " + kind.connection() + rule;
    }

    private @Nullable String crmField(String field) {
        return mapped(field).map(MappedField::to).orElse(null);
    }

    private Optional<MappedField> mapped(String field) {
        return mapping == null
                ? Optional.empty()
                : mapping.fields().stream().filter(f -> f.field().equals(field)).findFirst();
    }

    private static @Nullable String how(Work work) {
        return work.trail().notes().get("matched") instanceof Map<?, ?> note && note.get("reason") != null
                ? String.valueOf(note.get("reason"))
                : null;
    }

    private static String lookedBy(Work work) {
        String how = how(work);
        return how == null || how.equals("none") ? "" : " (" + how + ")";
    }
}
