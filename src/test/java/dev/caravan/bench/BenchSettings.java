package dev.caravan.bench;

import java.time.Duration;

/**
 * How long and how much is measured: {@code -Dbench.seconds=20 -Dbench.warmup=40 -Dbench.rounds=3
 * -Dbench.records=20000}.
 */
final class BenchSettings {
    private BenchSettings() {}

    /** Length of one measurement. */
    static Duration measured() {
        return Duration.ofSeconds(Integer.getInteger("bench.seconds", 20));
    }

    /** Load before the first measurement; a JVM on two cores is at its speed after 60-80 s in all. */
    static Duration warmUp() {
        return Duration.ofSeconds(Integer.getInteger("bench.warmup", 40));
    }

    /** Measurements of each, of which the median counts. */
    static int rounds() {
        return Integer.getInteger("bench.rounds", 3);
    }

    /** Records of one push. */
    static int records() {
        return Integer.getInteger("bench.records", 60_000);
    }

    /** Keep-alive connections that send at the same time. */
    static int senders() {
        return Integer.getInteger("bench.senders", 64);
    }
}
