package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the hub keeps account of for a connection that goes by its ids, on both databases. */
class PeerStoreTest {
    private static final ConnectionName APP = new ConnectionName("my-app");
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");

    abstract static class Contract {
        final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        final Subscriptions subscriptions = new Subscriptions();
        final MarkSignal signal = new MarkSignal();
        Database database;
        ChangeMarkStore marks;
        LinkStore links;
        Intake intake;
        Settler settler;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            marks = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(1));
            links = new LinkStore(database);
            intake = new Intake(database, clock, subscriptions, signal, new MatchKeys("US")::of);
            RetrySettings usual = new RetrySettings(
                    Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24), 3, Duration.ofSeconds(30));
            Retries retries = new Retries(usual);
            retries.set(
                    APP,
                    new RetrySettings(
                            Duration.ofSeconds(8), Duration.ofHours(1), Duration.ofDays(5), 3, Duration.ofSeconds(30)));
            settler = new Settler(
                    database,
                    clock,
                    new Random(1),
                    retries,
                    signal,
                    new Pulls(),
                    subscriptions,
                    (tx, s) -> {},
                    List.of());
            subscriptions.add(new Subscriptions.Subscription(
                    APP,
                    RecordType.CONTACT,
                    List.of(),
                    new Subscriptions.Own(Set.of("app"), Map.of("last_name", "surname"))));
            subscriptions.add(HUBSPOT, RecordType.CONTACT, false);
        }

        @AfterEach
        void close() {
            database.close();
        }

        void says(String origin, String field, @Nullable String value) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put(field, value);
            intake.receive(
                            RecordType.CONTACT,
                            List.of(new Incoming(RecordType.CONTACT, "p-1", fields, clock.instant(), origin)))
                    .join();
            clock.advance(Duration.ofSeconds(1));
        }

        List<ChangeMark> claim(ConnectionName connection) {
            return marks.claim(connection, Direction.PUSH, RecordType.CONTACT, 10);
        }

        void agree(ChangeMark mark, Map<String, ?> base) {
            Work work = new Work(mark, null, clock.instant());
            Map<String, @Nullable Object> agreed = new LinkedHashMap<>(base);
            work.conclude(
                    new Outcome.Updated("told"),
                    new Link(LIN, new ExternalId(APP, "contact", "p-1"), agreed, clock.instant(), "created"));
            settler.settle(work, "route").join();
        }

        @Test
        @Tag("I14")
        void whatItSaidItselfIsNotMarkedForItAndIsForTheOthers() {
            says("app", "last_name", "Moreau");
            assertThat(claim(APP)).isEmpty();
            assertThat(claim(HUBSPOT)).hasSize(1);

            says("hubspot", "last_name", "Vos");
            assertThat(claim(APP)).hasSize(1);
        }

        @Test
        void whatItSaidItselfEndsWhatWasAgreedOnThatFieldOnly() {
            says("hubspot", "last_name", "Moreau");
            agree(claim(APP).get(0), Map.of("surname", "Moreau", "job_title", "Buyer"));

            says("app", "last_name", "Vos");
            assertThat(links.find(APP, LIN).orElseThrow().base()).containsOnlyKeys("job_title");
        }

        @Test
        void workThatIsUnderWayWhenItSaysSomethingIsDoneAgain() {
            says("hubspot", "last_name", "Moreau");
            ChangeMark underWay = claim(APP).get(0);
            says("app", "last_name", "Vos");
            agree(underWay, Map.of("surname", "Moreau"));
            assertThat(claim(APP))
                    .hasSize(1)
                    .first()
                    .satisfies(m -> assertThat(m.generation()).isEqualTo(2));
        }

        @Test
        @Tag("I15")
        void aDeletionIsMarkedForItUnlessItIsItsOwn() {
            says("hubspot", "last_name", "Moreau");
            agree(claim(APP).get(0), Map.of("surname", "Moreau"));
            assertThat(intake.delete(LIN, "hubspot")).isTrue();

            List<ChangeMark> marked = claim(APP);
            assertThat(marked).hasSize(1);
            assertThat(marked.get(0).reason()).isEqualTo(ChangeMark.DELETED);
            assertThat(links.find(APP, LIN))
                    .as("a record that comes back is new to it")
                    .isEmpty();
            assertThat(claim(HUBSPOT)).as("nothing is deleted in a CRM").isEmpty();

            settler.settle(new Work(marked.get(0), null, clock.instant()), "route")
                    .join();
            says("app", "last_name", "Moreau");
            assertThat(intake.delete(LIN, "app")).isTrue();
            assertThat(claim(APP)).isEmpty();
        }

        @Test
        void aDeletionIsToldAfterTheChangeThatIsUnderWay() {
            says("hubspot", "last_name", "Moreau");
            ChangeMark underWay = claim(APP).get(0);
            intake.delete(LIN, "");
            assertThat(claim(APP)).isEmpty();
            agree(underWay, Map.of());
            assertThat(claim(APP))
                    .hasSize(1)
                    .first()
                    .satisfies(m -> assertThat(m.reason()).startsWith(ChangeMark.DELETED));
        }

        @Test
        @Tag("I15")
        void ofTwoRecordsThatWereMergedTheLostOneIsToldAsDeletedWithTheOther() {
            says("hubspot", "last_name", "Moreau");
            intake.receive(
                            RecordType.CONTACT,
                            List.of(new Incoming(
                                    RecordType.CONTACT, "p-2", Map.of("last_name", "Vos"), clock.instant(), "app")))
                    .join();
            claim(APP).forEach(m -> agree(m, Map.of()));
            link("p-1", "501");
            link("p-2", "502");

            Heirs heirs = new Heirs(clock, subscriptions, signal, record -> List.of());
            new Departures(PullTransactions.in(database), clock, subscriptions, signal, heirs)
                    .merged(
                            RecordType.CONTACT,
                            new ExternalId(HUBSPOT, "contacts", "501"),
                            "502",
                            Departures.OnDelete.DELETE)
                    .join();

            assertThat(new RecordStore(database).find(RecordType.CONTACT, List.of("p-1", "p-2")))
                    .containsOnlyKeys("p-2");
            assertThat(claim(APP)).hasSize(1).first().satisfies(m -> {
                assertThat(m.key()).isEqualTo("p-1");
                assertThat(m.whyDeleted()).startsWith("merged into").endsWith("p-2");
            });
        }

        private void link(String record, String id) {
            List<Link> all = new ArrayList<>();
            all.add(new Link(
                    new RecordKey(RecordType.CONTACT, record),
                    new ExternalId(HUBSPOT, "contacts", id),
                    Map.of(),
                    clock.instant(),
                    "created"));
            database.writeNow(tx -> {
                for (Link each : all) {
                    LinkStore.save(tx, each);
                }
                return all.size();
            });
        }

        @Test
        @Tag("I10")
        void itsMarksAreTriedAgainByItsOwnRulesForDaysAndTheOthersAsUsual() {
            says("erp", "last_name", "Moreau");
            for (int day = 0; day < 4; day++) {
                clock.advance(Duration.ofDays(1));
                failed(claim(APP).get(0));
            }
            assertThat(marks.backlog(APP).marks()).isEqualTo(1);
            failed(claim(HUBSPOT).get(0));
            assertThat(marks.backlog(HUBSPOT).marks())
                    .as("given up after a day")
                    .isZero();

            clock.advance(Duration.ofDays(1));
            failed(claim(APP).get(0));
            assertThat(marks.backlog(APP).marks())
                    .as("given up after five days")
                    .isZero();
        }

        private void failed(ChangeMark mark) {
            settler.fail(new Work(mark, null, clock.instant()), "route", new HubStoreTest.Passing())
                    .join();
        }

        @Test
        void aStopHoldsUntilAPersonEndsIt() {
            StopStore stops = new StopStore(database, clock);
            assertThat(stops.find(APP)).isEmpty();
            stops.stop(APP, "first");
            stops.stop(APP, "second");
            assertThat(new StopStore(database, clock).find(APP).orElseThrow().reason())
                    .isEqualTo("first");
            assertThat(stops.resume(APP)).isTrue();
            assertThat(stops.resume(APP)).isFalse();
            assertThat(stops.find(APP)).isEmpty();
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
