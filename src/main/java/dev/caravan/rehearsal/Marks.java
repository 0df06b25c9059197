package dev.caravan.rehearsal;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.MarkKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Marks on a plan's way: those that stand, and those that stand for a record without one. */
final class Marks {
    private static final String WHAT_IF = "what if";

    private Marks() {}

    /** Stands for a record that has no mark. */
    static ChangeMark whatIf(MarkKind kind, String key, Instant now) {
        return new ChangeMark(
                0, kind.connection(), kind.direction(), kind.type(), key, 1, now, WHAT_IF, Lane.LIVE, 0, "", null);
    }

    /** The same mark of a record that waits for its company no more. */
    static ChangeMark waited(ChangeMark mark) {
        return new ChangeMark(
                mark.id(),
                mark.connection(),
                mark.direction(),
                mark.type(),
                mark.key(),
                mark.generation(),
                mark.since(),
                ChangeMark.WAITED_FOR + mark.reason(),
                mark.lane(),
                mark.attempts(),
                mark.claim(),
                mark.via());
    }

    static PlannedRecord.@Nullable Mark shown(ChangeMark mark) {
        String reason = mark.reason().startsWith(ChangeMark.WAITED_FOR)
                ? mark.reason().substring(ChangeMark.WAITED_FOR.length())
                : mark.reason();
        return mark.id() == 0 ? null : new PlannedRecord.Mark(mark.since(), reason);
    }

    static PlannedRecord.Basis basis(
            PlanSources sources, MarkKind kind, @Nullable HubRecord record, @Nullable Link link) {
        return new PlannedRecord.Basis(
                sources.fingerprint(kind.connection(), kind.type()),
                record == null ? 0 : record.version(),
                link == null ? null : link.id().id(),
                link == null ? null : PlanJson.fingerprint(link.base()),
                link == null ? null : link.agreedAt());
    }
}
