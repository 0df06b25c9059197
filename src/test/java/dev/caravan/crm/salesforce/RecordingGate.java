package dev.caravan.crm.salesforce;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets everything pass and notes what it was told. */
final class RecordingGate implements CallGate {
    final AtomicInteger entered = new AtomicInteger();
    final AtomicInteger answered = new AtomicInteger();
    final List<String> refused = new CopyOnWriteArrayList<>();
    final List<String> learned = new CopyOnWriteArrayList<>();

    @Override
    public void enter(CallKind kind) {
        entered.incrementAndGet();
    }

    @Override
    public void learned(CallKind kind, long allowed, long remaining, Duration window) {
        learned.add(remaining + " of " + allowed + " in " + window);
    }

    @Override
    public void refused(CallKind kind, Optional<Duration> retryAfter, String detail) {
        refused.add(detail);
    }

    @Override
    public void answered(CallKind kind) {
        answered.incrementAndGet();
    }
}
