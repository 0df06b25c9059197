package dev.caravan.rehearsal;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Settling;
import dev.caravan.hub.StandingMarkStore.Taken;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out what a plan says, record by record, and refuses every record of which something has moved since. */
public final class Application {
    private static final int AT_ONCE = 200;

    private final PlanSources sources;
    private final WorkedRoutes.Opener routes;
    private final Settling settler;

    /** @param settler ends the work as it is ended when nobody planned it */
    public Application(PlanSources sources, WorkedRoutes.Opener routes, Settling settler) {
        this.sources = sources;
        this.routes = routes;
        this.settler = settler;
    }

    /**
     * Applies a plan.
     *
     * @param plan its records in their order
     * @param by who asks for it, for the marks that have to be made
     * @param sink gets what became of each record
     */
    public void apply(Iterator<PlannedRecord> plan, String by, Consumer<AppliedRecord> sink) {
        Expected expected = new Expected();
        PlannedIds ids = new PlannedIds(sources.links(), sources.records());
        Carrying carrying = new Carrying(sources, settler, expected, ids);
        ComparingWrites writes = new ComparingWrites(expected, ids);
        Hands hands = new Hands(
                carrying, carrying, writes, ids, (connection, record) -> mayHold(expected, connection, record), true);
        try (WorkedRoutes open = routes.open(hands)) {
            Run run = new Run(open, expected, writes, by, sink);
            List<PlannedRecord> chunk = new ArrayList<>(AT_ONCE);
            while (plan.hasNext()) {
                PlannedRecord next = plan.next();
                if (!chunk.isEmpty()
                        && (chunk.size() == AT_ONCE || !chunk.get(0).kind().equals(next.kind()))) {
                    run.chunk(List.copyOf(chunk));
                    chunk.clear();
                }
                chunk.add(next);
            }
            if (!chunk.isEmpty()) {
                run.chunk(chunk);
            }
        }
    }

    /** Only a record that the plan holds back goes into the review queue, and only one that it lets go leaves it. */
    private static boolean mayHold(Expected expected, ConnectionName connection, RecordKey record) {
        MarkKind kind = new MarkKind(connection, Direction.PUSH, record.type());
        return expected.find(new Expected.Key(kind, record.id()))
                .filter(item -> item.planned().outcome().equals("held"))
                .isPresent();
    }

    /** One plan that is being carried out. */
    private final class Run {
        private final WorkedRoutes open;
        private final Expected expected;
        private final ComparingWrites writes;
        private final String by;
        private final Consumer<AppliedRecord> sink;

        Run(WorkedRoutes open, Expected expected, ComparingWrites writes, String by, Consumer<AppliedRecord> sink) {
            this.open = open;
            this.expected = expected;
            this.writes = writes;
            this.by = by;
            this.sink = sink;
        }

        void chunk(List<PlannedRecord> all) {
            MarkKind kind = all.get(0).kind();
            Map<String, PlannedRecord> good = new LinkedHashMap<>();
            Basis basis = new Basis(kind, all);
            for (PlannedRecord planned : all) {
                String why = planned.outcome().equals(Ending.WAITS)
                                || planned.outcome().equals(Ending.FAILED)
                                || planned.mark() == null && !planned.isChange()
                        ? AppliedRecord.LEFT
                        : basis.moved(planned);
                if (why.equals(AppliedRecord.LEFT)) {
                    sink.accept(AppliedRecord.of(planned, AppliedRecord.LEFT, planned.reason()));
                } else if (!why.isEmpty()) {
                    refuse(planned, why);
                } else if (!open.serve(kind)) {
                    refuse(planned, "no route works on it any more");
                } else {
                    good.put(planned.key(), planned);
                }
            }
            carryOut(kind, good);
        }

        private void refuse(PlannedRecord planned, String why) {
            sink.accept(AppliedRecord.of(planned, AppliedRecord.REFUSED, why));
        }

        private void carryOut(MarkKind kind, Map<String, PlannedRecord> good) {
            if (good.isEmpty()) {
                return;
            }
            List<Taken> taken = sources.marks().take(kind, List.copyOf(good.keySet()), "plan applied by " + by);
            for (Taken each : taken) {
                PlannedRecord planned =
                        Objects.requireNonNull(good.get(each.mark().key()));
                expected.add(new Expected.Item(planned, each));
                writes.associates(planned);
            }
            // A company had its turn before: nothing waits for it here.
            open.work(
                    kind,
                    taken.stream()
                            .map(Taken::mark)
                            .map(m -> kind.direction() == Direction.PULL ? Marks.waited(m) : m)
                            .toList());
            writes.forget();
            List<AppliedRecord> ends = new ArrayList<>();
            good.values().forEach(planned -> {
                boolean isTaken = taken.stream().anyMatch(t -> t.mark().key().equals(planned.key()));
                String why = isTaken ? "its route did not end" : "it is being worked on at this moment";
                ends.add(expected.take(Expected.Key.of(planned))
                        .orElseGet(
                                () -> AppliedRecord.of(planned, isTaken ? Ending.FAILED : AppliedRecord.REFUSED, why)));
            });
            Map<String, String> moved = lookWhatMoved(kind, good, ends);
            ends.stream()
                    .map(end -> end.outcome().equals(AppliedRecord.REFUSED)
                                    && moved.containsKey(String.valueOf(end.record()))
                            ? end.because(Objects.requireNonNull(moved.get(String.valueOf(end.record()))))
                            : end)
                    .forEach(sink);
        }

        /**
         * Of updates that were refused: what the CRM has in their fields by now, which tells more than what followed.
         */
        private Map<String, String> lookWhatMoved(
                MarkKind kind, Map<String, PlannedRecord> all, List<AppliedRecord> ends) {
            List<PlannedRecord> refused = ends.stream()
                    .filter(e -> e.outcome().equals(AppliedRecord.REFUSED) && kind.direction() == Direction.PUSH)
                    .map(e -> Objects.requireNonNull(all.get(String.valueOf(e.record()))))
                    .filter(p -> p.externalId() != null && !p.fields().isEmpty())
                    .toList();
            Map<String, String> moved = new LinkedHashMap<>();
            Crm crm = sources.connections().get(kind.connection().value()).crm();
            if (!refused.isEmpty() && crm.canBeRead()) {
                Map<String, CrmRecord> now = Present.read(
                        crm,
                        refused.get(0).object(),
                        refused.stream().map(Run::asWrite).toList());
                for (PlannedRecord planned : refused) {
                    String why = ComparingWrites.moved(planned, now.get(planned.externalId()));
                    if (!why.isEmpty()) {
                        moved.put(planned.key(), why);
                    }
                }
            }
            return moved;
        }

        private static Write asWrite(PlannedRecord planned) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            planned.fields().forEach(f -> values.put(String.valueOf(f.crmField()), f.after()));
            RecordKey record = new RecordKey(planned.kind().type(), planned.key());
            return new Write(record, planned.object(), planned.externalId(), values, List.of(), Map.of(), "");
        }
    }

    /** What the plan of some records was made from, as it is now. */
    private final class Basis {
        private final MarkKind kind;
        private final String mapping;
        private final Map<String, HubRecord> records;
        private final Map<String, Link> links;

        Basis(MarkKind kind, List<PlannedRecord> all) {
            this.kind = kind;
            RecordType type = kind.type();
            List<String> known = all.stream()
                    .map(PlannedRecord::record)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toList();
            this.mapping = sources.fingerprint(kind.connection(), type);
            this.records = sources.records().find(type, known);
            this.links = new LinkedHashMap<>();
            if (kind.direction() == Direction.PUSH) {
                sources.links().find(kind.connection(), type, known).forEach((key, link) -> links.put(key.id(), link));
            } else {
                List<String> keys = all.stream().map(PlannedRecord::key).toList();
                links.putAll(sources.links()
                        .byExternalId(kind.connection(), all.get(0).object(), keys));
            }
        }

        /** What is not as it was, and since when; empty when all is. */
        String moved(PlannedRecord planned) {
            PlannedRecord.Basis basis = planned.basis();
            if (!basis.mapping().equals(mapping)) {
                return "the mapping of " + kind.connection() + " " + kind.type().word() + " is another one";
            }
            String record = planned.record();
            HubRecord now = record == null ? null : records.get(record);
            long version = now == null ? 0 : now.version();
            if (basis.version() != version && (kind.direction() == Direction.PUSH || basis.version() != 0)) {
                return now == null
                        ? "the hub has it no more"
                        : "changed in the hub at " + now.latest().time() + " by "
                                + now.latest().origin() + " (version " + version + ", planned with "
                                + basis.version() + ")";
            }
            return moved(basis, links.get(planned.key()));
        }

        private String moved(PlannedRecord.Basis basis, @Nullable Link link) {
            String id = link == null ? null : link.id().id();
            if (!Objects.equals(basis.linkedWith(), id)) {
                return link == null
                        ? "it is not linked with " + basis.linkedWith() + " any more"
                        : "linked with " + id + " since " + link.agreedAt();
            }
            if (link != null && !PlanJson.fingerprint(link.base()).equals(basis.base())) {
                return "agreed with " + kind.connection() + " again at " + link.agreedAt();
            }
            return "";
        }
    }
}
