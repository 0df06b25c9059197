package dev.caravan.crm.batch;

import static dev.caravan.crm.batch.RunningCrm.contact;
import static dev.caravan.crm.batch.RunningCrm.create;
import static dev.caravan.crm.batch.RunningCrm.error;
import static dev.caravan.crm.batch.RunningCrm.result;
import static dev.caravan.crm.batch.RunningCrm.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FakeCrm;
import dev.caravan.crm.Write;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecordWriterTest {
    private final FakeCrm crm = new FakeCrm();
    private RunningCrm running;

    @BeforeEach
    void start() {
        running = RunningCrm.with(crm);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private List<CompletableFuture<WriteOutcome>> writeAll(List<Write> writes) {
        return writes.stream().map(running::write).toList();
    }

    private static List<Write> creates(int count) {
        return IntStream.range(0, count).mapToObj(i -> create("c-" + i)).toList();
    }

    private static WriteOutcome.Done done(CompletableFuture<WriteOutcome> future) {
        return (WriteOutcome.Done) result(future);
    }

    @Nested
    class Batches {
        @Test
        void createsAndUpdatesShareACallAndEachHasItsOwnResult() {
            String id = crm.put(Map.of("lastname", "Old"));
            var created = running.write(create("c-1"));
            var updated = running.write(update("c-2", id));
            assertThat(done(created).written().created()).isTrue();
            assertThat(done(updated).written()).satisfies(w -> {
                assertThat(w.created()).isFalse();
                assertThat(w.id()).isEqualTo(id);
            });
            assertThat(crm.calls("write")).hasSize(1);
            assertThat(running.heard).containsExactly("fake contacts write 2/100 ok");
        }

        @Test
        void aThousandWritesTakeTenCalls() {
            writeAll(creates(1000)).forEach(RunningCrm::result);
            assertThat(crm.calls("write")).hasSize(10);
            assertThat(crm.records()).hasSize(1000);
        }

        @Test
        void nothingToSendCostsNoCall() {
            Write empty = new Write(contact("c-1"), "contacts", "501", Map.of(), List.of(), Map.of(), "link");
            assertThat(done(running.write(empty)).written().id()).isEqualTo("501");
            assertThat(crm.journal()).isEmpty();
        }

        @ParameterizedTest(name = "{1} of {0} bad, refused one by one")
        @Tag("I21")
        @CsvSource({"100, 7", "100, 1", "100, 99", "200, 7", "200, 1", "200, 199"})
        void aRecordThatIsRefusedNeverFailsItsNeighbours(int size, int bad) {
            crm.writeBatch(size);
            crm.poison(IntStream.range(0, bad)
                    .mapToObj(i -> "c-" + i * (size / bad))
                    .toList());
            running.close();
            running = RunningCrm.with(crm);
            var all = writeAll(creates(size));
            assertEnds(all, size, bad);
            assertThat(crm.calls("write")).hasSize(1);
        }

        @ParameterizedTest(name = "{1} of {0} bad, refused as a whole")
        @Tag("I21")
        @CsvSource({"100, 7", "100, 1", "100, 99", "200, 7", "200, 1", "200, 199"})
        void aBatchThatIsRefusedAsAWholeIsHalvedUntilTheGoodOnesAreIn(int size, int bad) {
            crm.writeBatch(size).rejectsWhole();
            crm.poison(IntStream.range(0, bad)
                    .mapToObj(i -> "c-" + i * (size / bad))
                    .toList());
            running.close();
            running = RunningCrm.with(crm);
            var all = writeAll(creates(size));
            assertEnds(all, size, bad);
            double bound = bad * 2 * Math.log(size) / Math.log(2);
            assertThat((double) crm.calls("write").size() - 1).isLessThanOrEqualTo(bound);
        }

        private void assertEnds(List<CompletableFuture<WriteOutcome>> all, int size, int bad) {
            int refused = 0;
            for (CompletableFuture<WriteOutcome> f : all) {
                if (f.handle((r, e) -> e != null).join()) {
                    assertThat(error(f)).isInstanceOf(CrmError.Rejected.class);
                    refused++;
                }
            }
            assertThat(refused).isEqualTo(bad);
            assertThat(crm.records()).hasSize(size - bad);
            assertThat(running.intents.open()).hasSize(size - bad);
        }

        @Test
        @Tag("I20")
        void onePercentOfPoisonCostsNotASingleCallMore() {
            crm.poison(IntStream.range(0, 100).mapToObj(i -> "c-" + i * 100).toList());
            var all = writeAll(creates(10_000));
            assertEnds(all, 10_000, 100);
            assertThat(crm.calls("write")).hasSize(100);
        }

        @Test
        @Tag("I20")
        void theNeighboursOfPoisonHearAsSoonAsTheirHalfIsIn() {
            crm.rejectsWhole();
            crm.poison(List.of("c-99"));
            AtomicInteger heardInTime = new AtomicInteger(-1);
            List<CompletableFuture<WriteOutcome>> all = new CopyOnWriteArrayList<>();
            crm.beforeCall(() -> {
                if (crm.calls("write").size() == 4) {
                    CompletableFuture<?>[] firstHalf = all.subList(0, 50).toArray(CompletableFuture[]::new);
                    heardInTime.set(CompletableFuture.allOf(firstHalf)
                            .handle((r, e) -> 50)
                            .completeOnTimeout(0, 10, TimeUnit.SECONDS)
                            .join());
                }
            });
            all.addAll(writeAll(creates(100)));
            assertThat(error(all.get(99))).isInstanceOf(CrmError.Rejected.class);
            assertThat(heardInTime).hasValue(50);
        }

        @Test
        void theErrorOfARefusedRecordNamesItAndTheVendorsWords() {
            crm.poison(List.of("c-1"));
            CompletableFuture<WriteOutcome> future = running.write(create("c-1"));
            assertThat(future.handle((r, e) -> e.getMessage()).join()).isEqualTo("CRM-212 fake contacts c-1: wrong");
        }

        @Test
        void aCallThatFailsAsAWholeFailsEachOfItsRecordsAndIsNotRepeated() {
            crm.fault((operation, n) -> new CrmError.Transient("HTTP 503", false));
            var all = writeAll(creates(3));
            all.forEach(f -> assertThat(error(f)).isEqualTo(new CrmError.Transient("HTTP 503", false)));
            assertThat(crm.calls("write")).hasSize(1);
            assertThat(running.heard).containsExactly("fake contacts write 3/100 transient");
        }

        @Test
        void stoppingCompletesEachWriteOnce() {
            var all = writeAll(creates(20));
            running.close();
            all.forEach(f -> assertThat(f).isDone());
        }
    }

    @Nested
    class Intents {
        @Test
        @Tag("I3")
        void createsWithoutAKeyAreWrittenDownInOneCommitBeforeTheCall() {
            crm.beforeCall(() -> assertThat(running.intents.open()).hasSize(50));
            writeAll(creates(50)).forEach(RunningCrm::result);
            assertThat(running.intents.commits()).isEqualTo(1);
            assertThat(running.intents.open()).hasSize(50);
        }

        @Test
        void createsByAKeyNeedNoIntent() {
            crm.upsertsOn("caravan_id");
            result(running.write(create("c-1")));
            assertThat(running.intents.commits()).isZero();
        }

        @Test
        void updatesNeedNoIntent() {
            result(running.write(update("c-1", crm.put(Map.of()))));
            assertThat(running.intents.commits()).isZero();
        }

        @Test
        void aCreateThatCertainlyDidNotHappenLeavesNoIntent() {
            crm.poison(List.of("c-1"));
            error(running.write(create("c-1")));
            assertThat(running.intents.open()).isEmpty();
            crm.fault((operation, n) -> new CrmError.Transient("HTTP 503", false));
            error(running.write(create("c-2")));
            assertThat(running.intents.open()).isEmpty();
        }

        @Test
        @Tag("I3")
        void aCreateWhoseAnswerWasLostIsFoundAndNotRepeated() {
            crm.losesAnswers();
            var first = writeAll(creates(3));
            first.forEach(f -> assertThat(error(f)).isEqualTo(new CrmError.Transient("reset after the call", true)));
            crm.heal();
            running.clock.advance(Duration.ofSeconds(41));
            var second = writeAll(creates(3));
            second.forEach(f -> {
                assertThat(done(f).written().created()).isFalse();
                assertThat(done(f).write().how()).isEqualTo("found after an unknown answer");
            });
            assertThat(crm.records()).hasSize(3);
        }

        @Test
        @Tag("I3")
        void beforeTheSearchMustShowItTheCreateWaits() {
            crm.losesAnswers();
            error(running.write(create("c-1")));
            crm.heal();
            running.clock.advance(Duration.ofSeconds(39));
            assertThat(error(running.write(create("c-1")))).isInstanceOfSatisfying(CrmError.Transient.class, t -> {
                assertThat(t.outcomeUnknown()).isFalse();
                assertThat(t.detail()).contains("2026-03-02T10:00:40Z");
            });
            assertThat(crm.records()).hasSize(1);
            assertThat(running.intents.open()).hasSize(1);
        }

        @Test
        @Tag("I3")
        void aCreateThatNeverArrivedIsMadeAndGuardedAnew() {
            AtomicInteger writes = new AtomicInteger();
            crm.fault((operation, n) -> operation.equals("write") && writes.incrementAndGet() <= 2
                    ? new CrmError.Transient("timed out", true)
                    : null);
            error(running.write(create("c-1")));
            running.clock.advance(Duration.ofMinutes(5));
            error(running.write(create("c-1")));
            assertThat(running.intents.openSince(new ConnectionName("fake"), contact("c-1")))
                    .contains(running.clock.instant());
            running.clock.advance(Duration.ofMinutes(5));
            assertThat(done(running.write(create("c-1"))).written().created()).isTrue();
            assertThat(crm.records()).hasSize(1);
        }

        @Test
        @Tag("I3")
        void manyAreLookedForInFewCallsAndEachFindsItsOwn() {
            crm.losesAnswers();
            List<Write> writes =
                    IntStream.range(0, 40).mapToObj(i -> create("c-" + i)).toList();
            writes.stream().map(running::write).toList().forEach(RunningCrm::error);
            crm.heal();
            int there = crm.records().size();
            running.clock.advance(Duration.ofMinutes(5));
            writes.stream()
                    .map(running::write)
                    .toList()
                    .forEach(
                            write -> assertThat(done(write).written().created()).isFalse());
            assertThat(there).isEqualTo(40);
            assertThat(crm.records()).hasSize(40);
            assertThat(crm.calls("lookup")).hasSizeLessThan(10);
        }

        @Test
        void severalThatCouldBeItWaitForAPerson() {
            crm.losesAnswers();
            error(running.write(create("c-1")));
            crm.heal();
            crm.put(create("c-1").values());
            running.clock.advance(Duration.ofMinutes(1));
            assertThat(result(running.write(create("c-1")))).isInstanceOfSatisfying(WriteOutcome.Held.class, h -> {
                assertThat(h.reason()).contains("2 records");
                assertThat(h.candidates())
                        .extracting(CrmRecord::id)
                        .containsExactlyElementsOf(crm.records().keySet());
            });
        }

        @Test
        void oneThatBelongsToAnotherHubRecordIsNotTaken() {
            String others = crm.put(create("c-1").values());
            running.links.put(new ExternalId(new ConnectionName("fake"), "contacts", others), contact("c-7"));
            running.intents.open(new ConnectionName("fake"), List.of(contact("c-1")));
            running.clock.advance(Duration.ofMinutes(1));
            assertThat(done(running.write(create("c-1"))).written().created()).isTrue();
        }

        @Test
        void aNamesakeWithOtherValuesIsNotTaken() {
            crm.put(Map.of("lastname", "Lind c-1", "email", "somebody.else@example.org"));
            running.intents.open(new ConnectionName("fake"), List.of(contact("c-1")));
            running.clock.advance(Duration.ofMinutes(1));
            assertThat(done(running.write(create("c-1"))).written().created()).isTrue();
            assertThat(crm.records()).hasSize(2);
        }

        @Test
        @Tag("I3")
        void aCrmThatCutsAWholeNameElsewhereHasTheRecord() {
            Map<String, @Nullable Object> sent = new LinkedHashMap<>();
            sent.put("lastname", "Lind");
            sent.put("firstname", "Ada Maria");
            sent.put("middlename", "van");
            crm.put(Map.of("lastname", "Lind", "firstname", "Ada", "middlename", "Maria van"));
            running.intents.open(new ConnectionName("fake"), List.of(contact("c-1")));
            running.clock.advance(Duration.ofMinutes(1));
            assertThat(done(running.write(create("c-1", sent))).written().created())
                    .isFalse();
            assertThat(crm.records()).hasSize(1);
        }

        @Test
        void lookingForOneDoesNotHoldUpItsBatchMates() {
            running.intents.open(new ConnectionName("fake"), List.of(contact("c-1")));
            var suspect = running.write(create("c-1"));
            var mate = running.write(create("c-2"));
            assertThat(done(mate).written().created()).isTrue();
            assertThat(error(suspect)).isInstanceOf(CrmError.Transient.class);
        }
    }

    @Nested
    class Duplicates {
        @Test
        void aRecordThatStandsInTheWayIsUpdatedOnce() {
            crm.uniqueField("email");
            String existing = crm.put(Map.of("lastname", "Old", "email", "c-1@example.com"));
            WriteOutcome.Done done = done(running.write("fake", create("c-1"), Lane.RETRY));
            assertThat(done.written().id()).isEqualTo(existing);
            assertThat(done.write().how()).isEqualTo("duplicate in the CRM");
            assertThat(crm.records().get(existing)).containsEntry("lastname", "Lind c-1");
            assertThat(running.intents.open()).isEmpty();
        }

        @Test
        @Tag("I3")
        void whatStandsInTheWayAndIsLinkedWithNothingYetIsMatchedAgainFirst() {
            crm.uniqueField("email");
            var first = running.write(create("c-1"));
            done(first);
            Write twin = new Write(
                    contact("c-2"),
                    "contacts",
                    null,
                    Map.of("email", "c-1@example.com"),
                    List.of(),
                    Map.of(),
                    "created");
            assertThat(error(running.write(twin))).isInstanceOf(CrmError.Transient.class);
            assertThat(crm.records()).hasSize(1);
        }

        @Test
        void aRecordThatBelongsToAnotherHubRecordIsLeftAlone() {
            crm.uniqueField("email");
            String existing = crm.put(Map.of("lastname", "Old", "email", "c-1@example.com"));
            running.links.put(new ExternalId(new ConnectionName("fake"), "contacts", existing), contact("c-7"));
            assertThat(result(running.write(create("c-1"))))
                    .isEqualTo(new WriteOutcome.Skipped(
                            "duplicate of contact c-7, which is linked with fake contacts " + existing));
            assertThat(crm.records().get(existing)).containsEntry("lastname", "Old");
        }

        @Test
        void aRecordThatIsLinkedWithThisOneIsUpdated() {
            crm.uniqueField("email");
            String existing = crm.put(Map.of("email", "c-1@example.com"));
            running.links.put(new ExternalId(new ConnectionName("fake"), "contacts", existing), contact("c-1"));
            assertThat(done(running.write(create("c-1"))).written().id()).isEqualTo(existing);
        }
    }

    @Nested
    class AssociationPhase {
        private final AssociateTo acme = new AssociateTo("companies", "77", AssociateTo.Kind.PRIMARY);

        private Write with(Write w, AssociateTo... to) {
            return new Write(w.record(), w.object(), w.id(), w.values(), List.of(to), w.agreed(), w.how());
        }

        @Test
        @Tag("R177")
        void recordsAreAssociatedInOneCallAfterTheyAreWritten() {
            var all = writeAll(creates(10).stream().map(w -> with(w, acme)).toList());
            all.forEach(f -> assertThat(done(f).notAssociated()).isEmpty());
            assertThat(crm.calls("associate"))
                    .singleElement()
                    .satisfies(c -> assertThat(c.size()).isEqualTo(10));
            assertThat(crm.associations()).allMatch(a -> a.object().equals("contacts") && a.to().equals(acme));
        }

        @Test
        void anAssociationThatFailsLeavesTheRecordWritten() {
            crm.associationFault(() -> Optional.of(new CrmError.Rejected("no such company", ErrorCode.NOT_FOUND)));
            WriteOutcome.Done done = done(running.write(with(create("c-1"), acme)));
            assertThat(done.written().created()).isTrue();
            assertThat(done.notAssociated().orElseThrow()).hasMessageContaining("no such company");
        }

        @Test
        void ofSeveralAssociationsEachIsTried() {
            AtomicInteger asked = new AtomicInteger();
            crm.associationFault(() -> asked.incrementAndGet() == 1
                    ? Optional.of(new CrmError.Transient("locked", false))
                    : Optional.empty());
            AssociateTo deal = new AssociateTo("companies", "78", AssociateTo.Kind.ADDITIONAL);
            WriteOutcome.Done done = done(running.write(with(create("c-1"), acme, deal)));
            assertThat(done.notAssociated()).isPresent();
            assertThat(crm.associations()).hasSize(1);
        }

        @Test
        void whenOnlyTheAssociationIsMissingOnlyThatIsDone() {
            Write w = new Write(contact("c-1"), "contacts", "501", Map.of(), List.of(acme), Map.of(), "link");
            assertThat(done(running.write(w)).notAssociated()).isEmpty();
            assertThat(crm.calls("write")).isEmpty();
            assertThat(crm.associations()).hasSize(1);
        }

        @ParameterizedTest
        @EnumSource
        @Tag("R180")
        void whereAnAssociationIsAFieldItGoesOutWithTheRecord(AssociateTo.Kind kind) {
            crm.associatesBy("companies", "company_id");
            WriteOutcome.Done done = done(running.write(with(create("c-1"), new AssociateTo("companies", "77", kind))));
            assertThat(crm.records().get(done.written().id())).containsEntry("company_id", "77");
            assertThat(crm.journal()).hasSize(1);
        }

        @ParameterizedTest(name = "{0} on a record that has {1}: {2}")
        @CsvSource(textBlock = """
                ADDITIONAL,              12, 12
                ADDITIONAL,              '', 77
                PRIMARY,                 12, 77
                PRIMARY_REMOVING_OTHERS, 12, 77
                """)
        @Tag("R179")
        void anAdditionalAssociationNeverReplacesTheOneInTheField(AssociateTo.Kind kind, String before, String after) {
            crm.associatesBy("companies", "company_id");
            String id = crm.put(Map.of("lastname", "Old", "company_id", before));
            done(running.write(with(update("c-1", id), new AssociateTo("companies", "77", kind))));
            assertThat(crm.records().get(id)).containsEntry("company_id", after);
        }

        @Test
        @Tag("R185")
        void whereARecordHangsOnOneOtherTheFirstThatHasAFieldCounts() {
            crm.associatesBy("companies", "company_id").associatesBy("deals", "deal_id");
            List<AssociateTo> three = Stream.of("contacts", "companies", "deals")
                    .map(object -> new AssociateTo(object, "77", AssociateTo.Kind.PRIMARY))
                    .toList();
            Write all = with(create("c-1"), three.toArray(AssociateTo[]::new));
            String both = done(running.write(all)).written().id();
            assertThat(crm.records().get(both))
                    .containsEntry("company_id", "77")
                    .containsEntry("deal_id", "77");
            assertThat(crm.associations()).hasSize(1);
            crm.hangingOnOne();
            String one = done(running.write(with(create("c-2"), three.toArray(AssociateTo[]::new))))
                    .written()
                    .id();
            assertThat(crm.records().get(one)).containsEntry("company_id", "77").doesNotContainKey("deal_id");
            assertThat(crm.associations()).hasSize(1);
        }

        @Test
        void whatIsInTheFieldIsAskedOnceForTheWholeBatch() {
            crm.associatesBy("companies", "company_id");
            List<Write> writes = IntStream.range(0, 30)
                    .mapToObj(i -> with(
                            update("c-" + i, crm.put(Map.of())),
                            new AssociateTo("companies", "77", AssociateTo.Kind.ADDITIONAL)))
                    .toList();
            writeAll(writes).forEach(RunningCrm::result);
            assertThat(crm.calls("read")).hasSize(1);
            assertThat(crm.calls("write")).hasSize(1);
        }
    }

    @Nested
    class Health {
        @Test
        @Tag("I19")
        void aDeadCrmIsNotCalledAnyMoreAfterFiveFailures() {
            crm.fault((operation, n) -> new CrmError.Transient("connection refused", false));
            for (int i = 0; i < 20; i++) {
                assertThat(error(running.write(create("c-" + i)))).isInstanceOf(CrmError.Transient.class);
            }
            assertThat(crm.calls("write")).hasSize(5);
            assertThat(running.health.mayClaim(new ConnectionName("fake"))).isFalse();
        }

        @Test
        void anExpiredLoginStopsTheCallsAtOnce() {
            crm.fault((operation, n) -> new CrmError.Unauthorized("token expired", ErrorCode.CRM_UNAUTHORIZED));
            error(running.write(create("c-1")));
            assertThat(error(running.write(create("c-2")))).isInstanceOf(CrmError.Unauthorized.class);
            assertThat(crm.calls("write")).hasSize(1);
        }

        @Test
        @Tag("I19")
        void aProbeFindsOutThatTheConnectionIsBack() {
            crm.fault((operation, n) -> new CrmError.Unauthorized("token expired", ErrorCode.CRM_UNAUTHORIZED));
            error(running.write(create("c-1")));
            crm.heal();
            running.clock.advance(Duration.ofMinutes(1));
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> running.health.mayClaim(new ConnectionName("fake")));
            assertThat(crm.calls("whoAmI")).hasSize(1);
            assertThat(done(running.write(create("c-1"))).written().created()).isTrue();
        }

        @Test
        @Tag("I22")
        void aCrmThatHangsDoesNotSlowAnotherDown() throws Exception {
            CountDownLatch gate = new CountDownLatch(1);
            FakeCrm hanging = new FakeCrm().beforeCall(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            try (RunningCrm two = new RunningCrm(Map.of("a", hanging, "b", crm), 2, Duration.ofMillis(5))) {
                List<CompletableFuture<WriteOutcome>> stuck = new ArrayList<>();
                creates(500).forEach(w -> stuck.add(two.write("a", w, Lane.LIVE)));
                List<CompletableFuture<WriteOutcome>> good = new ArrayList<>();
                creates(2000).forEach(w -> good.add(two.write("b", w, Lane.LIVE)));
                good.forEach(RunningCrm::result);
                assertThat(stuck).noneMatch(CompletableFuture::isDone);
                gate.countDown();
                stuck.forEach(RunningCrm::result);
            }
        }
    }
}
