package dev.caravan.console;

import dev.caravan.crm.CallKind;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/**
 * Figures for Prometheus. Tags name connections, record types and outcomes, never records. Every method may be called
 * for each record: the meters are looked up once.
 */
public final class CaravanMetrics {
    private static final String CONNECTION = "connection";

    private final MeterRegistry registry;
    private final Map<Settled, Counter> settled = new ConcurrentHashMap<>();
    private final Map<Called, Counter> calls = new ConcurrentHashMap<>();
    private final Map<ConnectionName, Counter> refused = new ConcurrentHashMap<>();
    private final Map<Filled, DistributionSummary> batches = new ConcurrentHashMap<>();

    public CaravanMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** One mark was settled. */
    public void settled(ConnectionName connection, RecordType type, Direction direction, Outcome outcome) {
        settled.computeIfAbsent(new Settled(connection, type, direction, outcome.word()), this::settledCounter)
                .increment();
    }

    /**
     * One batch was sent.
     *
     * @param object the CRM's kind of thing
     * @param operation write, read, search, delete, associate or look
     * @param fill records in it
     */
    public void batch(ConnectionName connection, String object, String operation, int fill) {
        batches.computeIfAbsent(new Filled(connection, object, operation), this::batchSummary)
                .record(fill);
    }

    /** One call went out. */
    public void called(ConnectionName connection, CallKind kind) {
        calls.computeIfAbsent(new Called(connection, kind), this::callCounter).increment();
    }

    /** The CRM refused a call because of its limits. */
    public void refused(ConnectionName connection) {
        refused.computeIfAbsent(
                        connection,
                        name -> Counter.builder("caravan.refused")
                                .description("Calls that the CRM refused because of its rate limits")
                                .tag(CONNECTION, name.value())
                                .register(registry))
                .increment();
    }

    /**
     * Shows a connection's state from now on; the suppliers are asked at every scrape.
     *
     * @param budgetUsed part of the rate budget that is used, 0-1
     * @param marksWaiting marks that are not settled
     * @param oldestMarkAgeSeconds age of the oldest of them, 0 when there is none
     */
    public void watch(
            ConnectionName connection,
            DoubleSupplier budgetUsed,
            DoubleSupplier marksWaiting,
            DoubleSupplier oldestMarkAgeSeconds) {
        gauge("caravan.budget.used", "Part of the rate budget that is used, 0-1", connection, budgetUsed);
        gauge("caravan.marks.waiting", "Change marks that are not settled", connection, marksWaiting);
        gauge(
                "caravan.marks.oldest.age.seconds",
                "Age of the oldest change mark that is not settled",
                connection,
                oldestMarkAgeSeconds);
    }

    /** How many records were settled with that outcome since the start, over all record types. */
    public long count(ConnectionName connection, String outcome) {
        return (long) settled.entrySet().stream()
                .filter(entry -> entry.getKey().connection().equals(connection)
                        && entry.getKey().outcome().equals(outcome))
                .mapToDouble(entry -> entry.getValue().count())
                .sum();
    }

    private void gauge(String name, String description, ConnectionName connection, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(description)
                .tag(CONNECTION, connection.value())
                .strongReference(true)
                .register(registry);
    }

    private Counter settledCounter(Settled key) {
        return Counter.builder("caravan.settled")
                .description("Settled change marks by outcome")
                .tags(Tags.of(
                        CONNECTION,
                        key.connection().value(),
                        "record",
                        key.type().word(),
                        "direction",
                        key.direction().word(),
                        "outcome",
                        key.outcome()))
                .register(registry);
    }

    private Counter callCounter(Called key) {
        return Counter.builder("caravan.calls")
                .description("Calls to the CRM by the kind that it counts")
                .tags(
                        CONNECTION,
                        key.connection().value(),
                        "kind",
                        key.kind().name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private DistributionSummary batchSummary(Filled key) {
        return DistributionSummary.builder("caravan.batch.fill")
                .description("Records per batch")
                .tags(CONNECTION, key.connection().value(), "object", key.object(), "operation", key.operation())
                .register(registry);
    }

    private record Settled(ConnectionName connection, RecordType type, Direction direction, String outcome) {}

    private record Called(ConnectionName connection, CallKind kind) {}

    private record Filled(ConnectionName connection, String object, String operation) {}
}
