package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.CallKind;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class CaravanMetricsTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CaravanMetrics metrics = new CaravanMetrics(registry);

    @Test
    void settlementsAreCountedByOutcome() {
        metrics.settled(HUBSPOT, RecordType.CONTACT, Direction.PUSH, new Outcome.Created(""));
        metrics.settled(HUBSPOT, RecordType.CONTACT, Direction.PUSH, new Outcome.Created(""));
        metrics.settled(HUBSPOT, RecordType.COMPANY, Direction.PUSH, new Outcome.Created(""));
        metrics.settled(HUBSPOT, RecordType.CONTACT, Direction.PUSH, new Outcome.Held(""));
        assertThat(registry.get("caravan.settled")
                        .tags("connection", "hubspot", "record", "contact", "direction", "push", "outcome", "created")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(metrics.count(HUBSPOT, "created")).isEqualTo(3);
        assertThat(metrics.count(new ConnectionName("zoho"), "created")).isZero();
    }

    @Test
    void callsRefusalsAndBatchesAreCounted() {
        metrics.called(HUBSPOT, CallKind.SEARCH);
        metrics.refused(HUBSPOT);
        metrics.batch(HUBSPOT, "contacts", "write", 80);
        metrics.batch(HUBSPOT, "contacts", "write", 100);
        assertThat(registry.get("caravan.calls")
                        .tags("kind", "search")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("caravan.refused").counter().count()).isEqualTo(1);
        assertThat(registry.get("caravan.batch.fill").summary().mean()).isEqualTo(90);
    }

    @Test
    void gaugesAskTheirSuppliers() {
        metrics.watch(HUBSPOT, () -> 0.5, () -> 12, () -> 340);
        assertThat(registry.get("caravan.budget.used")
                        .tag("connection", "hubspot")
                        .gauge()
                        .value())
                .isEqualTo(0.5);
        assertThat(registry.get("caravan.marks.waiting").gauge().value()).isEqualTo(12);
        assertThat(registry.get("caravan.marks.oldest.age.seconds").gauge().value())
                .isEqualTo(340);
    }
}
