package dev.caravan.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.problem.InvalidInputException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DatabaseStoreTest {
    abstract static class Contract {
        Database database;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            database.writeNow(tx -> tx.update("CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL)"));
        }

        @AfterEach
        void close() {
            database.close();
        }

        @Test
        void whatWasCommittedIsRead() {
            database.writeNow(tx -> tx.update("INSERT INTO thing (id, name) VALUES (?, ?)", 1L, "one"));

            assertThat(names()).containsExactly("one");
        }

        @Test
        void aTransactionThatFailsLeavesItsNeighboursAlone() {
            List<CompletableFuture<Integer>> writes = new ArrayList<>();
            for (long i = 0; i < 500; i++) {
                long id = i == 250 ? 7 : i;
                writes.add(database.write(tx -> tx.update("INSERT INTO thing (id, name) VALUES (?, ?)", id, "n" + id)));
            }

            long failed = writes.stream()
                    .filter(w -> w.handle((v, e) -> e != null).join())
                    .count();
            assertThat(failed).isEqualTo(1);
            assertThat(names()).hasSize(499);
        }

        @Test
        void whatIsUndoneWasSeenAndIsGoneWhileItsTransactionStays() {
            long seen = database.writeNow(tx -> {
                tx.update("INSERT INTO thing (id, name) VALUES (1, 'stays')");
                long inside = tx.undone(t -> {
                    t.update("INSERT INTO thing (id, name) VALUES (2, 'goes')");
                    return t.first("SELECT count(*) FROM thing", row -> row.getLong(1))
                            .orElseThrow();
                });
                tx.update("INSERT INTO thing (id, name) VALUES (2, 'too')");
                return inside;
            });

            assertThat(seen).isEqualTo(2);
            assertThat(names()).containsExactlyInAnyOrder("stays", "too");
        }

        @Test
        void nothingOfAFailedTransactionStays() {
            assertThatThrownBy(() -> database.writeNow(tx -> {
                        tx.update("INSERT INTO thing (id, name) VALUES (1, 'half')");
                        throw new IllegalStateException("stop");
                    }))
                    .isInstanceOf(StoreException.class);

            assertThat(names()).isEmpty();
        }

        @Test
        void aBrokenStatementDoesNotBreakTheNextTransaction() {
            assertThatThrownBy(() -> database.writeNow(tx -> tx.update("INSERT INTO nothing VALUES (1)")))
                    .isInstanceOf(StoreException.class)
                    .hasCauseInstanceOf(SQLException.class);

            database.writeNow(tx -> tx.update("INSERT INTO thing (id, name) VALUES (2, 'two')"));
            assertThat(names()).containsExactly("two");
        }

        @Test
        void aBatchThatIsGivenUpLeavesNothingToTheNext() {
            String sql = "INSERT INTO thing (id, name) VALUES (?, ?)";
            List<Object[]> wrong = List.of(new Object[] {1L, "one"}, new Object[] {2L, new StringBuilder("two")});
            assertThatThrownBy(() -> database.writeNow(tx -> tx.batch(sql, wrong)))
                    .isInstanceOf(StoreException.class);

            database.writeNow(tx -> tx.batch(sql, List.<Object[]>of(new Object[] {3L, "three"})));

            assertThat(names()).containsExactly("three");
        }

        @Test
        void anErrorEndsItsTransactionAndNotTheWriter() {
            assertThatThrownBy(() -> database.writeNow(tx -> {
                        tx.update("INSERT INTO thing (id, name) VALUES (1, 'half')");
                        throw new OutOfMemoryError("for this test");
                    }))
                    .isInstanceOf(StoreException.class);

            database.writeNow(tx -> tx.update("INSERT INTO thing (id, name) VALUES (2, 'two')"));
            assertThat(names()).containsExactly("two");
        }

        @Test
        void whoeverGoesOnAfterItsCommitMayWriteAgain() {
            CompletableFuture<Integer> second = database.write(
                            tx -> tx.update("INSERT INTO thing (id, name) VALUES (1, 'one')"))
                    .thenCompose(
                            rows -> database.write(tx -> tx.update("INSERT INTO thing (id, name) VALUES (2, 'two')")));

            assertThat(second.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1);
            assertThat(names()).containsExactly("one", "two");
        }

        @Test
        void valuesOfALongListAreAllFound() {
            List<Object[]> rows = new ArrayList<>();
            List<String> asked = new ArrayList<>();
            for (long i = 0; i < 1_203; i++) {
                rows.add(new Object[] {i, "n" + i});
                asked.add("n" + (i + 1));
            }
            database.writeNow(tx -> tx.batch("INSERT INTO thing (id, name) VALUES (?, ?)", rows));

            List<String> found = database.writeNow(tx ->
                    tx.queryIn("SELECT name FROM thing WHERE id >= ? AND name IN (*)", r -> r.getString(1), asked, 2L));
            database.writeNow(tx -> {
                tx.updateIn("DELETE FROM thing WHERE id >= ? AND name IN (*)", asked, 2L);
                return true;
            });

            assertThat(found).hasSize(1_201).doesNotHaveDuplicates();
            assertThat(names()).containsExactlyInAnyOrder("n0", "n1");
        }

        @Test
        @Tag("I30")
        void aSchemaOfANewerCaravanIsRefused() {
            DatabaseSettings same = reopenable();
            try (Database first = Database.open(same)) {
                first.writeNow(tx -> tx.update(
                        "INSERT INTO schema_history (installed_rank, version, description, type, script, checksum,"
                                + " installed_by, execution_time, success) VALUES (99, '99', 'future', 'SQL', 'V99__future.sql',"
                                + " 1, 'test', 1, true)"));
            }

            assertThatThrownBy(() -> Database.open(same))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("schema version 99");
        }

        DatabaseSettings reopenable() {
            return settings();
        }

        private List<String> names() {
            return database.read()
                    .sql("SELECT name FROM thing ORDER BY id")
                    .query(String.class)
                    .list();
        }
    }

    @Nested
    class OnSqlite extends Contract {
        @Override
        DatabaseSettings settings() {
            return Databases.sqlite();
        }

        @Test
        void anIdleWriterLetsAnotherProcessWrite() {
            DatabaseSettings same = Databases.sqlite();
            DatabaseSettings impatient = new DatabaseSettings(same.url(), null, null, 1, Duration.ofMillis(200));
            try (Database first = Database.open(same)) {
                first.writeNow(tx -> tx.update("CREATE TABLE shared (id BIGINT PRIMARY KEY)"));
                try (Database second = Database.open(impatient)) {
                    second.writeNow(tx -> tx.update("INSERT INTO shared VALUES (1)"));
                    first.writeNow(tx -> tx.update("INSERT INTO shared VALUES (2)"));
                    second.writeNow(tx -> tx.update("INSERT INTO shared VALUES (3)"));
                }

                assertThat(first.read()
                                .sql("SELECT count(*) FROM shared")
                                .query(Long.class)
                                .single())
                        .isEqualTo(3);
            }
        }

        @Test
        void commitsAreSyncedAndLoggedAhead() {
            List<String> modes = database.writeNow(tx -> List.of(
                    tx.first("PRAGMA synchronous", row -> row.getString(1)).orElseThrow(),
                    tx.first("PRAGMA journal_mode", row -> row.getString(1)).orElseThrow()));
            assertThat(modes).containsExactly("2", "wal");
        }
    }

    @Nested
    class OnPostgres extends Contract {
        @Override
        DatabaseSettings settings() {
            return Databases.postgres();
        }

        @Test
        void whoIsClosedKeepsNoConnection() {
            DatabaseSettings other = Databases.postgres();
            Database.open(other).close();

            String name = other.url().replaceFirst(".*/([a-z_0-9]+).*", "$1");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> database.read()
                                    .sql("SELECT count(*) FROM pg_stat_activity WHERE datname = ?")
                                    .param(name)
                                    .query(Long.class)
                                    .single()
                            == 0);
        }
    }

    @Test
    void anotherDatabaseIsRefusedByName() {
        assertThatThrownBy(() -> SqlDialect.of("jdbc:mysql://db/caravan"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.database.url");
    }
}
