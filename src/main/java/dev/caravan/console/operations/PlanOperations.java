package dev.caravan.console.operations;

import dev.caravan.rehearsal.AppliedRecord;
import dev.caravan.rehearsal.PlanRequest;
import dev.caravan.rehearsal.PlanTotals;
import dev.caravan.rehearsal.PlannedRecord;
import java.util.Iterator;
import java.util.function.Consumer;

/** Plans and their application; one at a time, since each sets up the routes once more. */
public interface PlanOperations {

    /**
     * Says what the next pushes and pulls would change, and changes nothing.
     *
     * @param sink gets each record as soon as it is known
     * @throws dev.caravan.problem.InvalidInputException with {@code NOT_READY} while another plan is made or applied
     */
    PlanTotals plan(PlanRequest request, Consumer<PlannedRecord> sink);

    /**
     * Carries out a plan. Throws as {@link #plan} does.
     *
     * @param sink gets what became of each record
     */
    void apply(Iterator<PlannedRecord> plan, String by, Consumer<AppliedRecord> sink);
}
