package dev.caravan.runtime;

import dev.caravan.console.CaravanMetrics;
import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;
import java.util.Optional;

/** Counts calls and refusals on their way through the gate; of a connection that is switched off none goes through. */
final class CountingGate implements CallGate {
    private final ConnectionName connection;
    private final CallGate gate;
    private final CaravanMetrics metrics;
    private final ConnectionHealth health;

    CountingGate(ConnectionName connection, CallGate gate, CaravanMetrics metrics, ConnectionHealth health) {
        this.health = health;
        this.connection = connection;
        this.gate = gate;
        this.metrics = metrics;
    }

    @Override
    public void enter(CallKind kind) {
        health.checkOn(connection);
        gate.enter(kind);
        metrics.called(connection, kind);
    }

    @Override
    public void enter(CallKind kind, long units) {
        health.checkOn(connection);
        gate.enter(kind, units);
        metrics.called(connection, kind);
    }

    @Override
    public void learned(CallKind kind, long allowed, long remaining, Duration window) {
        gate.learned(kind, allowed, remaining, window);
    }

    @Override
    public void atLeast(CallKind kind, long remaining, Duration window) {
        gate.atLeast(kind, remaining, window);
    }

    @Override
    public void refused(CallKind kind, Optional<Duration> retryAfter, String detail) {
        metrics.refused(connection);
        gate.refused(kind, retryAfter, detail);
    }

    @Override
    public void answered(CallKind kind) {
        gate.answered(kind);
    }
}
