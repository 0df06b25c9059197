package dev.caravan.sql;

import dev.caravan.problem.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fresh databases for tests: a SQLite file, or a database in the one PostgreSQL of the test run, which lives in another
 * time zone.
 */
public final class Databases {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static @Nullable EmbeddedPostgres postgres;

    private Databases() {}

    public static DatabaseSettings sqlite() {
        try {
            Path folder = Files.createTempDirectory("caravan-test");
            folder.toFile().deleteOnExit();
            return new DatabaseSettings(
                    "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 4, Duration.ofSeconds(5));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static synchronized DatabaseSettings postgres() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        .setServerConfig("fsync", "on")
                        .start();
            }
            String name = "caravan_" + COUNTER.incrementAndGet();
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            return new DatabaseSettings(
                    postgres.getJdbcUrl("postgres", name),
                    "postgres",
                    new Secret("postgres"),
                    4,
                    Duration.ofSeconds(5));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("PostgreSQL for tests does not start", e);
        }
    }
}
