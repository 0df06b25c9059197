package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.SettableClock;
import dev.caravan.problem.CaravanException;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import dev.caravan.synclog.SettlementJournal;
import dev.caravan.synclog.SyncLogEntry;
import dev.caravan.synclog.SyncLogFilter;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Settlements that are committed together end as if each were committed alone, on both databases. */
class SettlementGroupTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");

    abstract static class Contract {
        private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        private final AtomicInteger groups = new AtomicInteger();
        private Database database;
        private ChangeMarkStore marks;
        private LinkStore links;
        private Intake intake;
        private SyncLogStore log;
        private Settler settler;
        private String poison = "";

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            marks = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(1));
            links = new LinkStore(database);
            log = new SyncLogStore(database);
            Subscriptions subscriptions = new Subscriptions();
            subscriptions.add(HUBSPOT, RecordType.COMPANY, false);
            subscriptions.add(HUBSPOT, RecordType.CONTACT, false);
            MarkSignal signal = new MarkSignal();
            intake = new Intake(database, clock, subscriptions, signal, new MatchKeys("US")::of);
            SettlementJournal journal = new SettlementJournal(log, new DeadLetterStore(database, clock));
            RetrySettings retry = new RetrySettings(
                    Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24), 3, Duration.ofSeconds(30));
            SettlementLog counting = (tx, settlements) -> {
                groups.incrementAndGet();
                if (settlements.stream().anyMatch(s -> s.mark().key().equals(poison))) {
                    throw new SQLException("a settlement that cannot be kept");
                }
                journal.settled(tx, settlements);
            };
            settler = new Settler(
                    database,
                    clock,
                    new Random(1),
                    new Retries(retry),
                    signal,
                    new Pulls(),
                    new Subscriptions(),
                    counting,
                    List.of());
        }

        @AfterEach
        void close() {
            database.close();
        }

        @Test
        void whatWaitsForTheWriterIsCommittedTogetherAndEachMarkOnce() throws Exception {
            receive(RecordType.CONTACT, 700);
            Map<String, Work> works = claim(RecordType.CONTACT);

            together(works.values(), w -> end(w, "x-" + w.mark().key()));

            assertThat(groups).hasValue(1);
            assertThat(marks.count()).isZero();
            assertThat(log.find(SyncLogFilter.newest(1_000)))
                    .extracting(SyncLogEntry::recordId)
                    .hasSize(700)
                    .doesNotHaveDuplicates();
            assertThat(links.count(HUBSPOT, RecordType.CONTACT)).isEqualTo(700);
        }

        @Test
        @Tag("I20")
        void oneThatCannotBeKeptHoldsUpNoOther() throws Exception {
            receive(RecordType.CONTACT, 5);
            Map<String, Work> works = claim(RecordType.CONTACT);
            poison = "contact-2";

            Map<String, CompletableFuture<Void>> ends =
                    together(works.values(), w -> end(w, "x-" + w.mark().key()));

            ends.forEach(
                    (key, end) -> assertThat(end.isCompletedExceptionally()).isEqualTo(key.equals(poison)));
            assertThatThrownBy(() -> ends.get(poison).join()).hasCauseInstanceOf(CaravanException.class);
            assertThat(marks.count()).isEqualTo(1);
            assertThat(links.find(HUBSPOT, contact(2))).isEmpty();
            assertThat(links.count(HUBSPOT, RecordType.CONTACT)).isEqualTo(4);
            settler.freeUnsettled();
            assertThat(claim(RecordType.CONTACT)).containsOnlyKeys(poison);
        }

        @Test
        void ofTwoThatComeToOneCrmRecordAtOnceTheFirstHasIt() throws Exception {
            receive(RecordType.CONTACT, 2);
            Map<String, Work> works = claim(RecordType.CONTACT);

            together(works.values(), w -> end(w, "512"));

            assertThat(links.recordOf(new ExternalId(HUBSPOT, "contacts", "512")))
                    .contains(contact(0));
            assertThat(links.find(HUBSPOT, contact(1))).isEmpty();
            assertThat(log.of(contact(1)))
                    .extracting(SyncLogEntry::outcome, SyncLogEntry::message)
                    .containsExactly(tuple(
                            "skipped", "duplicate of contact contact-0, which is linked with hubspot contacts 512"));
            assertThat(marks.count()).isZero();
        }

        @Test
        void aCrmRecordThatIsLeftMayBeTakenByTheNext() throws Exception {
            receive(RecordType.CONTACT, 2);
            Map<String, Work> first = claim(RecordType.CONTACT);
            end(first.get("contact-0"), "512").join();
            end(first.get("contact-1"), "513").join();
            intake.push(HUBSPOT, RecordType.CONTACT, List.of("contact-0", "contact-1"), "again", Lane.LIVE);

            together(
                    claim(RecordType.CONTACT).values(),
                    w -> end(w, w.mark().key().equals("contact-0") ? "514" : "512"));

            assertThat(links.recordOf(new ExternalId(HUBSPOT, "contacts", "514")))
                    .contains(contact(0));
            assertThat(links.recordOf(new ExternalId(HUBSPOT, "contacts", "512")))
                    .contains(contact(1));
        }

        @Test
        void aRecordThatChangedMeanwhileIsWorkedOnAgain() throws Exception {
            receive(RecordType.CONTACT, 3);
            Map<String, Work> works = claim(RecordType.CONTACT);
            intake.push(HUBSPOT, RecordType.CONTACT, List.of("contact-1"), "changed", Lane.LIVE);

            together(works.values(), w -> end(w, "x-" + w.mark().key()));

            assertThat(claim(RecordType.CONTACT)).containsOnlyKeys("contact-1");
        }

        @Test
        void contactsThatWentAheadAreMarkedWhenTheirCompanyIsLinkedInTheSameGroup() throws Exception {
            receive(RecordType.COMPANY, 1);
            intake.receive(
                            RecordType.CONTACT,
                            List.of(new Incoming(
                                    RecordType.CONTACT,
                                    "contact-0",
                                    Map.of("first_name", "Ann", "company_id", "company-0"),
                                    clock.instant(),
                                    "app")))
                    .join();
            Work company = claim(RecordType.COMPANY).get("company-0");
            Work contact = claim(RecordType.CONTACT).get("contact-0");

            together(List.of(company, contact), w -> end(w, "x-" + w.mark().key()));

            assertThat(claim(RecordType.CONTACT)).containsOnlyKeys("contact-0");
        }

        private void receive(RecordType type, int count) {
            List<Incoming> many = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                many.add(new Incoming(
                        type, type.word() + "-" + i, Map.of("first_name", "N" + i), clock.instant(), "app"));
            }
            intake.receive(type, many).join();
        }

        private Map<String, Work> claim(RecordType type) {
            Map<String, Work> works = new TreeMap<>();
            marks.claim(HUBSPOT, Direction.PUSH, type, 1_000)
                    .forEach(m -> works.put(m.key(), new Work(m, null, clock.instant())));
            return works;
        }

        private CompletableFuture<Void> end(Work work, String externalId) {
            String object = work.mark().type() == RecordType.COMPANY ? "companies" : "contacts";
            Link link = new Link(
                    work.mark().record(),
                    new ExternalId(HUBSPOT, object, externalId),
                    Map.of("firstname", "Ann"),
                    clock.instant(),
                    "created");
            work.conclude(new Outcome.Updated("done"), link);
            return settler.settle(work, "route");
        }

        /** Ends works while the writer is held, so that they wait together; then waits for all. */
        private Map<String, CompletableFuture<Void>> together(
                Iterable<Work> works, Function<Work, CompletableFuture<Void>> end) throws Exception {
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch ended = new CountDownLatch(1);
            database.write(tx -> {
                held.countDown();
                return await(ended);
            });
            assertThat(await(held)).isTrue();
            groups.set(0);
            Map<String, CompletableFuture<Void>> all = new HashMap<>();
            works.forEach(w -> all.put(w.mark().key(), end.apply(w)));
            ended.countDown();
            CompletableFuture.allOf(all.values().toArray(new CompletableFuture<?>[0]))
                    .handle((v, error) -> true)
                    .get(30, TimeUnit.SECONDS);
            return all;
        }

        private static boolean await(CountDownLatch latch) {
            try {
                return latch.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private static RecordKey contact(int number) {
            return new RecordKey(RecordType.CONTACT, "contact-" + number);
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
