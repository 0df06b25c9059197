package dev.caravan.crm.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.SettableClock;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Limits;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateBudgetTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final Duration DAY = Duration.ofDays(1);

    private final SettableClock clock = SettableClock.at("2026-03-02T10:00:00Z");
    private final MemoryPauses pauses = new MemoryPauses();
    private Sleeper sleeper = clock::advance;

    private RateBudget budget(double share, Limits.Rate... rates) {
        RateBudget budget = new RateBudget(
                HUBSPOT,
                TestSettings.with(share, 4),
                pauses,
                clock,
                new Random(7),
                time -> sleeper.sleep(time),
                Duration.ofSeconds(2));
        budget.allow(List.of(rates));
        return budget;
    }

    private static Limits.Rate rate(long calls, Duration window) {
        return new Limits.Rate(CallKind.GENERAL, calls, window);
    }

    @ParameterizedTest(name = "{0} calls in {1} at share {2}")
    @Tag("I18")
    @CsvSource(textBlock = """
            100,  PT10S,  0.95
            190,  PT10S,  0.95
            5,    PT1S,   0.95
            5,    PT1S,   1
            1000, PT1M,   0.95
            6000, PT5M,   0.95
            80,   PT2S,   1
            40,   PT2S,   0.92
            """)
    void noRollingWindowExceedsTheLimitAndNearlyAllOfItIsUsed(long limit, Duration window, double share) {
        RateBudget budget = budget(share, rate(limit, window));
        List<Instant> calls = new ArrayList<>();
        Instant start = clock.instant();
        Instant end = start.plus(window.multipliedBy(8));
        while (clock.instant().isBefore(end)) {
            if (calls.size() == limit * 2) {
                // A quiet spell fills the bucket again: the burst after it must fit as well.
                clock.advance(window.dividedBy(2));
                end = end.plus(window.dividedBy(2));
            }
            budget.enter(CallKind.GENERAL);
            calls.add(clock.instant());
        }
        assertThat(mostInAnyWindow(calls, window)).isLessThanOrEqualTo(limit);
        assertThat((double) calls.size()).isGreaterThanOrEqualTo(0.9 * limit * 8);
    }

    private static long mostInAnyWindow(List<Instant> calls, Duration window) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < calls.size(); to++) {
            while (!calls.get(from).plus(window).isAfter(calls.get(to))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    @Test
    @Tag("I18")
    void twoWindowsOfOneKindAreBothKept() {
        RateBudget budget = budget(1, rate(10, Duration.ofSeconds(1)), rate(60, Duration.ofSeconds(30)));
        List<Instant> calls = new ArrayList<>();
        Instant end = clock.instant().plus(Duration.ofMinutes(3));
        while (clock.instant().isBefore(end)) {
            budget.enter(CallKind.GENERAL);
            calls.add(clock.instant());
        }
        assertThat(mostInAnyWindow(calls, Duration.ofSeconds(1))).isLessThanOrEqualTo(10);
        assertThat(mostInAnyWindow(calls, Duration.ofSeconds(30))).isBetween(54L, 60L);
    }

    @Test
    @Tag("I16")
    void aClockThatIsSetBackDoesNotStopTheCalls() {
        RateBudget budget = budget(1, rate(5, Duration.ofSeconds(1)));
        budget.enter(CallKind.GENERAL);
        clock.advance(Duration.ofMinutes(-10));
        Instant before = clock.instant();
        budget.enter(CallKind.GENERAL);
        assertThat(Duration.between(before, clock.instant())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aLongWaitIsRefusedWithItsLengthAndNotCounted() {
        RateBudget budget = budget(1, rate(1, Duration.ofMinutes(1)));
        budget.enter(CallKind.GENERAL);
        CrmError.RateLimited limited = limited(budget);
        assertThat(limited.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(60));
        assertThat(budget.snapshot().calls()).isEqualTo(1);
    }

    @Test
    void kindsAreCountedApart() {
        RateBudget budget =
                budget(1, rate(1, Duration.ofMinutes(1)), new Limits.Rate(CallKind.SEARCH, 1, Duration.ofMinutes(1)));
        budget.enter(CallKind.GENERAL);
        budget.enter(CallKind.SEARCH);
        assertThatThrownBy(() -> budget.enter(CallKind.SEARCH)).isInstanceOf(CrmException.class);
    }

    @Test
    @Tag("I18")
    void aLiveCallThatComesLaterGoesBeforeABackfillThatWaits() throws Exception {
        RateBudget budget = budget(1, rate(5, Duration.ofSeconds(1)));
        List<Lane> order = new ArrayList<>();
        budget.enter(CallKind.GENERAL);
        AtomicInteger sleeps = new AtomicInteger();
        sleeper = time -> {
            if (sleeps.incrementAndGet() == 1) {
                enter(budget, Lane.RETRY, order);
            }
            if (sleeps.get() == 2) {
                sleeps.incrementAndGet();
                enter(budget, Lane.LIVE, order);
            }
            clock.advance(time);
        };
        enter(budget, Lane.BACKFILL, order);
        assertThat(order).containsExactly(Lane.LIVE, Lane.RETRY, Lane.BACKFILL);
    }

    private static void enter(RateBudget budget, Lane lane, List<Lane> order) {
        try {
            budget.inLane(lane, () -> {
                budget.enter(CallKind.GENERAL);
                return order.add(lane);
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("I17")
    void nobodyCallsBeforeTheNamedTimeIsOver() {
        RateBudget budget = budget(1);
        budget.enter(CallKind.GENERAL);
        budget.refused(CallKind.GENERAL, Optional.of(Duration.ofSeconds(30)), "too many");
        assertThat(limited(budget).retryAfter()).contains(Duration.ofSeconds(30));
        clock.advance(Duration.ofMillis(29_999));
        assertThat(limited(budget).retryAfter()).contains(Duration.ofMillis(1));
        assertThat(budget.snapshot().calls()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        budget.enter(CallKind.GENERAL);
        assertThat(budget.snapshot()).satisfies(s -> {
            assertThat(s.calls()).isEqualTo(2);
            assertThat(s.refused()).isEqualTo(1);
            assertThat(s.pausedUntil()).isEmpty();
        });
    }

    @Test
    @Tag("I17")
    void aPauseSurvivesARestart() {
        budget(1).refused(CallKind.GENERAL, Optional.of(Duration.ofMinutes(3)), "too many");
        clock.advance(Duration.ofMinutes(1));
        RateBudget restarted = budget(1);
        assertThat(limited(restarted).retryAfter()).contains(Duration.ofMinutes(2));
    }

    @Test
    @Tag("I17")
    void aPauseIsDurableBeforeTheRefusalReturns() {
        RateBudget budget = budget(1);
        budget.refused(CallKind.GENERAL, Optional.of(Duration.ofSeconds(5)), "too many");
        assertThat(pauses.pausedUntil(HUBSPOT)).contains(clock.instant().plusSeconds(5));
    }

    @Test
    @Tag("I17")
    void withoutANamedTimePausesGrowFromTheShortestToTheLongest() {
        RateBudget budget = budget(1);
        Duration ceiling = Duration.ofSeconds(2);
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            budget.refused(CallKind.GENERAL, Optional.empty(), "too many");
            Duration pause = limited(budget).retryAfter().orElseThrow();
            ceiling = ceiling.multipliedBy(2).compareTo(Duration.ofMinutes(5)) > 0
                    ? Duration.ofMinutes(5)
                    : ceiling.multipliedBy(2);
            assertThat(pause).isBetween(Duration.ofSeconds(2), ceiling);
            longest = pause.compareTo(longest) > 0 ? pause : longest;
            clock.advance(pause);
            budget.enter(CallKind.GENERAL);
        }
        assertThat(longest).isGreaterThan(Duration.ofMinutes(1));
        budget.answered(CallKind.GENERAL);
        budget.refused(CallKind.GENERAL, Optional.empty(), "too many");
        assertThat(limited(budget).retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(4));
    }

    @Test
    @Tag("I17")
    void aRetryAfterOfZeroIsNoInvitationToHurry() {
        RateBudget budget = budget(1);
        budget.refused(CallKind.GENERAL, Optional.of(Duration.ZERO), "too many");
        assertThat(limited(budget).retryAfter().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void callsThatAreRefusedTogetherMakeThePauseLongerOnlyOnce() {
        RateBudget budget = budget(1);
        for (int i = 0; i < 8; i++) {
            budget.refused(CallKind.GENERAL, Optional.empty(), "too many");
        }
        assertThat(limited(budget).retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(4));
    }

    @Test
    @Tag("I19")
    void afterAPauseOneCallGoesFirstAndTheOthersFollowOnceItWasAnswered() {
        RateBudget budget = budget(1);
        budget.refused(CallKind.GENERAL, Optional.of(Duration.ofSeconds(10)), "too many");
        clock.advance(Duration.ofSeconds(10));
        budget.enter(CallKind.GENERAL);
        assertThat(limited(budget).detail()).contains("no call was made");
        assertThat(budget.snapshot().calls()).isEqualTo(1);
        budget.answered(CallKind.GENERAL);
        budget.enter(CallKind.GENERAL);
        budget.enter(CallKind.GENERAL);
        assertThat(budget.snapshot().calls()).isEqualTo(3);
    }

    @Test
    void theAnswerToACallFromBeforeThePauseEndsNothing() {
        RateBudget budget = budget(1);
        budget.enter(CallKind.GENERAL);
        budget.enter(CallKind.GENERAL);
        budget.refused(CallKind.GENERAL, Optional.of(Duration.ofSeconds(10)), "too many");
        budget.answered(CallKind.GENERAL);
        assertThat(limited(budget).retryAfter()).contains(Duration.ofSeconds(10));
    }

    @Test
    void aFirstCallThatIsNeverAnsweredIsReplacedInTheEnd() {
        RateBudget budget = budget(1);
        budget.refused(CallKind.GENERAL, Optional.of(Duration.ofSeconds(10)), "too many");
        clock.advance(Duration.ofSeconds(10));
        budget.enter(CallKind.GENERAL);
        limited(budget);
        clock.advance(Duration.ofSeconds(30));
        budget.enter(CallKind.GENERAL);
        assertThat(budget.snapshot().calls()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} calls left, lane {1}: {2}")
    @Tag("I18")
    @CsvSource(textBlock = """
            501, BACKFILL, passes
            501, RETRY,    passes
            500, BACKFILL, refused
            500, RETRY,    refused
            500, LIVE,     passes
            1,   LIVE,     passes
            0,   LIVE,     refused
            """)
    void theLastCallsOfADayAreKeptForLiveChanges(long remaining, Lane lane, String what) throws Exception {
        RateBudget budget = budget(1, rate(10_000, DAY));
        budget.learned(CallKind.GENERAL, 10_000, remaining, DAY);
        boolean passes = budget.inLane(lane, () -> {
            try {
                budget.enter(CallKind.GENERAL);
                return true;
            } catch (CrmException e) {
                return false;
            }
        });
        assertThat(passes ? "passes" : "refused").isEqualTo(what);
        assertThat(budget.snapshot().dailyRemaining()).contains(passes ? remaining - 1 : remaining);
        assertThat(budget.snapshot().daily().orElseThrow().allowed()).isEqualTo(10_000);
        assertThat(budget.snapshot().daily().orElseThrow().renewsAt())
                .isEqualTo(clock.instant().plus(DAY));
    }

    @Test
    void aDayIsCountedFromTheStartAgainWhenClearlyMoreIsLeftThanBefore() {
        RateBudget budget = budget(1, rate(10_000, DAY));
        budget.learned(CallKind.GENERAL, 10_000, 4_000, DAY);
        Instant first = budget.snapshot().daily().orElseThrow().renewsAt();
        clock.advance(Duration.ofHours(3));
        budget.learned(CallKind.GENERAL, 10_000, 4_003, DAY);
        assertThat(budget.snapshot().daily().orElseThrow()).isEqualTo(new BudgetState.Daily(10_000, 4_003, first));
        budget.learned(CallKind.GENERAL, 10_000, 9_990, DAY);
        assertThat(budget.snapshot().daily().orElseThrow().renewsAt())
                .isEqualTo(clock.instant().plus(DAY));
    }

    @ParameterizedTest(name = "{0} calls left: {1}")
    @Tag("I18")
    @CsvSource({"1001, passes", "1000, refused"})
    void thePartOfADayThatIsForOthersIsLeftToThemAlsoWhenTheVendorNamesWhatIsLeft(long remaining, String what) {
        RateBudget budget = budget(0.9, rate(10_000, DAY));
        budget.learned(CallKind.GENERAL, 10_000, remaining, DAY);
        if (what.equals("passes")) {
            budget.enter(CallKind.GENERAL);
        }
        limited(budget);
        assertThat(budget.snapshot().dailyRemaining()).contains(1_000L);
    }

    @Test
    void aVendorThatSaysNothingWhileMuchIsLeftOpensTheQuotaAgain() {
        RateBudget budget = budget(1, rate(10_000, DAY));
        budget.learned(CallKind.GENERAL, 10_000, 0, DAY);
        limited(budget);
        clock.advance(Duration.ofMinutes(15));
        budget.enter(CallKind.GENERAL);
        limited(budget);
        budget.atLeast(CallKind.GENERAL, 5_000, DAY);
        budget.enter(CallKind.GENERAL);
        budget.atLeast(CallKind.GENERAL, 3_000, DAY);
        assertThat(budget.snapshot().dailyRemaining()).contains(4_999L);
    }

    @ParameterizedTest(name = "others make {0} of the 100 calls")
    @Tag("I18")
    @CsvSource({"0, PT0S", "60, PT0.9S"})
    void aWindowThatIsUsedUpIsWaitedForOnlyWhereOthersHaveUsedIt(int others, Duration least) {
        RateBudget budget = budget(1, rate(100, Duration.ofSeconds(10)));
        for (int i = 0; i < 100 - others; i++) {
            budget.enter(CallKind.GENERAL);
        }
        budget.learned(CallKind.GENERAL, 100, 0, Duration.ofSeconds(10));
        Instant before = clock.instant();
        budget.enter(CallKind.GENERAL);
        assertThat(Duration.between(before, clock.instant())).isBetween(least, least.plusMillis(200));
    }

    @Test
    void aBlockedLaneAsksNowAndThenWhetherTheQuotaStartedAnew() throws Exception {
        RateBudget budget = budget(1, rate(10_000, DAY));
        budget.learned(CallKind.GENERAL, 10_000, 400, DAY);
        budget.inLane(Lane.BACKFILL, () -> {
            assertThat(limited(budget).retryAfter()).contains(Duration.ofMinutes(15));
            clock.advance(Duration.ofMinutes(15));
            budget.enter(CallKind.GENERAL);
            limited(budget);
            budget.learned(CallKind.GENERAL, 10_000, 9_999, DAY);
            budget.enter(CallKind.GENERAL);
            return null;
        });
        assertThat(budget.snapshot().calls()).isEqualTo(2);
    }

    @Test
    void aQuotaThatTheVendorNeverReportsStartsAnewAfterItsWindow() {
        RateBudget budget = budget(1, rate(3, DAY));
        for (int i = 0; i < 3; i++) {
            budget.enter(CallKind.GENERAL);
        }
        limited(budget);
        clock.advance(DAY);
        budget.enter(CallKind.GENERAL);
    }

    @Test
    void whatTheVendorSaysIsLeftSlowsTheCallsDown() {
        RateBudget budget = budget(1, rate(1000, Duration.ofSeconds(10)));
        budget.learned(CallKind.GENERAL, 1000, 0, Duration.ofSeconds(10));
        Instant before = clock.instant();
        budget.enter(CallKind.GENERAL);
        assertThat(Duration.between(before, clock.instant())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(2));
    }

    @Test
    void aLimitThatTheVendorNamesReplacesTheOneThatWasExpected() {
        RateBudget budget = budget(1, rate(1000, Duration.ofSeconds(10)));
        budget.learned(CallKind.GENERAL, 20, 20, Duration.ofSeconds(10));
        List<Instant> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            budget.enter(CallKind.GENERAL);
            calls.add(clock.instant());
        }
        assertThat(mostInAnyWindow(calls.subList(20, 60), Duration.ofSeconds(10)))
                .isLessThanOrEqualTo(20);
    }

    @Test
    void usedIsThePartOfTheWindowThatWasCalled() {
        RateBudget budget = budget(1, rate(100, Duration.ofSeconds(10)));
        for (int i = 0; i < 50; i++) {
            budget.enter(CallKind.GENERAL);
        }
        assertThat(budget.snapshot().used()).isBetween(0.45, 0.55);
    }

    @Test
    void theLaneOfACallEndsWithIt() throws Exception {
        RateBudget budget = budget(1, rate(10_000, DAY));
        budget.learned(CallKind.GENERAL, 10_000, 100, DAY);
        budget.inLane(Lane.BACKFILL, () -> "done");
        budget.enter(CallKind.GENERAL);
        assertThat(budget.snapshot().calls()).isEqualTo(1);
    }

    @Test
    @Tag("I18")
    void threadsTogetherKeepTheLimit() throws Exception {
        sleeper = Sleeper.real();
        RateBudget budget = new RateBudget(
                HUBSPOT,
                TestSettings.with(1, 4),
                pauses,
                java.time.Clock.systemUTC(),
                new Random(7),
                Sleeper.real(),
                Duration.ofSeconds(2));
        budget.allow(List.of(rate(40, Duration.ofMillis(200))));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch done = new CountDownLatch(4);
        long start = System.nanoTime();
        for (int t = 0; t < 4; t++) {
            threads.execute(() -> {
                for (int i = 0; i < 30; i++) {
                    budget.enter(CallKind.GENERAL);
                }
                done.countDown();
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        // 120 calls at 200 a second: the burst of two goes out at once, the rest has to wait its time.
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(580));
        assertThat(budget.snapshot().calls()).isEqualTo(120);
    }

    private static CrmError.RateLimited limited(RateBudget budget) {
        CrmException e = catchThrowableOfType(CrmException.class, () -> budget.enter(CallKind.GENERAL));
        assertThat(e).isNotNull();
        assertThat(e.error()).isInstanceOf(CrmError.RateLimited.class);
        return (CrmError.RateLimited) e.error();
    }

    @Test
    @Tag("I18")
    void whatACallCostsCountsAgainstTheDaysUnits() {
        RateBudget budget = budget(1, rate(100, Duration.ofSeconds(10)), new Limits.Rate(CallKind.UNITS, 60, DAY));
        budget.enter(CallKind.GENERAL, 20);
        budget.enter(CallKind.SEARCH, 20);
        budget.enter(CallKind.GENERAL);
        budget.enter(CallKind.GENERAL, 20);
        assertThat(budget.snapshot().calls()).isEqualTo(4);
        assertThatThrownBy(() -> budget.enter(CallKind.GENERAL, 1)).isInstanceOf(CrmException.class);
        budget.enter(CallKind.GENERAL, 0);
        clock.advance(DAY);
        budget.enter(CallKind.GENERAL, 20);
    }

    @Test
    void unitsOfAWindowAreWaitedFor() {
        RateBudget budget = budget(
                1, rate(1000, Duration.ofSeconds(1)), new Limits.Rate(CallKind.UNITS, 100, Duration.ofSeconds(10)));
        Instant start = clock.instant();
        for (int i = 0; i < 20; i++) {
            budget.enter(CallKind.GENERAL, 10);
        }
        assertThat(Duration.between(start, clock.instant())).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }
}
