package dev.caravan.console;

import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Whether the store takes writes. */
public final class StoreHealth implements HealthIndicator {
    private final Supplier<Optional<String>> problem;

    /** @param problem what is wrong with the store, in words that a stranger may read; empty when nothing is */
    public StoreHealth(Supplier<Optional<String>> problem) {
        this.problem = problem;
    }

    @Override
    public Health health() {
        return problem.get()
                .map(what -> Health.down().withDetail("problem", what).build())
                .orElseGet(() -> Health.up().build());
    }
}
