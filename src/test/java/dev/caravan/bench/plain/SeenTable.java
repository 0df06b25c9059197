package dev.caravan.bench.plain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Which records were seen, in one table; one commit per record as Camel's own JDBC repository makes it, but with one
 * statement instead of its two.
 */
final class SeenTable extends ServiceSupport implements IdempotentRepository {
    private final DataSource source;

    SeenTable(DataSource source) {
        this.source = source;
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at BIGINT NOT NULL) WITHOUT ROWID");
        } catch (SQLException e) {
            throw new IllegalStateException("the table of seen records cannot be made", e);
        }
    }

    @Override
    public boolean add(String key) {
        return change("INSERT INTO seen (id, at) VALUES (?, 0) ON CONFLICT DO NOTHING", key) > 0;
    }

    @Override
    public boolean contains(String key) {
        return change("UPDATE seen SET at = at WHERE id = ?", key) > 0;
    }

    @Override
    public boolean remove(String key) {
        return change("DELETE FROM seen WHERE id = ?", key) > 0;
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    @Override
    public void clear() {
        change("DELETE FROM seen WHERE id <> ?", "");
    }

    private int change(String sql, String key) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the table of seen records cannot be changed", e);
        }
    }
}
