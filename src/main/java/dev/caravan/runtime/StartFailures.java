package dev.caravan.runtime;

import dev.caravan.problem.CaravanException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the start was refused in the words of the mistake, instead of a stack trace. */
final class StartFailures extends AbstractFailureAnalyzer<CaravanException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, CaravanException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), cause.code().cure(), cause);
    }
}
