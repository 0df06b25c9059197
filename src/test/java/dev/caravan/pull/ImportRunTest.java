package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.CrmError;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole imports against a CRM in memory, driven step by step. */
class ImportRunTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-05T08:00:00Z");

    private final PullWorld world = new PullWorld(Databases.sqlite());
    private final PagedCrm crm = world.crm;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @Tag("R69")
    @Tag("R247")
    void allRecordsAreMarkedForThisImportAndItIsDoneWhenAllAreSettled() {
        crm.fill(25, LONG_AGO);
        long id = world.imports.create(PullWorld.all()).id();

        world.walkOn(world.runner.look().orElseThrow());
        assertThat(world.job(id).state()).isEqualTo(ImportState.RUNNING);
        assertThat(world.job(id).walked().complete()).isTrue();
        List<ChangeMark> marks = world.settleAll();
        world.runner.look();

        assertThat(marks).hasSize(25).allSatisfy(m -> {
            assertThat(m.via()).isEqualTo("import/" + id);
            assertThat(m.lane()).isEqualTo(Lane.BACKFILL);
        });
        ImportJob done = world.job(id);
        assertThat(done.state()).isEqualTo(ImportState.DONE);
        assertThat(done.walked().total()).isEqualTo(25);
        assertThat(done.walked().listed()).isEqualTo(25);
        assertThat(world.imports.outcomes(id)).isEqualTo(Map.of("unchanged", 25L));
        assertThat(crm.lanes).containsOnly(Lane.BACKFILL);
    }

    @Test
    @Tag("R70")
    @Tag("R85")
    @Tag("R248")
    void aFilterBringsWhatMeetsItAndNothingElse() {
        crm.fill(30, LONG_AGO);
        long id = world.imports
                .create(PullWorld.filter("lifecyclestage = 'customer'"))
                .id();

        world.walkOn(world.runner.look().orElseThrow());

        assertThat(world.claimed().keySet())
                .hasSize(15)
                .allSatisfy(key -> assertThat(Integer.parseInt(key) % 2).isZero());
        assertThat(world.job(id).walked().total()).isEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "Key accounts", "key ACCOUNTS"})
    @Tag("R71")
    @Tag("R78")
    @Tag("R79")
    void aSavedListIsFoundByItsIdOrName(String list) {
        crm.fill(20, LONG_AGO).list("42", "Key accounts", 3, 7, 11);
        long id = world.imports
                .create(PullWorld.order(ImportKind.LIST, list, null, false))
                .id();

        world.walkOn(world.runner.look().orElseThrow());

        assertThat(world.claimed().keySet()).containsExactlyInAnyOrder(PagedCrm.id(3), PagedCrm.id(7), PagedCrm.id(11));
        assertThat(world.job(id).walked().total()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            LIST   | Key acounts          | Did you mean 'Key accounts'?
            LIST   | Twins                | Name one by its id: 8, 9.
            FILTER | lifecyclestagee = 1  | Did you mean 'lifecyclestage'?
            """)
    void whatTheCrmDoesNotHaveFailsTheImportWithTheCure(ImportKind kind, String criterion, String cure) {
        crm.fill(5, LONG_AGO).list("42", "Key accounts", 1);
        crm.list("8", "Twins", 1);
        crm.list("9", "Twins", 2);
        long id = world.imports
                .create(PullWorld.order(kind, criterion, null, false))
                .id();

        ImportJob job = world.runOut(id);

        assertThat(job.state()).isEqualTo(ImportState.FAILED);
        assertThat(job.reason()).contains(cure);
        assertThat(world.marks.count()).isZero();
    }

    /** Where a process is killed: before a page is asked for, or after it was answered and before it is kept. */
    @ParameterizedTest(name = "killed {0} every page")
    @ValueSource(strings = {"before", "after the answer of", "after"})
    @Tag("I25")
    void aKilledImportGoesOnAtItsCursor(String when) {
        crm.pageSize = 7;
        crm.fill(100, LONG_AGO);
        long id = world.imports.create(PullWorld.all()).id();
        Set<String> brought = new HashSet<>();
        int kills = 0;
        while (!world.job(id).walked().complete()) {
            ImportWalk walk = world.runner.look().orElseThrow();
            if (when.equals("after")) {
                world.runner.advance(walk);
            } else if (when.equals("before")) {
                world.restart();
                world.runner.advance(world.runner.look().orElseThrow());
            } else {
                crm.beforeAnswer = () -> {
                    throw new IllegalStateException("killed");
                };
                try {
                    walk.step();
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("killed");
                }
                crm.beforeAnswer = () -> {};
                world.restart();
                world.runner.advance(world.runner.look().orElseThrow());
            }
            world.claimed().values().forEach(m -> {
                world.settle(m, new Outcome.Created(""));
                brought.add(m.key());
            });
            world.restart();
            kills++;
        }
        world.runner.look();

        assertThat(brought).hasSize(100);
        assertThat(kills).isGreaterThanOrEqualTo(15);
        assertThat(crm.called("search"))
                .as("each page once, and at most once more per kill")
                .isLessThanOrEqualTo(15 + kills);
        ImportJob job = world.job(id);
        assertThat(job.state()).isEqualTo(ImportState.DONE);
        assertThat(job.walked().listed()).isEqualTo(100);
        assertThat(world.imports.outcomes(id)).isEqualTo(Map.of("created", 100L));
    }

    @Test
    @Tag("I25")
    void whoeverLostTheImportToAnotherProcessKeepsNothingOfHisPage() {
        crm.fill(30, LONG_AGO);
        long id = world.imports.create(PullWorld.all()).id();
        ImportWalk stalled = world.runner.look().orElseThrow();
        crm.beforeAnswer = () -> {
            crm.beforeAnswer = () -> {};
            world.clock.advance(Duration.ofMinutes(5));
            world.walkOn(world.restart().look().orElseThrow());
        };

        assertThat(stalled.step()).isEqualTo(ImportWalk.Step.ENDED);

        assertThat(world.job(id).walked().listed()).isEqualTo(30);
        assertThat(world.claimed().values())
                .hasSize(30)
                .allSatisfy(m -> assertThat(m.generation()).isEqualTo(1));
    }

    @Test
    @Tag("I26")
    void recordsThatChangeWhileTheImportPagesAreNotMissed() {
        crm.pageSize = 5;
        crm.fill(40, LONG_AGO);
        long id = world.imports
                .create(PullWorld.filter("lifecyclestage <> 'gone'"))
                .id();
        Set<String> brought = new HashSet<>();
        List<Integer> moved = new ArrayList<>();
        ImportWalk walk = world.runner.look().orElseThrow();
        int step = 0;
        do {
            // One that was listed already and one that was not are edited; one leaves, one comes.
            int before = 1 + step;
            int after = 40 - step;
            crm.put(before, world.clock.instant(), "email", "new" + before + "@example.org", "lifecyclestage", "lead");
            crm.put(after, world.clock.instant(), "email", "new" + after + "@example.org", "lifecyclestage", "lead");
            crm.put(200 + step, world.clock.instant(), "email", "late@example.org", "lifecyclestage", "lead");
            moved.add(after);
            world.clock.advance(Duration.ofSeconds(1));
            world.runner.advance(walk);
            world.claimed().forEach((key, mark) -> {
                brought.add(key);
                world.settle(mark, new Outcome.Created(""));
            });
            step++;
        } while (!world.job(id).walked().complete());

        for (int i = 1; i <= 40; i++) {
            assertThat(brought).contains(PagedCrm.id(i));
        }
        assertThat(moved).hasSizeGreaterThan(5);
    }

    @Test
    @Tag("I26")
    void aRecordThatChangesAfterItsPageWasReadIsWorkedOnOnceMore() {
        crm.fill(3, LONG_AGO);
        world.imports.create(PullWorld.all());
        world.walkOn(world.runner.look().orElseThrow());
        Map<String, ChangeMark> claimed = world.claimed();

        world.mark(List.of(PagedCrm.id(2)));
        claimed.values().forEach(m -> world.settle(m, new Outcome.Updated("")));

        assertThat(world.claimed()).containsOnlyKeys(PagedCrm.id(2));
    }

    @Test
    void whatIsReadIsThereForWhoeverWorksOnItsMark() {
        crm.fill(3, LONG_AGO);
        world.imports.create(PullWorld.all());

        world.walkOn(world.runner.look().orElseThrow());

        Optional<dev.caravan.crm.batch.Snapshots.Snapshot> kept =
                world.snapshots.take(new ExternalId(PullWorld.HUBSPOT, "contacts", PagedCrm.id(2)));
        assertThat(kept).hasValueSatisfying(s -> {
            assertThat(s.record().fields())
                    .containsEntry("email", "p2@example.org")
                    .containsKeys("associatedcompanyid", "caravan_id");
            assertThat(s.readAt()).isEqualTo(world.clock.instant());
        });
    }

    @Test
    @Tag("I26")
    void aListingThatIsBehindWhatTheHubHasSeenIsNotTakenForTheCurrentState() {
        crm.fill(4, LONG_AGO);
        world.link(1, "ct-1", LONG_AGO.plusMillis(1).toEpochMilli());
        world.link(2, "ct-2", LONG_AGO.toEpochMilli());
        world.link(3, "ct-3", null);
        world.imports.create(PullWorld.all());

        world.walkOn(world.runner.look().orElseThrow());

        List<Integer> kept = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            if (world.snapshots
                    .take(new ExternalId(PullWorld.HUBSPOT, "contacts", PagedCrm.id(i)))
                    .isPresent()) {
                kept.add(i);
            }
        }
        assertThat(kept).containsExactly(2, 4);
        assertThat(world.claimed()).hasSize(4);
    }

    @Test
    @Tag("I19")
    void noFurtherPageIsReadWhileTooManyMarksWait() {
        world.mostWaiting = 20;
        world.restart();
        crm.fill(100, LONG_AGO);
        long id = world.imports.create(PullWorld.all()).id();
        ImportWalk walk = world.runner.look().orElseThrow();

        world.walkOn(walk);
        assertThat(world.marks.count()).isEqualTo(20);
        assertThat(world.runner.advance(walk))
                .hasValueSatisfying(wait -> assertThat(wait).isPositive());
        assertThat(crm.called("search")).isEqualTo(2);

        world.settle(10, new Outcome.Created(""));
        world.walkOn(walk);
        assertThat(crm.called("search")).isEqualTo(3);
        while (!world.job(id).walked().complete()) {
            assertThat(world.marks.count()).isLessThanOrEqualTo(20);
            world.settleAll();
            world.walkOn(walk);
        }
        assertThat(world.job(id).walked().listed()).isEqualTo(100);
    }

    @Test
    void aPausedImportListsNothingAndGoesOnWhereItWas() {
        crm.fill(50, LONG_AGO);
        long id = world.imports.create(PullWorld.all()).id();
        ImportWalk walk = world.runner.look().orElseThrow();
        world.runner.advance(walk);

        world.imports.pause(id);
        assertThat(world.runner.advance(walk)).isEmpty();
        assertThat(world.runner.look()).isEmpty();
        assertThat(world.job(id).walked().listed()).isEqualTo(10);

        world.imports.resume(id);
        assertThat(world.runOut(id).state()).isEqualTo(ImportState.DONE);
        assertThat(crm.calls).filteredOn(c -> c.equals("search null")).hasSize(1);
    }

    @Test
    void aPauseDuringACallKeepsNothingOfIt() {
        crm.fill(50, LONG_AGO);
        long id = world.imports.create(PullWorld.all()).id();
        ImportWalk walk = world.runner.look().orElseThrow();
        crm.beforeAnswer = () -> {
            crm.beforeAnswer = () -> {};
            world.imports.pause(id);
        };

        assertThat(world.runner.advance(walk)).isEmpty();

        assertThat(world.marks.count()).isZero();
        assertThat(world.job(id).walked().listed()).isZero();
    }

    @Test
    void aCancelledImportTakesItsMarksBackButNoOneElses() {
        crm.fill(10, LONG_AGO);
        long id = world.imports.create(PullWorld.all()).id();
        world.mark(List.of(PagedCrm.id(1)));
        world.walkOn(world.runner.look().orElseThrow());
        world.mark(List.of(PagedCrm.id(2), "77"));

        world.imports.cancel(id);

        Map<String, ChangeMark> left = world.claimed();
        assertThat(left).containsOnlyKeys(PagedCrm.id(1), PagedCrm.id(2), "77");
        assertThat(left.values()).allSatisfy(m -> assertThat(m.via()).isNull());
        assertThat(world.job(id).state()).isEqualTo(ImportState.CANCELLED);
        assertThat(world.runner.look()).isEmpty();
    }

    @Test
    void aCrmThatIsDownOnlyDelaysAnImport() {
        crm.fill(30, LONG_AGO);
        crm.faults.put("count#1", new CrmError.Transient("reset", false));
        crm.faults.put("search#2", new CrmError.RateLimited("slow down", Optional.of(Duration.ofSeconds(40))));
        crm.faults.put("search#4", new CrmError.Unauthorized("token", ErrorCode.CRM_UNAUTHORIZED));
        long id = world.imports.create(PullWorld.all()).id();

        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 10 && world.job(id).state() != ImportState.DONE; i++) {
            ImportJob job = world.runOut(id);
            if (job.nextAt() != null) {
                assertThat(job.state()).isEqualTo(ImportState.RUNNING);
                assertThat(job.reason()).isNotBlank();
                waits.add(Duration.between(world.clock.instant(), job.nextAt()));
                world.clock.set(job.nextAt());
            }
        }

        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(40), Duration.ofSeconds(30));
        assertThat(world.job(id).walked().listed()).isEqualTo(30);
        assertThat(world.job(id).reason()).isNull();
    }

    @Test
    void aFailedImportIsTriedAgainWhereItFailed() {
        crm.fill(30, LONG_AGO);
        crm.faults.put("search#2", new CrmError.Rejected("no", ErrorCode.INVALID_FIELD));
        long id = world.imports.create(PullWorld.all()).id();
        assertThat(world.runOut(id).state()).isEqualTo(ImportState.FAILED);

        world.imports.resume(id);

        assertThat(world.runOut(id).state()).isEqualTo(ImportState.DONE);
        assertThat(world.job(id).walked().listed()).isEqualTo(30);
    }

    @Test
    @Tag("I27")
    void anImportWhosePlaceHasExpiredBeginsAnew() {
        crm.fill(30, LONG_AGO);
        crm.faults.put("search#3", new CrmError.Rejected("no such place", ErrorCode.CURSOR_EXPIRED));
        long id = world.imports.create(PullWorld.all()).id();

        ImportJob job = world.runOut(id);

        assertThat(job.state()).isEqualTo(ImportState.DONE);
        assertThat(job.walked().listed()).isEqualTo(30);
        assertThat(crm.calls).filteredOn(c -> c.equals("search null")).hasSize(2);
    }

    @Test
    void aFaultOfADriverFailsTheImportAndNoOther() {
        crm.fill(5, LONG_AGO);
        world.crms.get(PullWorld.OTHER).fill(5, LONG_AGO);
        crm.beforeAnswer = () -> {
            throw new UnsupportedOperationException("count");
        };
        long wrong = world.imports.create(PullWorld.all()).id();
        long right = world.imports
                .create(new ImportOrder(
                        PullWorld.OTHER, RecordType.CONTACT, ImportKind.ALL, null, null, null, null, false, "ola"))
                .id();

        world.runOut(wrong);

        assertThat(world.job(wrong).reason()).contains("INT-101").contains("UnsupportedOperationException");
        assertThat(world.job(right).state()).isEqualTo(ImportState.DONE);
    }

    @Test
    void ofEachConnectionOneImportIsListedAtATime() {
        crm.fill(30, LONG_AGO);
        world.crms.get(PullWorld.OTHER).fill(5, LONG_AGO);
        long first = world.imports.create(PullWorld.all()).id();
        long second = world.imports
                .create(PullWorld.filter("lifecyclestage = 'lead'"))
                .id();
        world.imports.create(new ImportOrder(
                PullWorld.OTHER, RecordType.CONTACT, ImportKind.ALL, null, null, null, null, false, "ola"));

        ImportWalk one = world.runner.look().orElseThrow();
        ImportWalk other = world.runner.look().orElseThrow();

        assertThat(one.claimed().job().id()).isEqualTo(first);
        assertThat(other.claimed().job().order().connection()).isEqualTo(PullWorld.OTHER);
        assertThat(world.runner.look()).isEmpty();
        world.walkOn(one);
        assertThat(world.runner.look().orElseThrow().claimed().job().id()).isEqualTo(second);
    }

    @Test
    void aScheduledImportRunsAtItsTimesAndCountsEachRunAnew() {
        crm.fill(10, LONG_AGO);
        long id = world.imports
                .create(PullWorld.order(ImportKind.ALL, null, "0 0 6 * * ?", false))
                .id();
        assertThat(world.job(id).nextAt()).isEqualTo(Instant.parse("2026-03-02T06:00:00Z"));
        assertThat(world.runOut(id).state()).isEqualTo(ImportState.WAITING);
        assertThat(crm.calls).isEmpty();

        for (int run = 1; run <= 2; run++) {
            world.clock.set(world.job(id).nextAt());
            ImportJob job = world.runOut(id);

            assertThat(job.state()).isEqualTo(ImportState.WAITING);
            assertThat(job.runs()).isEqualTo(run);
            assertThat(job.nextAt()).isEqualTo(Instant.parse("2026-03-0" + (2 + run) + "T06:00:00Z"));
            assertThat(world.imports.outcomes(id)).isEqualTo(Map.of("unchanged", 10L));
        }
    }

    @Test
    void aTimeThatWasMissedWhileNothingRanIsMadeUpForOnce() {
        crm.fill(3, LONG_AGO);
        long id = world.imports
                .create(PullWorld.order(ImportKind.ALL, null, "0 0 6 * * ?", false))
                .id();
        world.clock.set(Instant.parse("2026-03-09T15:00:00Z"));
        world.restart();

        ImportJob job = world.runOut(id);

        assertThat(job.runs()).isEqualTo(1);
        assertThat(job.nextAt()).isEqualTo(Instant.parse("2026-03-10T06:00:00Z"));
    }

    @Test
    void aPausedScheduleMissesItsTimes() {
        long id = world.imports
                .create(PullWorld.order(ImportKind.ALL, null, "1h", false))
                .id();
        world.runOut(id);
        world.imports.pause(id);
        world.clock.advance(Duration.ofHours(5));
        assertThat(world.runOut(id).runs()).isEqualTo(1);

        world.imports.resume(id);

        assertThat(world.job(id).state()).isEqualTo(ImportState.WAITING);
        assertThat(world.runOut(id).runs()).isEqualTo(2);
    }

    @Test
    @Tag("R81")
    void aLiveImportBringsWhatIsNewOrChangedAndNothingElse() {
        crm.fill(20, LONG_AGO);
        long id = world.imports
                .create(PullWorld.order(ImportKind.FILTER, "lifecyclestage = 'customer'", "1m", true))
                .id();
        world.runOut(id);
        assertThat(world.job(id).walked().marked()).isEqualTo(10);

        Instant now = world.clock.instant();
        crm.put(1, now, "email", "p1@example.org", "lifecyclestage", "customer");
        crm.put(2, now, "email", "renamed@example.org", "lifecyclestage", "customer");
        crm.put(4, now, "email", "p4@example.org", "lifecyclestage", "lead");
        world.clock.advance(Duration.ofMinutes(1));
        world.walkOn(world.runner.look().orElseThrow());

        assertThat(world.claimed()).containsOnlyKeys(PagedCrm.id(1), PagedCrm.id(2));
        assertThat(world.job(id).walked().listed()).isEqualTo(10);
        assertThat(world.job(id).walked().marked()).isEqualTo(2);
    }

    @Test
    void aConnectionThatIsGoneFailsItsImports() {
        long id = world.imports
                .create(new ImportOrder(
                        new dev.caravan.hub.ConnectionName("gone"),
                        RecordType.CONTACT,
                        ImportKind.ALL,
                        null,
                        null,
                        null,
                        null,
                        false,
                        "ola"))
                .id();

        assertThat(world.runOut(id).state()).isEqualTo(ImportState.FAILED);
        assertThat(world.marks.claim(PullWorld.HUBSPOT, Direction.PULL, RecordType.CONTACT, 1))
                .isEmpty();
    }
}
