package dev.caravan.runtime;

import dev.caravan.console.CaravanMetrics;
import dev.caravan.console.operations.ConnectionView;
import dev.caravan.console.operations.Summary;
import dev.caravan.crm.budget.BudgetState;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.ConnectionStatus;
import dev.caravan.crm.budget.RateBudget;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.hub.BudgetStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.SwitchStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the connections are, as operators see them. */
final class ConnectionViews {
    private static final List<String> OUTCOMES =
            List.of("created", "updated", "unchanged", "skipped", "held", "failed");

    private final CaravanSettings settings;
    private final ConnectionHealth health;
    private final RateBudgets budgets;
    private final ChangeMarkStore marks;
    private final RecordStore records;
    private final CaravanMetrics metrics;
    private final Standings standings;
    private final IntegrationUsers users;
    private final Reasons reasons;
    private final Clock clock;
    private final Instant startedAt;

    ConnectionViews(
            CaravanSettings settings,
            ConnectionHealth health,
            RateBudgets budgets,
            ChangeMarkStore marks,
            RecordStore records,
            CaravanMetrics metrics,
            Standings standings,
            IntegrationUsers users,
            Reasons reasons,
            Clock clock) {
        this.settings = settings;
        this.health = health;
        this.budgets = budgets;
        this.marks = marks;
        this.records = records;
        this.metrics = metrics;
        this.standings = standings;
        this.users = users;
        this.reasons = reasons;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Where it is written why a connection is off, or pauses. */
    record Reasons(ConnectionSwitches switches, PauseStore pauses) {}

    List<ConnectionView> all() {
        Map<String, SwitchStore.Off> off = reasons.switches().off();
        return new TreeMap<>(settings.connections())
                .entrySet().stream()
                        .map(c -> view(
                                new ConnectionName(c.getKey()), c.getValue().type(), off.get(c.getKey())))
                        .toList();
    }

    /** What this process uses of the rate budgets. */
    Map<ConnectionName, BudgetStore.Figures> budgets() {
        Instant now = clock.instant();
        Map<ConnectionName, BudgetStore.Figures> figures = new LinkedHashMap<>();
        budgets.all().forEach((name, budget) -> {
            BudgetState state = budget.snapshot();
            BudgetState.Daily daily = state.daily().orElse(null);
            figures.put(
                    name,
                    daily == null
                            ? new BudgetStore.Figures(state.used(), null, null, null, now)
                            : new BudgetStore.Figures(
                                    state.used(), daily.allowed(), daily.left(), daily.renewsAt(), now));
        });
        return figures;
    }

    Summary summary(long deadLetters, long held) {
        List<ConnectionView> views = all();
        return new Summary(
                startedAt,
                records.counts().values().stream().mapToLong(Long::longValue).sum(),
                views.stream().mapToLong(ConnectionView::marksWaiting).sum(),
                views.stream()
                        .mapToLong(ConnectionView::oldestMarkAgeSeconds)
                        .max()
                        .orElse(0),
                deadLetters,
                held,
                views);
    }

    /** Shows the connections' figures to the metrics. */
    void watch() {
        for (String name : settings.connections().keySet()) {
            ConnectionName connection = new ConnectionName(name);
            metrics.watch(
                    connection,
                    () -> used(connection),
                    () -> marks.backlog(connection).marks(),
                    () -> age(marks.backlog(connection)));
        }
    }

    private ConnectionView view(ConnectionName connection, String type, SwitchStore.@Nullable Off off) {
        ConnectionStatus status = health.status(connection);
        ChangeMarkStore.Backlog backlog = marks.backlog(connection);
        Map<String, Long> outcomes = new LinkedHashMap<>();
        for (String outcome : OUTCOMES) {
            outcomes.put(outcome, metrics.count(connection, outcome));
        }
        Optional<BudgetState.Daily> daily =
                budgets.find(connection).map(RateBudget::snapshot).flatMap(BudgetState::daily);
        return new ConnectionView(
                connection.value(),
                type,
                state(status),
                detail(connection, status, off),
                status instanceof ConnectionStatus.Paused paused ? paused.until() : null,
                outcomes,
                backlog.marks(),
                age(backlog),
                used(connection),
                standings.of(connection),
                users.of(connection).orElse(null),
                daily.map(BudgetState.Daily::left).orElse(null),
                daily.map(BudgetState.Daily::renewsAt).orElse(null));
    }

    private double used(ConnectionName connection) {
        return budgets.find(connection)
                .map(RateBudget::snapshot)
                .map(s -> s.used())
                .orElse(0.0);
    }

    private long age(ChangeMarkStore.Backlog backlog) {
        return backlog.oldest()
                .map(o -> Duration.between(o, clock.instant()).toSeconds())
                .orElse(0L);
    }

    private static ConnectionView.State state(ConnectionStatus status) {
        if (status instanceof ConnectionStatus.Disabled) {
            return ConnectionView.State.DISABLED;
        }
        if (status instanceof ConnectionStatus.Broken) {
            return ConnectionView.State.BROKEN;
        }
        return status instanceof ConnectionStatus.Active ? ConnectionView.State.OPEN : ConnectionView.State.PAUSED;
    }

    private @Nullable String detail(ConnectionName connection, ConnectionStatus status, SwitchStore.@Nullable Off off) {
        if (off != null) {
            return "switched off by " + off.by() + ", " + off.at().truncatedTo(ChronoUnit.SECONDS);
        }
        if (status instanceof ConnectionStatus.Paused) {
            return reasons.pauses()
                    .find(connection)
                    .map(PauseStore.Pause::reason)
                    .orElse(null);
        }
        if (status instanceof ConnectionStatus.Broken broken) {
            return broken.reason();
        }
        return status instanceof ConnectionStatus.Unreachable unreachable ? unreachable.reason() : null;
    }
}
