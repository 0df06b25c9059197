package dev.caravan.console;

import dev.caravan.console.operations.PlanOperations;
import dev.caravan.rehearsal.AppliedRecord;
import dev.caravan.rehearsal.PlanRequest;
import dev.caravan.rehearsal.PlanTotals;
import dev.caravan.rehearsal.PlannedField;
import dev.caravan.rehearsal.PlannedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A plan of one record, and what was asked. */
final class FakePlans implements PlanOperations {
    static final PlannedRecord RECORD = new PlannedRecord(
            "hubspot",
            "push",
            "contact",
            "ct-1",
            "contacts",
            "501",
            "updated",
            "linked with hubspot contacts 501",
            "link",
            new PlannedRecord.Mark(Instant.parse("2026-03-01T08:30:00Z"), "changed in the hub"),
            List.of(new PlannedField("job_title", "jobtitle", "CTO", "CEO", "changed in the hub (sync: newest)")),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            new PlannedRecord.Basis("abc", 3, "501", "def", Instant.parse("2026-02-01T08:30:00Z")));

    final List<Object> asked = new CopyOnWriteArrayList<>();

    @Override
    public PlanTotals plan(PlanRequest request, Consumer<PlannedRecord> sink) {
        asked.add(request);
        sink.accept(RECORD);
        return new PlanTotals(
                List.of(new PlanTotals.Line("hubspot", "push", "contact", Map.of("updated", 1), 1, 1)), 0, List.of());
    }

    @Override
    public void apply(Iterator<PlannedRecord> plan, String by, Consumer<AppliedRecord> sink) {
        List<PlannedRecord> records = new ArrayList<>();
        plan.forEachRemaining(records::add);
        asked.add(records);
        asked.add(by);
        sink.accept(new AppliedRecord("hubspot", "push", "contact", "ct-1", "501", "updated", ""));
    }
}
