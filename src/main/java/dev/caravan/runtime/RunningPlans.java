package dev.caravan.runtime;

import dev.caravan.console.operations.PlanOperations;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.rehearsal.Application;
import dev.caravan.rehearsal.AppliedRecord;
import dev.caravan.rehearsal.PlanRequest;
import dev.caravan.rehearsal.PlanTotals;
import dev.caravan.rehearsal.PlannedRecord;
import dev.caravan.rehearsal.Rehearsal;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans on the stores and connections of this process. */
final class RunningPlans implements PlanOperations {
    private static final Logger AUDIT = LoggerFactory.getLogger("caravan.audit");

    private final Rehearsal rehearsal;
    private final Application application;
    private final Semaphore turn = new Semaphore(1);

    RunningPlans(Rehearsal rehearsal, Application application) {
        this.rehearsal = rehearsal;
        this.application = application;
    }

    @Override
    public PlanTotals plan(PlanRequest request, Consumer<PlannedRecord> sink) {
        return inTurn(() -> rehearsal.plan(request, sink));
    }

    @Override
    public void apply(Iterator<PlannedRecord> plan, String by, Consumer<AppliedRecord> sink) {
        Map<String, Integer> outcomes = new TreeMap<>();
        try {
            inTurn(() -> {
                application.apply(plan, by, applied -> {
                    outcomes.merge(applied.outcome(), 1, Integer::sum);
                    sink.accept(applied);
                });
                return outcomes;
            });
        } finally {
            AUDIT.info("{} applied a plan: {}", by, outcomes);
        }
    }

    private <T> T inTurn(Supplier<T> work) {
        if (!turn.tryAcquire()) {
            throw new InvalidInputException(ErrorCode.NOT_READY, "another plan is being made or applied just now.");
        }
        try {
            return work.get();
        } finally {
            turn.release();
        }
    }
}
