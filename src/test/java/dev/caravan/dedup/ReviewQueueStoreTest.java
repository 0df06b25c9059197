package dev.caravan.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.SettableClock;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.IntentStore;
import dev.caravan.hub.Lane;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.Question;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Settlement;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.Verdicts;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReviewQueueStoreTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final RecordKey ANN = new RecordKey(RecordType.CONTACT, "c-1");

    abstract static class Contract {
        final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        Database database;
        ReviewStore store;
        ReviewQueue queue;
        ReviewHolds holds;
        ChangeMarkStore marks;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            store = new ReviewStore(database, clock);
            Intake intake = new Intake(database, clock, new Subscriptions(), new MarkSignal(), new MatchKeys("US")::of);
            holds = new ReviewHolds(store, intake);
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
            assertThat(store.latest(HUBSPOT, Direction.PUSH, List.of(ANN))).containsEntry(ANN, entry);
            assertThat(store.latest(new ConnectionName("other"), Direction.PUSH, List.of(ANN)))
                    .isEmpty();
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

            ReviewEntry entry =
                    store.latest(HUBSPOT, Direction.PUSH, List.of(ANN)).get(ANN);
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

            assertThat(store.latest(HUBSPOT, Direction.PUSH, List.of(ANN))
                            .get(ANN)
                            .held()
                            .reason())
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

        @Test
        void aRecordOfTheCrmIsMarkedForTheWayIn() {
            ReviewEntry.Draft held = new ReviewEntry.Draft(
                    HUBSPOT,
                    Direction.PULL,
                    ANN,
                    "two fit",
                    List.of(new ReviewEntry.Candidate("p-1", Map.of())),
                    "digest",
                    null,
                    Map.of("last_name", "Lée"));
            store.save(List.of(draft("fits two", "1", "2"), held), List.of());
            assertThat(store.countOpen()).isEqualTo(2);

            ReviewEntry entry = queue.open(HUBSPOT, 0, 10).get(1);
            assertThat(entry.held()).isEqualTo(held);
            queue.resolve(entry.id(), ReviewDecision.of("link p-1"), "ops");
            assertThat(marks.claim(HUBSPOT, Direction.PULL, RecordType.CONTACT, 10))
                    .extracting(ChangeMark::key)
                    .containsExactly("c-1");
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10))
                    .isEmpty();
        }

        @ParameterizedTest
        @EnumSource(Direction.class)
        void whatWaitsForItsCompanyIsDecidedByAPersonForThisCompany(Direction direction) {
            ChangeMark mark = settled(direction, RecordType.CONTACT, "c-1", heldFor("co-7"));
            assertThat(only().held().waitsFor()).isNotNull();
            assertThat(holds.of(mark, question("co-7"))).isEmpty();
            assertThatThrownBy(() -> queue.resolve(only().id(), ReviewDecision.of("link 1"), "ops"))
                    .hasMessageContaining("waits for its company");

            queue.resolve(only().id(), new ReviewDecision.Create(), "ops");

            assertThat(holds.of(mark, question("co-7"))).contains(Verdicts.Verdict.GO_ON);
            assertThat(holds.of(mark, question("co-8"))).isEmpty();
            assertThat(marks.claim(HUBSPOT, direction, RecordType.CONTACT, 10)).hasSize(1);
        }

        @ParameterizedTest
        @EnumSource(Direction.class)
        void whatWaitsForItsCompanyGoesOnWhenThatCame(Direction direction) {
            settled(direction, RecordType.CONTACT, "c-1", heldFor(direction == Direction.PUSH ? "co-7" : "512"));
            settled(Direction.PULL, RecordType.COMPANY, "512", new Outcome.Updated(""));

            assertThat(store.countOpen()).isZero();
            assertThat(marks.claim(HUBSPOT, direction, RecordType.CONTACT, 10))
                    .extracting(ChangeMark::key)
                    .containsExactly("c-1");
        }

        @Test
        void whatIsSettledInAnotherWayWaitsForNobodyAnyMore() {
            settled(Direction.PULL, RecordType.CONTACT, "c-1", heldFor("512"));
            settled(Direction.PUSH, RecordType.CONTACT, "c-1", new Outcome.Updated(""));
            assertThat(store.countOpen()).isEqualTo(1);
            settled(Direction.PULL, RecordType.CONTACT, "c-1", new Outcome.Skipped("a rule"));
            assertThat(store.countOpen()).isZero();
        }

        @Test
        @Tag("I3")
        void aCreateWithoutAnAnswerIsDecidedByAPersonWhateverTheValuesAre() {
            IntentStore intents = new IntentStore(database, clock);
            intents.open(HUBSPOT, List.of(ANN));
            settled(Direction.PUSH, RecordType.CONTACT, "c-1", unanswered("1", "2"));
            ReviewEntry entry = only();
            assertThat(entry.held().isUnanswered()).isTrue();
            assertThat(entry.held().candidates())
                    .containsExactly(
                            new ReviewEntry.Candidate("1", Map.of("lastname", "Lée")),
                            new ReviewEntry.Candidate("2", Map.of("lastname", "Lée")));
            assertThatThrownBy(() -> queue.resolve(entry.id(), ReviewDecision.of("link 3"), "ops"))
                    .hasMessageContaining("Choose one of 1, 2");

            queue.resolve(entry.id(), ReviewDecision.of("link 2"), "ops");
            assertThat(intents.openSince(HUBSPOT, ANN)).isPresent();
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10))
                    .hasSize(1);
        }

        @Test
        @Tag("I3")
        void aPersonWhoSaysThatItIsNewLetsItBeCreatedWithoutAnotherLook() {
            IntentStore intents = new IntentStore(database, clock);
            intents.open(HUBSPOT, List.of(ANN));
            settled(Direction.PUSH, RecordType.CONTACT, "c-1", unanswered("1", "2"));
            queue.resolve(only().id(), new ReviewDecision.Create(), "ops");
            assertThat(intents.openSince(HUBSPOT, ANN)).isEmpty();
        }

        @Test
        void whatCouldNotBeLookedForIsLinkedWithWhatThePersonFound() {
            settled(Direction.PUSH, RecordType.CONTACT, "c-1", unanswered());
            queue.resolve(only().id(), ReviewDecision.of("link 99"), "ops");
            assertThat(store.countOpen()).isZero();
        }

        private static Outcome unanswered(String... candidates) {
            return new Outcome.Held(
                    "no answer",
                    new Question.WhichOne(Stream.of(candidates)
                            .map(id -> new Question.WhichOne.Seen(id, Map.of("lastname", "Lée")))
                            .toList()));
        }

        private static Question.MissingCompany question(String company) {
            return new Question.MissingCompany(company, Map.of("last_name", "Lée"));
        }

        private static Outcome heldFor(String company) {
            return new Outcome.Held("its company is missing", question(company));
        }

        private ChangeMark settled(Direction direction, RecordType type, String key, Outcome outcome) {
            marks.mark(HUBSPOT, direction, type, List.of(key), "changed", Lane.LIVE);
            ChangeMark mark = marks.claim(HUBSPOT, direction, type, 1).get(0);
            RecordKey about = new RecordKey(type, type == RecordType.COMPANY ? "co-7" : key);
            Settlement settlement =
                    new Settlement(mark, about, null, outcome, null, "{}", Duration.ZERO, clock.instant(), "route");
            database.writeNow(tx -> {
                holds.settled(tx, List.of(settlement));
                return tx.update("DELETE FROM change_mark WHERE id = ?", mark.id());
            });
            return mark;
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
