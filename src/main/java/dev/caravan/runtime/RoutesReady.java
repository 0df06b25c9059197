package dev.caravan.runtime;

import dev.caravan.console.gate.Readiness;
import org.apache.camel.CamelContext;

/** Ready once all routes have started, until the shutdown begins. */
final class RoutesReady implements Readiness {
    private final CamelContext camel;

    RoutesReady(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public boolean isReady() {
        return camel.getStatus().isStarted();
    }
}
