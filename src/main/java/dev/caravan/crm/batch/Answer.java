package dev.caravan.crm.batch;

/** How something that was parked ended. */
public sealed interface Answer<R> {

    /** It was done. */
    record Done<R>(R result) implements Answer<R> {}

    /** It was not done, or nobody knows; the exception says what comes next. */
    record Failed<R>(Exception error) implements Answer<R> {}
}
