package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.SettableClock;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import dev.caravan.sql.Tx;
import dev.caravan.synclog.SettlementJournal;
import dev.caravan.synclog.SyncLogFilter;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetter;
import dev.caravan.synclog.deadletter.DeadLetterFilter;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stores of the hub together, on both databases. */
class HubStoreTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName SALESFORCE = new ConnectionName("salesforce");

    abstract static class Contract {
        final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        final Subscriptions subscriptions = new Subscriptions();
        final MarkSignal signal = new MarkSignal();
        Database database;
        ChangeMarkStore marks;
        RecordStore records;
        LinkStore links;
        Intake intake;
        Settler settler;
        SyncLogStore log;
        DeadLetterStore letters;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            marks = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(1));
            records = new RecordStore(database);
            links = new LinkStore(database);
            MatchKeys keys = new MatchKeys("US");
            intake = new Intake(database, clock, subscriptions, signal, keys::of);
            log = new SyncLogStore(database);
            letters = new DeadLetterStore(database, clock);
            settler = settler(new SettlementJournal(log, letters));
            for (ConnectionName connection : List.of(HUBSPOT, SALESFORCE)) {
                subscriptions.add(connection, RecordType.COMPANY, true);
                subscriptions.add(connection, RecordType.CONTACT, true);
            }
        }

        Settler settler(SettlementLog journal) {
            RetrySettings retry = new RetrySettings(
                    Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24), 3, Duration.ofSeconds(30));
            return new Settler(
                    database,
                    clock,
                    new Random(1),
                    new Retries(retry),
                    signal,
                    new Pulls(),
                    subscriptions,
                    journal,
                    List.of());
        }

        @AfterEach
        void close() {
            database.close();
        }

        // ---- activities

        @Test
        @Tag("R185")
        void anActivityWaitsForItsContactAndIsWorkedOnWhenThatIsSettled() {
            subscriptions.add(HUBSPOT, RecordType.NOTE, List.of(RecordType.CONTACT, RecordType.COMPANY));
            receive("contact", "c-1", "first_name", "Ann");
            receive("note", "n-1", "body", "Hi", "contact_id", "c-1", "company_id", "nowhere");

            assertThat(marks.standing(HUBSPOT, Direction.PUSH, RecordType.NOTE, "n-1")
                            .orElseThrow()
                            .waitsFor())
                    .contains("contact/c-1");
            assertThat(marks.standing(SALESFORCE, Direction.PUSH, RecordType.NOTE, "n-1"))
                    .isEmpty();
            ChangeMark contact =
                    marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10).get(0);
            assertThat(contact.isDemanded()).isFalse();
            Work work = new Work(contact, null, clock.instant());
            work.conclude(new Outcome.Skipped("a rule"), null);
            settler.settle(work, "test").join();
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.NOTE, 10))
                    .extracting(ChangeMark::key)
                    .containsExactly("n-1");
        }

        @Test
        @Tag("R185")
        void whatWasSkippedForItsContactOrDealIsMarkedWhenThatIsLinked() {
            receive("contact", "c-1", "first_name", "Ann");
            receive("deal", "d-1", "name", "Big");
            receive("note", "n-1", "body", "Hi", "contact_id", "c-1");
            receive("call", "l-1", "subject", "Hi", "deal_id", "d-1");
            subscriptions.add(HUBSPOT, RecordType.DEAL, false);
            subscriptions.add(HUBSPOT, RecordType.NOTE, List.of(RecordType.CONTACT));
            subscriptions.add(HUBSPOT, RecordType.CALL, List.of(RecordType.DEAL));
            marks.mark(HUBSPOT, Direction.PUSH, RecordType.DEAL, List.of("d-1"), "test", Lane.LIVE);
            settleLinked(RecordType.CONTACT, "contacts", "501");
            settleLinked(RecordType.DEAL, "deals", "701");

            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.NOTE, 10))
                    .extracting(ChangeMark::key)
                    .containsExactly("n-1");
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.CALL, 10))
                    .extracting(ChangeMark::key)
                    .containsExactly("l-1");
        }

        private void settleLinked(RecordType type, String object, String external) {
            ChangeMark mark = marks.claim(HUBSPOT, Direction.PUSH, type, 10).get(0);
            Work work = new Work(mark, null, clock.instant());
            work.conclude(
                    new Outcome.Created("created"),
                    new Link(
                            mark.record(),
                            new ExternalId(HUBSPOT, object, external),
                            Map.of(),
                            clock.instant(),
                            "created"));
            settler.settle(work, "test").join();
        }

        // ---- who is where

        @Test
        @Tag("R58")
        void whatIsLinkedIsListedByConnectionInTheOrderOfIds() {
            for (String id : List.of("c-1", "c-2", "c-3")) {
                receive("contact", id, "work_email", id + "@acme.example");
            }
            link("contact", "c-1", HUBSPOT, "501");
            link("contact", "c-3", HUBSPOT, "503");
            link("contact", "c-2", SALESFORCE, "003A");

            assertThat(ids(records.linkedPage(RecordType.CONTACT, Optional.of(HUBSPOT), "", 10)))
                    .containsExactly("c-1", "c-3");
            assertThat(ids(records.linkedPage(RecordType.CONTACT, Optional.empty(), "c-1", 10)))
                    .containsExactly("c-2", "c-3");
            assertThat(records.linkedPage(RecordType.COMPANY, Optional.empty(), "", 10))
                    .isEmpty();
        }

        @Test
        @Tag("R58")
        void aKeyTellsWhomTheHubHasAndWhereTheyAre() {
            receive("contact", "c-1", "work_email", "ann@acme.example");
            receive("contact", "c-2", "work_email", "Ann@Acme.example");
            receive("contact", "c-3", "work_email", "bea@acme.example");
            receive("lead", "l-1", "work_email", "ann@acme.example");
            link("contact", "c-2", HUBSPOT, "502");
            link("contact", "c-2", SALESFORCE, "003A");
            MatchKey ann = new MatchKey(MatchKey.EMAIL, "ann@acme.example");

            List<PresenceStore.Present> found = new PresenceStore(database)
                    .of(RecordType.CONTACT, List.of(ann, new MatchKey(MatchKey.EMAIL, "cem@acme.example"), ann));

            assertThat(found)
                    .extracting(
                            PresenceStore.Present::key,
                            p -> p.record().id(),
                            p -> p.link().map(ExternalId::toString).orElse(""))
                    .containsExactly(
                            tuple(ann, "c-1", ""),
                            tuple(ann, "c-2", "hubspot contacts 502"),
                            tuple(ann, "c-2", "salesforce contacts 003A"));
        }

        private void link(String type, String id, ConnectionName connection, String external) {
            database.writeNow(tx -> {
                LinkStore.save(
                        tx,
                        new Link(
                                new RecordKey(RecordType.of(type), id),
                                new ExternalId(connection, "contacts", external),
                                Map.of(),
                                clock.instant(),
                                "created"));
                return null;
            });
        }

        private static List<String> ids(List<HubRecord> found) {
            return found.stream().map(r -> r.key().id()).toList();
        }

        // ---- records

        @Test
        void aRecordIsKeptWithItsValuesAndTypes() {
            receive(
                    "contact",
                    "c-1",
                    "first_name",
                    "Zoë 李 👩‍👩‍👧",
                    "employee_count",
                    5L,
                    "vip",
                    true,
                    "tags",
                    List.of("a", "b"));

            HubRecord found = records.find(contact("c-1")).orElseThrow();
            assertThat(found.fields())
                    .containsEntry("first_name", "Zoë 李 👩‍👩‍👧")
                    .containsEntry("employee_count", 5L)
                    .containsEntry("vip", true)
                    .containsEntry("tags", List.of("a", "b"));
            assertThat(found.latest().time()).isEqualTo(clock.instant());
        }

        @Test
        void theSameValuesAgainChangeNothing() {
            receive("contact", "c-1", "first_name", "Ann");
            claimAndSettleAll();

            IntakeResult again = receive("contact", "c-1", "first_name", "Ann");

            assertThat(again.status()).isEqualTo("unchanged");
            assertThat(marks.count()).isZero();
        }

        @Test
        void aNewValueKeepsTheOldStampsOfTheOthers() {
            receive("contact", "c-1", "first_name", "Ann", "job_title", "CFO");
            clock.advance(Duration.ofHours(1));
            receive("contact", "c-1", "job_title", "CEO");

            HubRecord found = records.find(contact("c-1")).orElseThrow();
            assertThat(found.stamp("first_name").time())
                    .isEqualTo(clock.instant().minus(Duration.ofHours(1)));
            assertThat(found.stamp("job_title").time()).isEqualTo(clock.instant());
            assertThat(found.version()).isEqualTo(2);
        }

        @Test
        @Tag("R46")
        void anOlderValueNeverReplacesANewerOne() {
            receive("contact", "c-1", "job_title", "CEO");
            Incoming late = new Incoming(
                    RecordType.CONTACT,
                    "c-1",
                    Map.of("job_title", "Intern"),
                    clock.instant().minusSeconds(60),
                    "app");

            assertThat(one(intake.receive(RecordType.CONTACT, List.of(late)).join())
                            .status())
                    .isEqualTo("unchanged");
            assertThat(records.find(contact("c-1")).orElseThrow().text("job_title"))
                    .isEqualTo("CEO");
        }

        @Test
        void aRecordWithoutAnIdIsFoundByItsEmail() {
            IntakeResult first = receive("contact", null, "work_email", "Ann@Example.com", "first_name", "Ann");
            IntakeResult second = receive("contact", null, "work_email", "ann@example.com ", "job_title", "CFO");

            assertThat(second.status()).isEqualTo("updated");
            assertThat(second.id()).isEqualTo(first.id());
        }

        @Test
        void twoRecordsOfOneRequestWithTheSameEmailAndNoIdAreOne() {
            Incoming a = incoming("contact", null, "work_email", "bo@example.com");
            Incoming b = incoming("contact", null, "work_email", "BO@example.com", "first_name", "Bo");

            List<IntakeResult> results =
                    intake.receive(RecordType.CONTACT, List.of(a, b)).join();

            assertThat(results).extracting(IntakeResult::status).containsExactly("created", "updated");
            assertThat(records.counts()).containsEntry("contact", 1L);
        }

        @Test
        void matchKeysFollowTheRecord() {
            receive("contact", "c-1", "work_email", "old@example.com");
            receive("contact", "c-1", "work_email", "new@example.com");

            assertThat(records.byKey(RecordType.CONTACT, new MatchKey("email", "old@example.com"), 10))
                    .isEmpty();
            assertThat(records.byKey(RecordType.CONTACT, new MatchKey("email", "new@example.com"), 10))
                    .hasSize(1);
        }

        @Test
        void aNewRecordThatComesTwiceInOneRequestHasTheKeysOfItsLastState() {
            Incoming first = incoming("contact", "c-1", "work_email", "old@example.com", "first_name", "Ann");
            Incoming second = incoming("contact", "c-1", "work_email", "new@example.com");
            Incoming other = incoming("contact", "c-2", "work_email", "bob@example.com");

            List<IntakeResult> results = intake.receive(RecordType.CONTACT, List.of(first, second, other))
                    .join();

            assertThat(results).extracting(IntakeResult::status).containsExactly("created", "updated", "created");
            assertThat(records.find(contact("c-1")).orElseThrow().fields())
                    .containsEntry("work_email", "new@example.com")
                    .containsEntry("first_name", "Ann");
            assertThat(records.byKey(RecordType.CONTACT, new MatchKey("email", "old@example.com"), 10))
                    .isEmpty();
            assertThat(records.byKey(RecordType.CONTACT, new MatchKey("email", "new@example.com"), 10))
                    .hasSize(1);
            assertThat(records.byKey(RecordType.CONTACT, new MatchKey("email", "bob@example.com"), 10))
                    .hasSize(1);
        }

        @Test
        void aDeletedRecordIsGoneWithItsKeysAndMarks() {
            receive("contact", "c-1", "work_email", "ann@example.com");

            assertThat(intake.delete(contact("c-1"))).isTrue();
            assertThat(intake.delete(contact("c-1"))).isFalse();
            assertThat(records.find(contact("c-1"))).isEmpty();
            assertThat(marks.count()).isZero();
        }

        // ---- marks

        @Test
        @Tag("R41")
        void everyConnectionGetsAMarkOfAChange() {
            receive("contact", "c-1", "first_name", "Ann");

            assertThat(claim(HUBSPOT, RecordType.CONTACT))
                    .extracting(ChangeMark::key)
                    .containsExactly("c-1");
            assertThat(claim(SALESFORCE, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        void tenChangesBeforeTheClaimAreOneMark() {
            for (int i = 0; i < 10; i++) {
                receive("contact", "c-1", "job_title", "Title " + i);
            }

            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        @Tag("I14")
        void theOriginOfAChangeGetsNoMarkOfIt() {
            Incoming fromHubspot =
                    new Incoming(RecordType.CONTACT, "c-1", Map.of("first_name", "Ann"), clock.instant(), "hubspot");
            intake.receive(RecordType.CONTACT, List.of(fromHubspot)).join();

            assertThat(claim(HUBSPOT, RecordType.CONTACT)).isEmpty();
            assertThat(claim(SALESFORCE, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        @Tag("I11")
        void aClaimedMarkIsNotGivenToAnotherClaimer() {
            receive("contact", "c-1", "first_name", "Ann");

            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
            receive("contact", "c-1", "first_name", "Anna");
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).isEmpty();
        }

        @Test
        void aChangeDuringTheWorkIsWorkedOnAfterwards() {
            receive("contact", "c-1", "first_name", "Ann");
            Work work = work(one(claim(HUBSPOT, RecordType.CONTACT)));
            receive("contact", "c-1", "first_name", "Anna");

            settle(work, new Outcome.Updated("done"));

            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        @Tag("I1")
        void aMarkThatWasClaimedBeforeACrashIsClaimedAgain() {
            receive("contact", "c-1", "first_name", "Ann");
            claim(HUBSPOT, RecordType.CONTACT);

            ChangeMarkStore afterRestart = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(1));
            assertThat(afterRestart.freeOwn()).isEqualTo(1);
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        @Tag("I32")
        void theMarkOfADeadNodeIsTakenOverWhenItsLeaseEnds() {
            receive("contact", "c-1", "first_name", "Ann");
            ChangeMark lost = one(claim(HUBSPOT, RecordType.CONTACT));
            ChangeMarkStore other = new ChangeMarkStore(database, clock, "other", Duration.ofMinutes(1));
            assertThat(other.freeExpired()).isZero();
            clock.advance(Duration.ofSeconds(61));
            assertThat(other.freeExpired()).isEqualTo(1);
            ChangeMark taken = one(other.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10));

            settle(work(lost), new Outcome.Updated("too late"));

            assertThat(marks.standing(HUBSPOT, Direction.PUSH, RecordType.CONTACT, "c-1"))
                    .isPresent();
            settle(work(taken), new Outcome.Updated("done"));
            assertThat(marks.standing(HUBSPOT, Direction.PUSH, RecordType.CONTACT, "c-1"))
                    .isEmpty();
        }

        // ---- parent first

        @Test
        @Tag("R123")
        void aContactWaitsUntilItsCompanyIsSettled() {
            receive("company", "k-1", "name", "Acme");
            receive("contact", "c-1", "first_name", "Ann", "company_id", "k-1");

            assertThat(claim(HUBSPOT, RecordType.CONTACT)).isEmpty();
            Work company = work(one(claim(HUBSPOT, RecordType.COMPANY)));
            settle(company, new Outcome.Created("done"), link(company, "77"));
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        @Tag("R123")
        void theCompanyIsMarkedBecauseAContactNeedsIt() {
            Subscriptions contactsOnly = new Subscriptions();
            contactsOnly.add(HUBSPOT, RecordType.CONTACT, true);
            Intake narrow = new Intake(database, clock, contactsOnly, signal, new MatchKeys("US")::of);
            narrow.receive(RecordType.COMPANY, List.of(incoming("company", "k-1", "name", "Acme")))
                    .join();
            assertThat(marks.count()).isZero();
            narrow.receive(
                            RecordType.CONTACT,
                            List.of(incoming("contact", "c-1", "first_name", "Ann", "company_id", "k-1")))
                    .join();

            assertThat(one(claim(HUBSPOT, RecordType.COMPANY)).reason()).isEqualTo("required by contact c-1");
        }

        @Test
        void aContactOfAnUnknownCompanyDoesNotWait() {
            receive("contact", "c-1", "first_name", "Ann", "company_id", "nowhere");

            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        void aContactIsMarkedAgainWhenItsCompanyIsLinkedLater() {
            receive("contact", "c-1", "first_name", "Ann", "company_id", "k-1");
            Work contact = work(one(claim(HUBSPOT, RecordType.CONTACT)));
            settle(contact, new Outcome.Created("done"), link(contact, "12"));
            receive("company", "k-1", "name", "Acme");
            Work company = work(one(claim(HUBSPOT, RecordType.COMPANY)));
            settle(company, new Outcome.Created("done"), link(company, "77"));

            assertThat(one(claim(HUBSPOT, RecordType.CONTACT)).reason()).isEqualTo("company k-1 was linked");
        }

        @Test
        @Tag("I10")
        void nothingWaitsForSomethingThatIsNotPending() {
            receive("company", "k-1", "name", "Acme");
            receive("contact", "c-1", "first_name", "Ann", "company_id", "k-1");
            intake.delete(new RecordKey(RecordType.COMPANY, "k-1"));

            marks.freeWaiting();
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        @Tag("I10")
        void onlyWhatWaitsForAMarkThatIsGoneIsFreed() {
            for (String direction : List.of("push", "pull")) {
                mark(direction, "company", "a/b:c", null);
                String prefix = direction.equals("pull") ? "pull:" : "";
                mark(direction, "contact", "waits", prefix + "company/a/b:c");
                mark(direction, "contact", "waits in vain", prefix + "company/a/b");
                mark(direction, "deal", "waits for another type", prefix + "contact/a/b:c");
            }
            // Each direction has leaders of its own.
            mark("pull", "lead", "l-1", "company/a/b:c");
            mark("pull", "lead", "l-2", "deal/waits for another type");

            assertThat(marks.freeWaiting()).isEqualTo(6);
            assertThat(waiting()).containsExactly("pull waits", "push waits");

            database.writeNow(tx -> tx.update("DELETE FROM change_mark WHERE type = 'company' AND direction = 'pull'"));
            assertThat(marks.freeWaiting()).isEqualTo(1);
            assertThat(waiting()).containsExactly("push waits");
        }

        private void mark(String direction, String type, String key, @Nullable String waitsFor) {
            database.writeNow(tx -> tx.update(
                    "INSERT INTO change_mark (connection, direction, type, record_key, generation, since, reason, lane,"
                            + " due_at, attempts, waits_for) VALUES (?, ?, ?, ?, 1, 0, 'test', 0, 0, 0, ?)",
                    HUBSPOT.value(),
                    direction,
                    type,
                    key,
                    waitsFor));
        }

        private List<String> waiting() {
            return database.read()
                    .sql(
                            "SELECT direction || ' ' || record_key FROM change_mark WHERE waits_for IS NOT NULL ORDER BY 1")
                    .query(String.class)
                    .list();
        }

        // ---- settlement

        @Test
        @Tag("R231")
        @Tag("R232")
        @Tag("R233")
        void aSettledMarkLeavesOneLineInTheSyncLog() {
            receive("contact", "c-1", "first_name", "Ann");
            Work work = work(one(claim(HUBSPOT, RecordType.CONTACT)));
            work.trail().note("matched", "none");
            settle(work, new Outcome.Created("created in hubspot"), link(work, "12"));

            var line = one(log.find(SyncLogFilter.newest(10)));
            assertThat(line.outcome()).isEqualTo("created");
            assertThat(line.direction()).isEqualTo("From App");
            assertThat(line.externalId()).isEqualTo("12");
            assertThat(line.at()).isEqualTo(clock.instant());
            assertThat(line.trail()).containsEntry("matched", "none");
            assertThat(links.find(HUBSPOT, contact("c-1"))).isPresent();
            assertThat(links.recordOf(new ExternalId(HUBSPOT, "contacts", "12")))
                    .contains(contact("c-1"));
        }

        @Test
        void workIsSettledOnlyOnce() {
            receive("contact", "c-1", "first_name", "Ann");
            Work work = work(one(claim(HUBSPOT, RecordType.CONTACT)));

            settle(work, new Outcome.Created("done"));
            settle(work, new Outcome.Updated("again"));

            assertThat(log.find(SyncLogFilter.newest(10))).hasSize(1);
        }

        @Test
        @Tag("I7")
        void whenTheDeadLetterCannotBeKeptTheMarkStays() {
            receive("contact", "c-1", "first_name", "Ann");
            Work work = work(one(claim(HUBSPOT, RecordType.CONTACT)));
            Settler broken = settler(new SettlementLog() {
                @Override
                public void settled(Tx tx, List<Settlement> settlements) throws SQLException {
                    throw new SQLException("the disk is full");
                }
            });

            assertThatThrownBy(() -> broken.fail(work, "route", new Rejected()).join())
                    .hasCauseInstanceOf(CaravanException.class);

            assertThat(marks.count()).isEqualTo(2);
            assertThat(letters.find(DeadLetterFilter.open(10))).isEmpty();
            broken.freeUnsettled();
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).hasSize(1);
        }

        @Test
        @Tag("I20")
        void aRejectedRecordIsADeadLetterWithOriginalErrorCureAndTrail() {
            receive("contact", "c-1", "first_name", "Ann");
            Work work = work(one(claim(HUBSPOT, RecordType.CONTACT)));
            work.trail().note("sent", Map.of("firstname", "Ann"));
            settler.fail(work, "hubspot-contact-push", new Rejected()).join();

            DeadLetter letter = one(letters.find(DeadLetterFilter.open(10)));
            assertThat(letter.original()).containsEntry("first_name", "Ann");
            assertThat(letter.code()).isEqualTo("REQUIRED_FIELD_MISSING");
            assertThat(letter.cure()).isNotEmpty();
            assertThat(letter.route()).isEqualTo("hubspot-contact-push");
            assertThat(letter.trail()).containsKey("sent");
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).isEmpty();
        }

        @Test
        @Tag("I20")
        void replayingTwiceHasTheEffectOfReplayingOnce() {
            receive("contact", "c-1", "first_name", "Ann");
            settler.fail(work(one(claim(HUBSPOT, RecordType.CONTACT))), "route", new Rejected())
                    .join();
            DeadLetter letter = one(letters.find(DeadLetterFilter.open(10)));
            Replay replay = new Replay(database, letters, intake, clock);

            assertThat(replay.replay(List.of(letter.id()))).isEqualTo(1);
            assertThat(replay.replay(List.of(letter.id()))).isZero();

            Work again = work(one(claim(HUBSPOT, RecordType.CONTACT)));
            settle(again, new Outcome.Created("done"), link(again, "12"));
            assertThat(letters.open()).isZero();
        }

        @Test
        void anErrorThatMayPassIsTriedAgainLaterAndLater() {
            receive("contact", "c-1", "first_name", "Ann");
            Duration before = Duration.ZERO;
            for (int attempt = 0; attempt < 5; attempt++) {
                Work work = work(one(claim(HUBSPOT, RecordType.CONTACT)));
                settler.fail(work, "route", new Passing()).join();
                var standing = marks.standing(HUBSPOT, Direction.PUSH, RecordType.CONTACT, "c-1")
                        .orElseThrow();
                Duration wait = Duration.between(clock.instant(), standing.dueAt());
                assertThat(wait).isGreaterThanOrEqualTo(before);
                assertThat(standing.attempts()).isEqualTo(attempt + 1);
                before = wait;
                clock.set(standing.dueAt());
            }
            assertThat(letters.open()).isZero();
        }

        @Test
        void aStartTriesAtOnceWhatWaitedForItsConnectionAndLetsWhatFailedByItselfWait() {
            receive("contact", "c-1", "first_name", "Ann");
            settler.fail(work(one(claim(HUBSPOT, RecordType.CONTACT))), "route", new Locked())
                    .join();
            receive("contact", "c-2", "first_name", "Bo");
            settler.fail(work(one(claim(HUBSPOT, RecordType.CONTACT))), "route", new Passing())
                    .join();
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).isEmpty();

            assertThat(marks.dueAfterStart()).isEqualTo(1);
            assertThat(one(claim(HUBSPOT, RecordType.CONTACT)).record().id()).isEqualTo("c-1");
        }

        @Test
        void anErrorThatDoesNotPassWithinADayBecomesADeadLetter() {
            receive("contact", "c-1", "first_name", "Ann");
            clock.advance(Duration.ofHours(25));
            settler.fail(work(one(claim(HUBSPOT, RecordType.CONTACT))), "route", new Passing())
                    .join();

            assertThat(letters.open()).isEqualTo(1);
        }

        @Test
        @Tag("I23")
        void anErrorThatNobodyClassifiedIsTriedAFewTimesOnly() {
            receive("contact", "c-1", "first_name", "Ann");
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(letters.open()).isZero();
                settler.fail(work(one(claim(HUBSPOT, RecordType.CONTACT))), "route", new NullPointerException())
                        .join();
                clock.advance(Duration.ofMinutes(10));
            }
            assertThat(letters.open()).isEqualTo(1);
        }

        @Test
        void waitingForAnotherRecordEndsWhenThatIsSettled() {
            receive("contact", "c-1", "work_email", "ann@example.com");
            receive("contact", "c-2", "work_email", "ann@example.com");
            Map<String, Work> claimed = new LinkedHashMap<>();
            claim(HUBSPOT, RecordType.CONTACT).forEach(m -> claimed.put(m.key(), work(m)));
            settler.fail(claimed.get("c-2"), "route", new Waiting(contact("c-1")))
                    .join();
            assertThat(claim(HUBSPOT, RecordType.CONTACT)).isEmpty();

            settle(claimed.get("c-1"), new Outcome.Created("done"), link(claimed.get("c-1"), "12"));

            assertThat(claim(HUBSPOT, RecordType.CONTACT))
                    .extracting(ChangeMark::key)
                    .containsExactly("c-2");
        }

        @Test
        void aCrmRecordHasOneHubRecordOnly() {
            receive("contact", "c-1", "first_name", "Ann");
            receive("contact", "c-2", "first_name", "Ann");
            for (ChangeMark mark : claim(HUBSPOT, RecordType.CONTACT)) {
                Work work = work(mark);
                settle(work, new Outcome.Updated("done"), link(work, "12"));
            }

            assertThat(links.recordOf(new ExternalId(HUBSPOT, "contacts", "12")))
                    .contains(contact("c-1"));
            assertThat(links.find(HUBSPOT, contact("c-2"))).isEmpty();
        }

        @Test
        void manyThreadsNeverClaimTheSameMark() throws Exception {
            List<Incoming> many = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                many.add(incoming("contact", "c-" + i, "first_name", "N" + i));
            }
            intake.receive(RecordType.CONTACT, many).join();
            Set<String> seen = ConcurrentHashMap.newKeySet();
            List<Thread> threads = new ArrayList<>();
            List<String> twice = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    for (List<ChangeMark> got = claim(HUBSPOT, RecordType.CONTACT, 20);
                            !got.isEmpty();
                            got = claim(HUBSPOT, RecordType.CONTACT, 20)) {
                        got.stream().filter(m -> !seen.add(m.key())).forEach(m -> twice.add(m.key()));
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(twice).isEmpty();
            assertThat(seen).hasSize(500);
        }

        // ---- words of this test

        IntakeResult receive(String type, @Nullable String id, Object... fields) {
            return one(intake.receive(RecordType.of(type), List.of(incoming(type, id, fields)))
                    .join());
        }

        Incoming incoming(String type, @Nullable String id, Object... fields) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < fields.length; i += 2) {
                map.put(fields[i].toString(), fields[i + 1]);
            }
            return new Incoming(RecordType.of(type), id, map, clock.instant(), "app");
        }

        RecordKey contact(String id) {
            return new RecordKey(RecordType.CONTACT, id);
        }

        List<ChangeMark> claim(ConnectionName connection, RecordType type) {
            return claim(connection, type, 100);
        }

        List<ChangeMark> claim(ConnectionName connection, RecordType type, int most) {
            return marks.claim(connection, Direction.PUSH, type, most);
        }

        Work work(ChangeMark mark) {
            return new Work(mark, records.find(mark.record()).orElseThrow(), clock.instant());
        }

        Link link(Work work, String id) {
            String object = work.mark().type() == RecordType.COMPANY ? "companies" : "contacts";
            return new Link(
                    work.mark().record(),
                    new ExternalId(work.mark().connection(), object, id),
                    Map.of("firstname", "Ann"),
                    clock.instant(),
                    "created");
        }

        void settle(Work work, Outcome outcome) {
            settle(work, outcome, null);
        }

        void settle(Work work, Outcome outcome, @Nullable Link link) {
            work.conclude(outcome, link);
            settler.settle(work, "route").join();
        }

        void claimAndSettleAll() {
            for (ConnectionName connection : Arrays.asList(HUBSPOT, SALESFORCE)) {
                claim(connection, RecordType.CONTACT).forEach(m -> settle(work(m), new Outcome.Created("done")));
            }
        }

        static <T> T one(List<T> list) {
            assertThat(list).hasSize(1);
            return list.get(0);
        }
    }

    private static final class Rejected extends CaravanException {
        private static final long serialVersionUID = 1L;

        Rejected() {
            super(ErrorCode.REQUIRED_FIELD_MISSING, "hubspot/contact c-1: HubSpot wants 'email'", null);
        }
    }

    private static final class Locked extends CaravanException {
        private static final long serialVersionUID = 1L;

        Locked() {
            super(ErrorCode.CRM_UNREACHABLE, "hubspot: 401", null);
        }

        @Override
        public WhatNext whatNext() {
            return new WhatNext.WaitForRepair();
        }
    }

    static final class Passing extends CaravanException {
        private static final long serialVersionUID = 1L;

        Passing() {
            super(ErrorCode.CRM_UNREACHABLE, "hubspot: 503", null);
        }

        @Override
        public WhatNext whatNext() {
            return new WhatNext.TryAgain();
        }
    }

    private static final class Waiting extends CaravanException {
        private static final long serialVersionUID = 1L;
        private final transient RecordKey first;

        Waiting(RecordKey first) {
            super(ErrorCode.UNEXPECTED, "waits", null);
            this.first = first;
        }

        @Override
        public WhatNext whatNext() {
            return new WhatNext.WaitForRecord(first.type().word(), first.id());
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
