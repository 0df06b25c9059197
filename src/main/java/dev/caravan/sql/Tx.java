package dev.caravan.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plain SQL inside a transaction, on statements that stay prepared for the life of the connection. Arguments are
 * {@code String}, {@code Long}, {@code Integer}, {@code Boolean}, {@code byte[]} or null.
 */
public final class Tx {
    private static final int MOST_IN = 500;

    private final Connection connection;
    private final SqlDialect dialect;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Tx(Connection connection, SqlDialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    public SqlDialect dialect() {
        return dialect;
    }

    /** Runs one statement that changes rows, and says how many. */
    public int update(String sql, @Nullable Object... args) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind(statement, args);
        return statement.executeUpdate();
    }

    /** Runs one statement for many rows of arguments, and says how many rows each changed. */
    public int[] batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        PreparedStatement statement = prepare(sql);
        try {
            for (@Nullable Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
        } catch (RuntimeException | Error e) {
            // The statement stays prepared: what was added would be run with the next batch of somebody else.
            statement.clearBatch();
            throw e;
        }
        return statement.executeBatch();
    }

    /** All rows of a query, or of a statement that ends in RETURNING. */
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... args) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind(statement, args);
        try (ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(mapper.map(rows));
            }
            return result;
        }
    }

    /** The first row of a query. */
    public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... args) throws SQLException {
        return query(sql, mapper, args).stream().findFirst();
    }

    /**
     * All rows of a query, or of a statement that ends in RETURNING, for many values.
     *
     * @param sql holds {@code IN (*)} after all its other parameters; run once for every 500 values
     * @param args what stands before the list
     */
    public <T> List<T> queryIn(String sql, RowMapper<T> mapper, List<String> values, @Nullable Object... args)
            throws SQLException {
        List<T> result = new ArrayList<>();
        for (int from = 0; from < values.size(); from += MOST_IN) {
            List<String> some = padded(values.subList(from, Math.min(values.size(), from + MOST_IN)));
            result.addAll(query(in(sql, some), mapper, with(args, some)));
        }
        return result;
    }

    /** Runs such a statement that changes rows and returns none. */
    public void updateIn(String sql, List<String> values, @Nullable Object... args) throws SQLException {
        for (int from = 0; from < values.size(); from += MOST_IN) {
            List<String> some = padded(values.subList(from, Math.min(values.size(), from + MOST_IN)));
            update(in(sql, some), with(args, some));
        }
    }

    private static String in(String sql, List<String> values) {
        return sql.replace("IN (*)", "IN (" + marks(values.size()) + ")");
    }

    private static @Nullable Object[] with(@Nullable Object[] args, List<String> more) {
        @Nullable Object[] all = Arrays.copyOf(args, args.length + more.size());
        for (int i = 0; i < more.size(); i++) {
            all[args.length + i] = more.get(i);
        }
        return all;
    }

    /** Runs the work and takes back whatever it changed; only its result stays. */
    public <T> T undone(Work<T> work) throws SQLException {
        update("SAVEPOINT undone");
        try {
            return work.run(this);
        } finally {
            update("ROLLBACK TO SAVEPOINT undone");
            update("RELEASE SAVEPOINT undone");
        }
    }

    /** {@code ?,?,?} for an IN list; lengths are rounded up by {@link #padded} so that few statements stay prepared. */
    public static String marks(int count) {
        return "?" + ",?".repeat(count - 1);
    }

    /** The values, padded with repeats of the last one to a length of 1, 10, 100 or a multiple of 500. */
    public static List<String> padded(List<String> values) {
        int n = values.size();
        int target = n <= 1 ? 1 : n <= 10 ? 10 : n <= 100 ? 100 : (n + 499) / 500 * 500;
        List<String> result = new ArrayList<>(values);
        while (result.size() < target) {
            result.add(values.get(n - 1));
        }
        return result;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] args) throws SQLException {
        for (int i = 0; i < args.length; i++) {
            Object arg = args[i];
            if (arg == null) {
                statement.setNull(i + 1, Types.NULL);
            } else if (arg instanceof String text) {
                statement.setString(i + 1, text);
            } else if (arg instanceof Long number) {
                statement.setLong(i + 1, number);
            } else if (arg instanceof Integer number) {
                statement.setInt(i + 1, number);
            } else if (arg instanceof Boolean flag) {
                statement.setBoolean(i + 1, flag);
            } else if (arg instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                throw new IllegalArgumentException(
                        "a SQL argument of type " + arg.getClass().getName());
            }
        }
    }
}
