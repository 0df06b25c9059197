package dev.caravan.crm.http;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lets everything pass and writes down what it was told. */
public final class CountingGate implements CallGate {
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** Everything in order, such as {@code enter GENERAL}. */
    public List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public void enter(CallKind kind) {
        told.add("enter " + kind);
    }

    @Override
    public void learned(CallKind kind, long allowed, long remaining, Duration window) {
        told.add("learned " + kind + " " + remaining + "/" + allowed + " " + window);
    }

    @Override
    public void refused(CallKind kind, Optional<Duration> retryAfter, String detail) {
        told.add("refused " + kind + " " + retryAfter.map(Duration::toString).orElse("-"));
    }

    @Override
    public void answered(CallKind kind) {
        told.add("answered " + kind);
    }
}
