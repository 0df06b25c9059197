package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.ViaMarkStore;
import dev.caravan.mapping.PullPolicy.Duplicates;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Imports and cursors in both databases. */
class ImportStoreTest {
    abstract static class Contract {
        PullWorld world;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            world = new PullWorld(settings());
        }

        @AfterEach
        void close() {
            world.close();
        }

        @Test
        void anOrderIsKeptAsItWasGiven() {
            ImportOrder order = new ImportOrder(
                    PullWorld.HUBSPOT,
                    RecordType.DEAL,
                    ImportKind.FILTER,
                    "amount > 1000 AND dealname <> 'it''s'",
                    Duplicates.OVERWRITE_ALL,
                    "spring",
                    "15m",
                    true,
                    "ola");

            ImportJob made = world.imports.create(order);

            assertThat(world.job(made.id())).isEqualTo(made);
            assertThat(made.order()).isEqualTo(order);
            assertThat(made.state()).isEqualTo(ImportState.RUNNING);
            assertThat(made.createdAt()).isEqualTo(world.clock.instant());
            assertThat(made.walked()).isEqualTo(new ImportJob.Walked(null, false, null, 0, 0));
        }

        @Test
        @Tag("R75")
        @Tag("R76")
        @Tag("R77")
        void theMergeIsToldWhatAnImportWants() {
            long id = world.imports
                    .create(new ImportOrder(
                            PullWorld.HUBSPOT,
                            RecordType.CONTACT,
                            ImportKind.ALL,
                            null,
                            Duplicates.SKIP,
                            "spring",
                            null,
                            false,
                            "ola"))
                    .id();

            assertThat(world.imports.options("import/" + id)).isEqualTo(new ImportOptions(Duplicates.SKIP, "spring"));
            assertThat(world.imports.options("import/999")).isEqualTo(ImportOptions.NONE);
            assertThat(world.imports.options((String) null)).isEqualTo(ImportOptions.NONE);
        }

        @Test
        void theNewestIsListedFirstAndPageByPage() {
            List<Long> ids = List.of(create(), create(), create());

            assertThat(world.imports.page(Long.MAX_VALUE, 2))
                    .extracting(ImportJob::id)
                    .containsExactly(ids.get(2), ids.get(1));
            assertThat(world.imports.page(ids.get(1), 2))
                    .extracting(ImportJob::id)
                    .containsExactly(ids.get(0));
        }

        @Test
        void whatDoesNotFitTheStateIsRefusedAndChangesNothing() {
            long id = create();

            assertRefused(
                    () -> world.imports.resume(id), ErrorCode.REQUEST_INVALID, "is running and cannot be resumed");
            assertThat(world.imports.cancel(id).state()).isEqualTo(ImportState.CANCELLED);
            assertRefused(
                    () -> world.imports.pause(id), ErrorCode.REQUEST_INVALID, "is cancelled and cannot be paused");
            assertRefused(() -> world.imports.cancel(id), ErrorCode.REQUEST_INVALID, "cannot be cancelled");
            assertRefused(() -> world.imports.pause(999), ErrorCode.RECORD_NOT_FOUND, "there is no import 999");
        }

        @Test
        void anImportIsGivenToOneWalkerUntilItsLeaseEnds() {
            create();
            ImportRunStore.Claimed first = world.runs.claim().orElseThrow();
            ImportRunStore second = new ImportRunStore(world.database, world.clock, "second", Duration.ofMinutes(2));

            assertThat(second.claim()).isEmpty();
            world.clock.advance(Duration.ofMinutes(1));
            assertThat(world.runs.renew(first)).isTrue();
            world.clock.advance(Duration.ofSeconds(90));
            assertThat(second.claim()).isEmpty();
            world.clock.advance(Duration.ofMinutes(2));
            assertThat(second.claim()).isPresent();

            assertThat(world.runs.renew(first)).isFalse();
            assertThat(world.runs.holds(first)).isFalse();
            assertThat(advance(first, "next", 5)).isFalse();
        }

        @Test
        void aProcessFreesItsOwnClaimsAndNotThoseOfAnotherWithALongerName() {
            create();
            ImportRunStore longer = new ImportRunStore(world.database, world.clock, "test-2", Duration.ofMinutes(2));
            ImportRunStore.Claimed claimed = longer.claim().orElseThrow();

            world.runs.freeOwn();
            assertThat(longer.holds(claimed)).isTrue();

            longer.freeOwn();
            assertThat(world.runs.claim()).isPresent();
        }

        @Test
        @Tag("I25")
        void aPageIsNotedOnceWithItsPlaceAndCounts() {
            long id = create();
            ImportRunStore.Claimed claimed = world.runs.claim().orElseThrow();

            assertThat(advance(claimed, "p2", 10)).isTrue();
            assertThat(world.job(id).walked()).isEqualTo(new ImportJob.Walked("p2", false, 12L, 10, 10));
            assertThat(advance(claimed, null, 2)).isTrue();

            assertThat(world.job(id).walked()).isEqualTo(new ImportJob.Walked(null, true, 12L, 12, 12));
            assertThat(world.runs.claim()).isEmpty();
        }

        @Test
        void outcomesAreCountedWhereTheMarkEnds() {
            long id = create();
            world.database.writeNow(tx -> {
                world.intake.markPull(
                        tx,
                        PullWorld.HUBSPOT,
                        RecordType.CONTACT,
                        List.of("1", "2", "3"),
                        "import",
                        dev.caravan.hub.Lane.BACKFILL,
                        "import/" + id);
                return 0;
            });
            Map<String, ChangeMark> claimed = world.claimed();
            world.mark(List.of("2"));
            world.settle(claimed.get("1"), new Outcome.Created(""));
            world.settle(claimed.get("2"), new Outcome.Created(""));
            world.settle(claimed.get("3"), new Outcome.Failed(ErrorCode.INVALID_VALUE, ""));

            assertThat(world.imports.outcomes(id)).isEqualTo(Map.of("created", 1L, "failed", 1L));
            ViaMarkStore left = new ViaMarkStore(world.database);
            assertThat(left.left("import/" + id)).isEqualTo(1);

            world.settle(world.claimed().get("2"), new Outcome.Updated(""));
            assertThat(world.imports.outcomes(id)).isEqualTo(Map.of("created", 1L, "failed", 1L, "updated", 1L));
            assertThat(left.left("import/" + id)).isZero();
        }

        @Test
        void waitingMarksAreCountedUpToALimit() {
            world.mark(List.of("1", "2", "3"));
            ViaMarkStore marks = new ViaMarkStore(world.database);

            assertThat(marks.waiting(PullWorld.HUBSPOT, Direction.PULL, RecordType.CONTACT, 10))
                    .isEqualTo(3);
            assertThat(marks.waiting(PullWorld.HUBSPOT, Direction.PULL, RecordType.CONTACT, 2))
                    .isEqualTo(2);
            assertThat(marks.waiting(PullWorld.HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10))
                    .isZero();
        }

        @Test
        @Tag("R81")
        void aLiveImportKnowsWhatItHasBroughtInWhichState() {
            long id = create();

            assertThat(fresh(id, Map.of("1", "a", "2", "a"))).containsExactlyInAnyOrder("1", "2");
            assertThat(fresh(id, Map.of("1", "a", "2", "b", "3", "a"))).containsExactlyInAnyOrder("2", "3");
            assertThat(fresh(id, Map.of("1", "a", "2", "b", "3", "a"))).isEmpty();
            assertThat(fresh(create(), Map.of("1", "a"))).containsExactly("1");
        }

        @Test
        void aRunThatIsDueBeginsFromTheStart() {
            long id = world.imports
                    .create(PullWorld.order(ImportKind.ALL, null, "1h", false))
                    .id();
            advance(world.runs.claim().orElseThrow(), null, 4);
            world.runs.endDrained();
            assertThat(world.job(id).nextAt()).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
            world.clock.advance(Duration.ofMinutes(59));
            world.runs.startDue();
            assertThat(world.job(id).state()).isEqualTo(ImportState.WAITING);

            world.clock.advance(Duration.ofMinutes(1));
            world.runs.startDue();

            assertThat(world.job(id).state()).isEqualTo(ImportState.RUNNING);
            assertThat(world.job(id).walked()).isEqualTo(new ImportJob.Walked(null, false, null, 0, 0));
        }

        @Test
        void aCursorMovesOnlyFromWhereItWasFound() {
            assertThat(move(null, "a")).isTrue();
            assertThat(move(null, "b")).isFalse();
            assertThat(move("x", "b")).isFalse();
            assertThat(move("a", "b")).isTrue();

            assertThat(world.cursors.find(PullWorld.HUBSPOT, RecordType.CONTACT))
                    .hasValue("b");
            assertThat(world.cursors.find(PullWorld.HUBSPOT, RecordType.LEAD)).isEmpty();
        }

        private boolean move(String from, String to) {
            return world.database.writeNow(
                    tx -> world.cursors.move(tx, PullWorld.HUBSPOT, RecordType.CONTACT, from, to));
        }

        private Set<String> fresh(long id, Map<String, String> states) {
            return world.database.writeNow(tx -> world.runs.fresh(tx, id, states));
        }

        private boolean advance(ImportRunStore.Claimed claimed, String next, int listed) {
            return world.database.writeNow(tx -> {
                boolean isKept = world.runs.advance(tx, claimed, next, next == null ? null : 12L, listed);
                if (isKept) {
                    world.runs.marked(tx, claimed, listed);
                }
                return isKept;
            });
        }

        private long create() {
            return world.imports.create(PullWorld.all()).id();
        }

        private static void assertRefused(Runnable act, ErrorCode code, String words) {
            assertThatThrownBy(act::run)
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessageContaining(words);
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
