package dev.caravan.runtime;

import org.apache.camel.FailedToCreateRouteException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which route cannot be made and how to find the line, instead of a stack trace. */
final class RouteFailures extends AbstractFailureAnalyzer<FailedToCreateRouteException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, FailedToCreateRouteException cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return new FailureAnalysis(
                "route '" + cause.getRouteId() + "' cannot be made: " + deepest.getMessage(),
                "Run ./caravan check, which names the file and the line.",
                cause);
    }
}
