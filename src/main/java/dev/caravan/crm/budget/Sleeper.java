package dev.caravan.crm.budget;

import java.time.Duration;

/** How a thread waits; tests move their clock instead. */
@FunctionalInterface
public interface Sleeper {

    /** Waits about that long, at least a microsecond. */
    void sleep(Duration time) throws InterruptedException;

    /** Waits in real time. */
    static Sleeper real() {
        return time -> java.util.concurrent.TimeUnit.NANOSECONDS.sleep(Math.max(1_000, time.toNanos()));
    }
}
