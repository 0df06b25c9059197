package dev.caravan.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import java.io.File;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database: readers on their own connections, and one writer that commits what waits together in one go. A write is
 * durable when its future completes.
 */
public final class Database implements AutoCloseable {
    private final SqlDialect dialect;
    private final DataSource writing;
    private final HikariDataSource readers;
    private final JdbcClient read;
    private final GroupCommit writer;

    private Database(SqlDialect dialect, DataSource writing, HikariDataSource readers) {
        this.dialect = dialect;
        this.writing = writing;
        this.readers = readers;
        this.read = JdbcClient.create(readers);
        this.writer = new GroupCommit(writing, dialect);
    }

    /**
     * Opens the database and brings its schema up to date.
     *
     * @throws StoreException when it cannot be opened, or was written by a newer Caravan
     */
    public static Database open(DatabaseSettings settings) {
        SqlDialect dialect = SqlDialect.of(settings.url());
        DataSource writing = dialect == SqlDialect.SQLITE ? sqlite(settings, false) : pool(settings, 2, "writer");
        migrate(dialect, writing);
        HikariDataSource reading = dialect == SqlDialect.SQLITE
                ? pool(sqlite(settings, true), settings.readers())
                : pool(settings, settings.readers(), "readers");
        return new Database(dialect, writing, reading);
    }

    public SqlDialect dialect() {
        return dialect;
    }

    /** For queries; sees what was committed. */
    public JdbcClient read() {
        return read;
    }

    /**
     * Runs the work in a transaction that may share its commit with others; the future completes after the commit. What
     * depends on it runs on one thread for everybody, and must not wait there for another write.
     */
    public <T> CompletableFuture<T> write(Work<T> work) {
        return writer.add(work);
    }

    /**
     * Runs the work and waits for the commit.
     *
     * @throws CaravanException what the work threw, or {@link StoreException}
     */
    public <T> T writeNow(Work<T> work) {
        try {
            return write(work).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ErrorCode.STORE_BUSY, "interrupted while waiting for the database", e);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof CaravanException known) {
                throw known;
            }
            throw new StoreException(ErrorCode.STORE_FAILED, "the database refused a change", e.getCause());
        }
    }

    /** Whether the writer can begin a transaction now. */
    public boolean isUsable() {
        try {
            return writeNow(tx -> tx.first("SELECT 1", row -> row.getInt(1)).isPresent());
        } catch (StoreException e) {
            return false;
        }
    }

    @Override
    public void close() {
        writer.close();
        if (writing instanceof HikariDataSource pool) {
            pool.close();
        }
        readers.close();
    }

    private static void migrate(SqlDialect dialect, DataSource source) {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/migration/" + dialect.word())
                    .table("schema_history")
                    .ignoreMigrationPatterns("*:missing")
                    .load();
            refuseNewer(flyway);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    ErrorCode.STORE_FAILED,
                    "the database cannot be opened or brought up to date. Check caravan.database.url, the rights on the"
                            + " file and whether another process holds it",
                    e);
        }
    }

    private static void refuseNewer(Flyway flyway) {
        MigrationVersion known = MigrationVersion.EMPTY;
        MigrationVersion applied = MigrationVersion.EMPTY;
        for (var info : flyway.info().all()) {
            MigrationVersion version = info.getVersion();
            if (version == null) {
                continue;
            }
            if (info.getState().isResolved() && version.isNewerThan(known)) {
                known = version;
            }
            if (info.getState().isApplied() && version.isNewerThan(applied)) {
                applied = version;
            }
        }
        if (applied.isNewerThan(known)) {
            throw new StoreException(
                    ErrorCode.STORE_FAILED,
                    "the database has schema version " + applied + " and this Caravan knows only " + known
                            + ". Start the newer Caravan, or restore a backup",
                    null);
        }
    }

    private static DataSource sqlite(DatabaseSettings settings, boolean readOnly) {
        File file = new File(settings.url().substring("jdbc:sqlite:".length()).replaceFirst("\\?.*", ""));
        File folder = file.getAbsoluteFile().getParentFile();
        if (!folder.isDirectory() && !folder.mkdirs()) {
            throw new StoreException(
                    ErrorCode.STORE_FAILED, "the folder " + folder + " cannot be made. Check caravan.data-dir", null);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout((int) settings.busyTimeout().toMillis());
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // In KiB. The writer touches pages all over the indexes; what it does not find here it reads from the file.
        config.setCacheSize(readOnly ? -16_000 : -64_000);
        // In pages of 4 KiB: a page that changes often is brought into the file once for many commits.
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "8000");
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        // The driver would ask for the last row id after every insert, with a statement that it prepares each time.
        config.setGetGeneratedKeys(false);
        if (readOnly) {
            config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(settings.url());
        return source;
    }

    private static HikariDataSource pool(DatabaseSettings settings, int size, String name) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.username());
        if (settings.password() != null) {
            config.setPassword(settings.password().reveal());
        }
        config.setMaximumPoolSize(size);
        config.setPoolName("caravan-" + name);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static HikariDataSource pool(DataSource source, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setPoolName("caravan-readers");
        return new HikariDataSource(config);
    }
}
