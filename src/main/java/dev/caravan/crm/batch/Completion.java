package dev.caravan.crm.batch;

/** Called exactly once for everything that was parked, on a thread of the connection's pool. */
@FunctionalInterface
public interface Completion<R> {
    void complete(Answer<R> answer);
}
