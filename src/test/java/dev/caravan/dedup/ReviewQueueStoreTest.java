package dev.caravan.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.SettableClock;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Subscriptions;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReviewQueueStoreTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final RecordKey ANN = new RecordKey(RecordType.CONTACT, "c-1");

    abstract static class Contract {
        final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        Database database;
        ReviewStore store;
        ReviewQueue queue;
        ChangeMarkStore marks;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            store = new ReviewStore(database, clock);
            Intake intake = new Intake(database, clock, new Subscriptions(), new MarkSignal(), new MatchKeys("US")::of);
            queue = new ReviewQueue(database, store, intake, clock);
            marks = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(1));
        }

        @AfterEach
        void close() {
            database.close();
        }

        @Test
        void anEntryComesBackAsItWasPutIn() {
            ReviewEntry.Draft draft = draft("fits two", "1", "2");
            store.save(List.of(draft), List.of());

            ReviewEntry entry = only();
            assertThat(entry.held()).isEqualTo(draft);
            assertThat(entry.isOpen()).isTrue();
            assertThat(entry.openedAt()).isEqualTo(clock.instant());
            assertThat(store.latest(HUBSPOT, List.of(ANN))).containsEntry(ANN, entry);
            assertThat(store.latest(new ConnectionName("other"), List.of(ANN))).isEmpty();
        }

        @Test
        void aRecordIsInTheQueueOnceWithItsLatestReason() {
            store.save(List.of(draft("fits two", "1", "2")), List.of());
            store.save(List.of(draft("fits three", "1", "2", "3")), List.of());

            assertThat(store.countOpen()).isEqualTo(1);
            assertThat(only().held().reason()).isEqualTo("fits three");
            assertThat(only().held().candidates()).hasSize(3);
        }

        @Test
        void aDecisionIsKeptAndMarksTheRecordAgain() {
            store.save(List.of(draft("fits two", "1", "2")), List.of());
            clock.advance(Duration.ofHours(1));

            queue.resolve(only().id(), ReviewDecision.of("link 2"), "ops");

            ReviewEntry entry = store.latest(HUBSPOT, List.of(ANN)).get(ANN);
            assertThat(entry.status()).isEqualTo("resolved");
            assertThat(entry.decision()).contains(new ReviewDecision.Link("2"));
            assertThat(entry.decidedBy()).contains("ops");
            assertThat(entry.decidedAt()).contains(clock.instant());
            assertThat(queue.open(null, 0, 10)).isEmpty();
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10))
                    .extracting(ChangeMark::key)
                    .containsExactly("c-1");
        }

        @Test
        void anEntryIsDecidedOnlyOnce() {
            store.save(List.of(draft("fits two", "1", "2")), List.of());
            long id = only().id();
            queue.resolve(id, new ReviewDecision.Skip(), "ops");

            assertThatThrownBy(() -> queue.resolve(id, new ReviewDecision.Create(), "ops"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("review entry " + id + " is not open");
            assertThatThrownBy(() -> queue.resolve(99, new ReviewDecision.Create(), "ops"))
                    .isInstanceOf(InvalidInputException.class);
            assertThat(store.find(id).orElseThrow().decision()).contains(new ReviewDecision.Skip());
        }

        @Test
        void onlyACandidateCanBeLinked() {
            store.save(List.of(draft("fits two", "1", "2")), List.of());

            assertThatThrownBy(() -> queue.resolve(only().id(), ReviewDecision.of("link 3"), "ops"))
                    .hasMessageContaining("Choose one of 1, 2");
            assertThat(only().isOpen()).isTrue();
            assertThat(marks.count()).isZero();
        }

        @Test
        void afterADecisionARecordCanBeHeldAnew() {
            store.save(List.of(draft("fits two", "1", "2")), List.of());
            queue.resolve(only().id(), new ReviewDecision.Skip(), "ops");
            store.save(List.of(draft("fits two again", "4", "5")), List.of());

            assertThat(store.latest(HUBSPOT, List.of(ANN)).get(ANN).held().reason())
                    .isEqualTo("fits two again");
            assertThat(only().isOpen()).isTrue();
        }

        @Test
        void anObsoleteEntryIsClosed() {
            store.save(List.of(draft("fits two", "1", "2")), List.of());
            long id = only().id();

            store.save(List.of(), List.of(id));

            assertThat(store.find(id).orElseThrow().decision()).contains(new ReviewDecision.Obsolete());
            assertThat(store.countOpen()).isZero();
        }

        private ReviewEntry only() {
            List<ReviewEntry> open = queue.open(HUBSPOT, 0, 10);
            assertThat(open).hasSize(1);
            return open.get(0);
        }

        private static ReviewEntry.Draft draft(String reason, String... candidates) {
            return new ReviewEntry.Draft(
                    HUBSPOT,
                    ANN,
                    reason,
                    List.of(candidates).stream()
                            .map(id -> new ReviewEntry.Candidate(id, Map.of("lastname", "Lée", "employees", 5L)))
                            .toList(),
                    "digest");
        }
    }

    @Nested
    class OnSqlite extends Contract {
        @Override
        DatabaseSettings settings() {
            return Databases.sqlite();
        }
    }

    @Nested
    class OnPostgres extends Contract {
        @Override
        DatabaseSettings settings() {
            return Databases.postgres();
        }
    }
}
