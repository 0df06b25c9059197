package dev.caravan.console.gate;

/** Whether the routes have started, so that what comes in is also taken in. Asked for every request: must be quick. */
@FunctionalInterface
public interface Readiness {
    boolean isReady();
}
