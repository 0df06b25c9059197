package dev.caravan.rehearsal;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.PullEffect;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.WaitForRecordException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One plan under way; used once, by one thread. */
final class RehearsalRun {
    private static final int AT_ONCE = 200;

    private final PlanSources sources;
    private final WorkedRoutes routes;
    private final Notes notes;
    private final Clock clock;
    private final Wanted wanted;
    private final Map<MarkKind, Tally> tallies = new LinkedHashMap<>();
    private final Set<String> planned = new HashSet<>();
    private final Set<ExternalId> taken = new HashSet<>();
    private final Map<RecordKey, String> pulled = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();
    private int seen;
    private long left;

    /** Where the routes leave what they do. */
    record Notes(Recorder recorder, RecordingWrites writes, PlannedIds ids) {}

    /** How much is wanted, and by whom. */
    record Wanted(int limit, Consumer<PlannedRecord> sink) {}

    RehearsalRun(PlanSources sources, WorkedRoutes routes, Notes notes, Clock clock, Wanted wanted) {
        this.sources = sources;
        this.routes = routes;
        this.notes = notes;
        this.clock = clock;
        this.wanted = wanted;
    }

    PlanTotals totals() {
        tallies.keySet().stream()
                .map(MarkKind::connection)
                .distinct()
                .forEach(c -> sources.stops()
                        .apply(c)
                        .ifPresent(why -> remarks.add(c + " is stopped, since " + why
                                + ": nothing is sent to it before ./caravan enable " + c)));
        return new PlanTotals(
                tallies.values().stream()
                        .filter(t -> !t.isEmpty())
                        .map(Tally::line)
                        .toList(),
                left,
                remarks);
    }

    /** Plans the marks of a kind that stand, as far as the limit goes. */
    void marked(MarkKind kind) {
        long count = sources.marks().count(kind);
        if (count == 0) {
            return;
        }
        if (!routes.serve(kind)) {
            remarks.add(count + " " + kind.direction().word() + " marks of " + kind.connection() + " "
                    + kind.type().word() + " have no route that works on them");
            return;
        }
        long after = 0;
        long looked = 0;
        while (seen < wanted.limit()) {
            List<ChangeMark> page = sources.marks().page(kind, after, Math.min(AT_ONCE, wanted.limit() - seen));
            if (page.isEmpty()) {
                return;
            }
            after = page.get(page.size() - 1).id();
            looked += page.size();
            seen += page.size();
            rehearse(kind, page);
        }
        left += Math.max(0, count - looked);
    }

    /** Plans one record, with its mark or as if it had one. */
    void single(MarkKind kind, String key) {
        if (routes.serve(kind)) {
            seen++;
            rehearse(kind, List.of(mark(kind, key)));
        }
    }

    private ChangeMark mark(MarkKind kind, String key) {
        return sources.marks().find(kind, key).orElseGet(() -> Marks.whatIf(kind, key, clock.instant()));
    }

    private void rehearse(MarkKind kind, List<ChangeMark> marks) {
        List<ChangeMark> fresh =
                marks.stream().filter(m -> planned.add(kind + " " + m.key())).toList();
        if (kind.direction() == Direction.PUSH) {
            push(kind, fresh);
        } else {
            pull(kind, fresh);
        }
    }

    private void work(MarkKind kind, List<ChangeMark> marks) {
        int before = routes.reads(kind.connection());
        routes.work(kind, marks);
        tally(kind).read(routes.reads(kind.connection()) - before);
    }

    private void push(MarkKind kind, List<ChangeMark> marks) {
        Map<RecordKey, Link> links = sources.links()
                .find(
                        kind.connection(),
                        kind.type(),
                        marks.stream().map(ChangeMark::key).toList());
        work(kind, marks);
        PushEntries entries = new PushEntries(sources, notes.writes(), kind);
        for (ChangeMark mark : marks) {
            notes.recorder().take(mark).ifPresent(ended -> {
                PlannedRecord entry = entries.entry(ended, links.get(mark.record()));
                String pull = pulled.get(mark.record());
                PlannedRecord told = pull == null
                        ? entry
                        : entry.ending(
                                Ending.WAITS,
                                "the pull from " + pull + " changes the record first; plan again after that");
                if (told.outcome().equals(Ending.CREATED)) {
                    notes.ids().creates(kind.connection(), mark.record());
                }
                tell(kind, told);
            });
        }
    }

    private void pull(MarkKind kind, List<ChangeMark> marks) {
        work(kind, marks);
        PullEntries entries = new PullEntries(sources, kind);
        Map<ChangeMark, Recorder.Ended> ended = new LinkedHashMap<>();
        Map<ChangeMark, ExternalId> companies = new LinkedHashMap<>();
        for (ChangeMark mark : marks) {
            notes.recorder().take(mark).ifPresent(e -> {
                ended.put(mark, e);
                companyFirst(kind, e).ifPresent(company -> companies.put(mark, company));
            });
        }
        takeCompanies(kind, new LinkedHashSet<>(companies.values()));
        Map<ChangeMark, ChangeMark> again = new LinkedHashMap<>();
        companies.keySet().forEach(mark -> again.put(mark, Marks.waited(mark)));
        if (!again.isEmpty()) {
            work(kind, List.copyOf(again.values()));
            again.forEach((mark, waited) -> notes.recorder().take(waited).ifPresent(e -> ended.put(mark, e)));
        }
        ended.forEach((mark, end) -> {
            PullEffect effect =
                    notes.recorder().takeEffect(entries.id(mark.key())).orElse(null);
            ExternalId company = companies.get(mark);
            pulled(
                    kind,
                    entries.entry(end, effect, company != null && taken.contains(company) ? company : null),
                    effect);
        });
    }

    private void pulled(MarkKind kind, PlannedRecord entry, @Nullable PullEffect effect) {
        if (entry.outcome().equals(Ending.CREATED)) {
            taken.add(new ExternalId(kind.connection(), entry.object(), entry.key()));
        }
        RecordKey record = entry.recordKey();
        if (record != null && entry.isChange()) {
            pulled.put(record, kind.connection().value());
        } else if (record != null && effect != null && effect.linkBefore() == null && effect.linkAfter() != null) {
            pulled.put(record, kind.connection().value());
        }
        tell(kind, entry);
    }

    private Optional<ExternalId> companyFirst(MarkKind kind, Recorder.Ended ended) {
        return ended.error() instanceof WaitForRecordException wait
                        && wait.first().type() == RecordType.COMPANY
                ? Optional.of(new ExternalId(
                        kind.connection(),
                        sources.object(kind.connection(), RecordType.COMPANY),
                        wait.first().id()))
                : Optional.empty();
    }

    /** The companies that records wait for, as the pull itself would mark them. */
    private void takeCompanies(MarkKind children, Set<ExternalId> companies) {
        MarkKind kind = new MarkKind(children.connection(), Direction.PULL, RecordType.COMPANY);
        if (companies.isEmpty() || !routes.serve(kind)) {
            return;
        }
        List<ChangeMark> marks = new ArrayList<>();
        for (ExternalId company : companies) {
            ChangeMark required = new ChangeMark(
                    0,
                    kind.connection(),
                    kind.direction(),
                    kind.type(),
                    company.id(),
                    1,
                    clock.instant(),
                    ChangeMark.REQUIRED_BY + children.type().word(),
                    Lane.LIVE,
                    0,
                    "",
                    null);
            marks.add(sources.marks().find(kind, company.id()).orElse(required));
        }
        rehearse(kind, marks);
    }

    private Tally tally(MarkKind kind) {
        return tallies.computeIfAbsent(
                kind,
                k -> new Tally(
                        k, sources.connections().get(k.connection().value()).crm()));
    }

    private void tell(MarkKind kind, PlannedRecord record) {
        tally(kind).count(record);
        wanted.sink().accept(record);
    }
}
