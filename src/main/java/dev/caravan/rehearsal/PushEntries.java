package dev.caravan.rehearsal;

import dev.caravan.crm.Crm;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LostValue;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import dev.caravan.mapping.FixedField;
import dev.caravan.mapping.MappedField;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Others;
import dev.caravan.mapping.SameValue;
import dev.caravan.mapping.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells of the work on push marks, in the words of a plan. */
final class PushEntries {
    private final PlanSources sources;
    private final RecordingWrites writes;
    private final MarkKind kind;
    private final String object;
    private final @Nullable Mapping mapping;

    PushEntries(PlanSources sources, RecordingWrites writes, MarkKind kind) {
        this.sources = sources;
        this.writes = writes;
        this.kind = kind;
        this.mapping = sources.mapping(kind.connection(), kind.type()).orElse(null);
        this.object = mapping == null ? "" : mapping.object();
    }

    /** @param link as it was before the work */
    PlannedRecord entry(Recorder.Ended ended, @Nullable Link link) {
        Work work = ended.work();
        Map<?, ?> matched = note(work, "matched");
        Map<?, ?> sent = note(work, "sent");
        Ending ending = isRemoved(work) ? removal(work) : Ending.of(ended);
        String id = link != null ? link.id().id() : text(sent.get("id"));
        id = id == null ? text(matched.get("id")) : id;
        boolean writes = ending.isWritten() && sent.get("values") instanceof Map<?, ?>;
        String how = text(matched.get("how"));
        List<PlannedField> fields = writes ? fields(work, sent, link, id, how) : List.of();
        String reason =
                writes && matched.get("reason") != null ? String.valueOf(matched.get("reason")) : ending.reason();
        if (work.isPullWanted()) {
            reason += "; what changed in " + kind.connection() + " is pulled afterwards";
        }
        HubRecord record = work.record();
        return new PlannedRecord(
                kind.connection().value(),
                kind.direction().word(),
                kind.type().word(),
                work.mark().key(),
                object,
                id,
                ending.outcome(),
                reason,
                how,
                Marks.shown(work.mark()),
                fields,
                writes ? associations(sent, link) : List.of(),
                writes ? work.lost().stream().map(PushEntries::gaveWay).toList() : List.of(),
                List.of(),
                PlannedRecord.skippedSteps(work),
                Marks.basis(sources, kind, record, link));
    }

    private List<PlannedField> fields(
            Work work, Map<?, ?> sent, @Nullable Link link, @Nullable String id, @Nullable String how) {
        Map<String, @Nullable Object> before = before(link, id);
        List<PlannedField> fields = new ArrayList<>();
        ((Map<?, ?>) Objects.requireNonNull(sent.get("values"))).forEach((name, value) -> {
            String crmField = String.valueOf(name);
            Optional<MappedField> mapped = mapped(crmField);
            fields.add(new PlannedField(
                    mapped.map(MappedField::field).orElse(isOther(crmField) ? crmField : null),
                    crmField,
                    before.get(crmField),
                    value,
                    crm().canBeRead()
                            ? why(new Change(crmField, mapped, before.get(crmField), value), work, link, id, how)
                            : whyTold(crmField, value, link, id)));
        });
        return fields;
    }

    /** What the CRM has, or, where it only hears, what it was told last. */
    private Map<String, @Nullable Object> before(@Nullable Link link, @Nullable String id) {
        if (id == null) {
            return Map.of();
        }
        if (crm().canBeRead()) {
            return writes.takeBefore(new ExternalId(kind.connection(), object, id));
        }
        return link == null ? Map.of() : link.base();
    }

    private static boolean isRemoved(Work work) {
        return note(work, "answered").containsKey("removed");
    }

    private Ending removal(Work work) {
        String why = work.mark().whyDeleted();
        return new Ending(
                Ending.DELETED,
                ChangeMark.DELETED + (why.isEmpty() ? "" : ": " + why) + "; " + kind.connection() + " is told");
    }

    /** Why a value is sent to a side that only hears. */
    private String whyTold(String crmField, @Nullable Object value, @Nullable Link link, @Nullable String id) {
        if (fixed(crmField)) {
            return "fixed value";
        }
        if (id == null) {
            return "new in " + kind.connection();
        }
        if (link == null || !link.base().containsKey(crmField)) {
            return kind.connection() + " was not told yet";
        }
        return SameValue.isEmpty(value) ? "emptied in the hub" : "changed in the hub";
    }

    private boolean isOther(String crmField) {
        return mapping != null && mapping.others() == Others.SAME_NAME && !fixed(crmField);
    }

    private record Change(
            String crmField,
            Optional<MappedField> mapped,
            @Nullable Object before,
            @Nullable Object after) {}

    private String why(Change change, Work work, @Nullable Link link, @Nullable String id, @Nullable String how) {
        if (fixed(change.crmField())) {
            return "fixed value";
        }
        if (change.mapped().isEmpty()) {
            return "association";
        }
        MappedField mapped = change.mapped().get();
        Optional<LostValue> lost = work.lost().stream()
                .filter(l -> l.field().equals(mapped.field()))
                .findFirst();
        String rule = "sync: " + mapped.sync().word();
        if (lost.isPresent()) {
            return "both changed, " + lost.get().why() + " (" + rule + ")";
        }
        if (id == null) {
            return "new in " + kind.connection();
        }
        if (link == null) {
            return "first link, found by " + how + " (" + rule + ")";
        }
        if (SameValue.isEmpty(change.after())) {
            return "emptied in the hub (onEmpty: clear)";
        }
        return mapped.sync() == Sync.FILL_EMPTY
                ? "empty in " + kind.connection() + " (" + rule + ")"
                : "changed in the hub (" + rule + ")";
    }

    private List<PlannedRecord.Association> associations(Map<?, ?> sent, @Nullable Link link) {
        List<PlannedRecord.Association> associations = new ArrayList<>();
        if (sent.get("associations") instanceof List<?> all) {
            Crm crm = crm();
            for (Object each : all) {
                String[] parts = String.valueOf(each).split(" ", 2);
                // Where an association is a field of the record, it is among the fields.
                if (crm.associationField(object, parts[0]).isEmpty()) {
                    associations.add(new PlannedRecord.Association(parts[0], before(parts[0], link), parts[1]));
                }
            }
        }
        return associations;
    }

    private @Nullable String before(String associated, @Nullable Link link) {
        return link == null
                ? null
                : RecordType.objects().stream()
                        .filter(type -> sources.object(kind.connection(), type).equals(associated))
                        .map(type -> text(link.base().get(Link.associated(type))))
                        .findFirst()
                        .orElse(null);
    }

    private Crm crm() {
        ConnectionName connection = kind.connection();
        return sources.connections().get(connection.value()).crm();
    }

    private Optional<MappedField> mapped(String crmField) {
        return mapping == null
                ? Optional.empty()
                : mapping.fields().stream().filter(f -> f.to().equals(crmField)).findFirst();
    }

    private boolean fixed(String crmField) {
        return mapping != null && mapping.fixed().stream().map(FixedField::to).anyMatch(crmField::equals);
    }

    private static PlannedRecord.GaveWay gaveWay(LostValue lost) {
        return new PlannedRecord.GaveWay(lost.field(), lost.value(), lost.origin(), lost.why());
    }

    private static Map<?, ?> note(Work work, String step) {
        return work.trail().notes().get(step) instanceof Map<?, ?> note ? note : Map.of();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
