package dev.caravan.crm.budget;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.ConnectionName;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The rate budgets of all connections; each is opened before its driver, which gets it as its gate. */
public final class RateBudgets {
    /** How long a call waits for its turn, unless said otherwise. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Map<ConnectionName, RateBudget> budgets = new ConcurrentHashMap<>();
    private final Pauses pauses;
    private final Clock clock;
    private final RandomGenerator random;
    private final Sleeper sleeper;

    public RateBudgets(Pauses pauses, Clock clock, RandomGenerator random, Sleeper sleeper) {
        this.pauses = pauses;
        this.clock = clock;
        this.random = random;
        this.sleeper = sleeper;
    }

    /** The budget of a connection, made at the first call. */
    public RateBudget open(ConnectionName connection, ConnectionSettings settings) {
        return budgets.computeIfAbsent(
                connection, c -> new RateBudget(c, settings, pauses, clock, random, sleeper, LONGEST_WAIT));
    }

    public Optional<RateBudget> find(ConnectionName connection) {
        return Optional.ofNullable(budgets.get(connection));
    }

    /** The budgets by connection. */
    public Map<ConnectionName, RateBudget> all() {
        return Map.copyOf(budgets);
    }
}
