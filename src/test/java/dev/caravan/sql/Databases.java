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
 * time zone. Each is a copy of one that {@link Database#open} has made: hundreds of tests want one, and the migrations
 * take longer than most of them.
 */
public final class Databases {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String TEMPLATE = "caravan_template";
    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable Path template;

    private Databases() {}

    public static synchronized DatabaseSettings sqlite() {
        try {
            if (template == null) {
                Path first = newFile();
                Database.open(sqlite(first)).close();
                template = first;
            }
            Path file = newFile();
            Files.copy(template, file);
            return sqlite(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFile() throws IOException {
        Path folder = Files.createTempDirectory("caravan-test");
        folder.toFile().deleteOnExit();
        return folder.resolve("caravan.db");
    }

    private static DatabaseSettings sqlite(Path file) {
        return new DatabaseSettings("jdbc:sqlite:" + file, null, null, 4, Duration.ofSeconds(5));
    }

    public static synchronized DatabaseSettings postgres() {
        try {
            EmbeddedPostgres server = postgres;
            if (server == null) {
                server = EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        // No test pulls the plug, and syncing hundreds of databases to disk takes minutes.
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
                create(server, TEMPLATE, "template1");
                Database.open(postgres(server, TEMPLATE)).close();
                postgres = server;
            }
            String name = "caravan_" + COUNTER.incrementAndGet();
            create(server, name, TEMPLATE);
            return postgres(server, name);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("PostgreSQL for tests does not start", e);
        }
    }

    private static void create(EmbeddedPostgres server, String name, String from) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + from);
        }
    }

    private static DatabaseSettings postgres(EmbeddedPostgres server, String name) {
        return new DatabaseSettings(
                server.getJdbcUrl("postgres", name), "postgres", new Secret("postgres"), 4, Duration.ofSeconds(5));
    }
}
