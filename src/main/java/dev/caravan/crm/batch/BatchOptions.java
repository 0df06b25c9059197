package dev.caravan.crm.batch;

import java.time.Duration;

/**
 * How batches are made.
 *
 * @param linger how long no further record has to come before a batch that is not full is sent; after ten times that it
 *     is sent in any case
 * @param maxBatch most records in one call; 0 for as many as the vendor takes
 */
public record BatchOptions(Duration linger, int maxBatch) {
    /** What serves unless a route says otherwise. */
    public static final BatchOptions USUAL = new BatchOptions(Duration.ofMillis(25), 0);

    public BatchOptions {
        if (linger.isNegative() || linger.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("linger must be 0-60 s and is " + linger.toMillis() + " ms");
        }
        if (maxBatch < 0) {
            throw new IllegalArgumentException("maxBatch must be 0 or more and is " + maxBatch);
        }
    }

    /** The batch size for a call that takes at most so many. */
    int capacity(int vendors) {
        int most = Math.max(1, vendors);
        return maxBatch == 0 ? most : Math.min(maxBatch, most);
    }
}
