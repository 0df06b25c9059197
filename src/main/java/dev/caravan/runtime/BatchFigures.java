package dev.caravan.runtime;

import dev.caravan.console.CaravanMetrics;
import dev.caravan.crm.batch.BatchListener;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;

/** Shows how full the batches are. */
final class BatchFigures implements BatchListener {
    private final CaravanMetrics metrics;

    BatchFigures(CaravanMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void batch(
            ConnectionName connection,
            String object,
            String operation,
            int size,
            int capacity,
            Duration took,
            String result) {
        metrics.batch(connection, object, operation, size);
    }
}
