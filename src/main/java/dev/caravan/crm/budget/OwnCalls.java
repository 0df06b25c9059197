package dev.caravan.crm.budget;

import java.time.Duration;

/**
 * How many calls or units went through one window lately, by twentieths of its length. Not thread-safe: its budget
 * locks.
 */
final class OwnCalls {
    private static final int PARTS = 20;
    /** A vendor counts a call when it arrives, so what it counts may have left a little before its window began. */
    private static final int PARTS_LATELY = PARTS + 2;

    private final SteadyTime time;
    private final long partNanos;
    private final long[] counts = new long[PARTS_LATELY];
    private long newest;

    OwnCalls(Duration window, SteadyTime time) {
        this.time = time;
        this.partNanos = Math.max(1, window.toNanos() / PARTS);
        this.newest = time.currentTimeNanos() / partNanos;
    }

    void add(long units) {
        roll();
        counts[Math.floorMod(newest, PARTS_LATELY)] += units;
    }

    /** Of a window's length up to now. */
    long inWindow() {
        return sum(PARTS);
    }

    /** Of a window's length and what may have been on its way when it began. */
    long lately() {
        return sum(PARTS_LATELY);
    }

    private long sum(int parts) {
        roll();
        long sum = 0;
        for (long part = newest; part > newest - parts; part--) {
            sum += counts[Math.floorMod(part, PARTS_LATELY)];
        }
        return sum;
    }

    private void roll() {
        long now = time.currentTimeNanos() / partNanos;
        for (long part = Math.max(newest + 1, now - PARTS_LATELY + 1); part <= now; part++) {
            counts[Math.floorMod(part, PARTS_LATELY)] = 0;
        }
        newest = now;
    }
}
