package dev.caravan.hub;

import dev.caravan.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What running processes use of the rate budgets, for commands that look from outside. */
public final class BudgetStore {
    /** How often a process says what it uses. */
    public static final Duration EVERY = Duration.ofSeconds(5);

    private static final double THOUSANDTHS = 1000;

    private final Database database;

    public BudgetStore(Database database) {
        this.database = database;
    }

    /**
     * The budget of one connection.
     *
     * @param used part of the vendor's rate that is in use, 0-1
     * @param dailyAllowed calls or units a day; null when the vendor has no such limit
     * @param dailyLeft what is left of it
     * @param renewsAt when it is counted from the start again, as far as is known
     * @param at when the process said so
     */
    public record Figures(
            double used,
            @Nullable Long dailyAllowed,
            @Nullable Long dailyLeft,
            @Nullable Instant renewsAt,
            Instant at) {

        /** Both together: each process counts its own calls, and the vendor says to each what is left for all. */
        private Figures and(Figures other) {
            boolean isScarcer = dailyLeft != null && (other.dailyLeft == null || dailyLeft <= other.dailyLeft);
            Figures daily = isScarcer ? this : other;
            return new Figures(
                    Math.min(1, used + other.used),
                    daily.dailyAllowed,
                    daily.dailyLeft,
                    daily.renewsAt,
                    at.isAfter(other.at) ? at : other.at);
        }
    }

    /** Replaces what that process said before. */
    public void save(String node, Map<ConnectionName, Figures> figures) {
        List<@Nullable Object[]> rows = new ArrayList<>(figures.size());
        figures.forEach((connection, f) -> rows.add(new @Nullable Object[] {
            connection.value(),
            node,
            Math.round(f.used() * THOUSANDTHS),
            f.dailyAllowed(),
            f.dailyLeft(),
            f.renewsAt() == null ? null : f.renewsAt().toEpochMilli(),
            f.at().toEpochMilli()
        }));
        database.writeNow(tx -> tx.batch(
                "INSERT INTO connection_budget (connection, node, used, daily_allowed, daily_left, renews_at, at) VALUES"
                        + " (?,?,?,?,?,?,?) ON CONFLICT (connection, node) DO UPDATE SET used = excluded.used,"
                        + " daily_allowed = excluded.daily_allowed, daily_left = excluded.daily_left, renews_at ="
                        + " excluded.renews_at, at = excluded.at",
                rows));
    }

    /** What all processes say that said something since then, by the connection's name. */
    public Map<String, Figures> since(Instant then) {
        Map<String, Figures> all = new TreeMap<>();
        database.read()
                .sql("SELECT connection, used, daily_allowed, daily_left, renews_at, at FROM connection_budget WHERE at"
                        + " >= ?")
                .param(then.toEpochMilli())
                .query(row -> {
                    Long allowed = row.getObject(3) == null ? null : row.getLong(3);
                    Long left = row.getObject(4) == null ? null : row.getLong(4);
                    Instant renews = Stream.of(row.getLong(5))
                            .filter(t -> t != 0)
                            .map(Instant::ofEpochMilli)
                            .findFirst()
                            .orElse(null);
                    all.merge(
                            row.getString(1),
                            new Figures(
                                    row.getLong(2) / THOUSANDTHS,
                                    allowed,
                                    left,
                                    renews,
                                    Instant.ofEpochMilli(row.getLong(6))),
                            Figures::and);
                });
        return all;
    }
}
