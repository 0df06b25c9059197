package dev.caravan.crm.batch;

import dev.caravan.hub.ConnectionName;
import java.time.Duration;

/** Told of every call that the batches make, for metrics. */
@FunctionalInterface
public interface BatchListener {
    /** Takes no notice. */
    BatchListener NONE = (connection, object, operation, size, capacity, took, result) -> {};

    /**
     * A call is over.
     *
     * @param operation {@code write}, {@code read}, {@code search}, {@code delete}, {@code associate}, {@code look}
     * @param size records in the call
     * @param capacity records that would have fitted
     * @param result {@code ok}, {@code partial}, {@code refused}, {@code rejected}, {@code transient},
     *     {@code rate-limited}, {@code unauthorized}, {@code error}
     */
    void batch(
            ConnectionName connection,
            String object,
            String operation,
            int size,
            int capacity,
            Duration took,
            String result);
}
