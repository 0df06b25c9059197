package dev.caravan.crm.salesforce;

import static dev.caravan.crm.salesforce.TestOrg.auth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Notice;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Polling an org whose transactions commit late. */
class ChangeQueryTest {
    private static final String AGAIN = Optional.empty().toString();

    private LateOrg late;
    private TestOrg org;
    private Crm crm;

    @BeforeEach
    void start() {
        late = new LateOrg();
        org = new TestOrg(late.server.baseUrl());
        crm = org.connect(auth("token"), true, Map.of("poll-overlap", "10s"), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        org.close();
        late.close();
    }

    @Test
    void fromNowOnTellsNothingOfBefore() {
        late.save(1, 0);
        pass(60);
        ChangePage first = crm.changes("Contact", null);
        assertThat(first.notices()).isEmpty();
        assertThat(first.more()).isFalse();
        late.save(2, 0);
        pass(1);

        ChangePage second = crm.changes("Contact", first.cursor());

        assertThat(ids(second)).containsExactly(LateOrg.id(2));
        assertThat(second.notices().get(0).why()).isEqualTo("Contact changed");
        assertThat(second.notices().get(0).changedAt()).contains(Instant.parse("2020-05-01T10:01:00Z"));
    }

    @Test
    void aYoungChangeIsToldAtOnceAndOnceMoreWhenNothingCanJoinIt() {
        String cursor = crm.changes("Contact", null).cursor();
        late.save(1, 0);
        Instant saved = late.now;
        List<Integer> told = new ArrayList<>();
        List<Notice> notices = new ArrayList<>();
        for (int second = 0; second < 20; second++) {
            pass(1);
            ChangePage page = crm.changes("Contact", cursor);
            cursor = page.cursor();
            told.add(page.notices().size());
            notices.addAll(page.notices());
        }

        assertThat(told).startsWith(1, 0, 0, 0, 0, 0, 0, 0).endsWith(0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(notices)
                .extracting(Notice::changedAt)
                .as("the second time without the time by which it could be taken for the first")
                .containsExactly(Optional.of(saved), Optional.empty());
    }

    @Test
    void whatCommitsLateIsTold() {
        String cursor = crm.changes("Contact", null).cursor();
        pass(30);
        late.save(1, 8);
        pass(2);
        late.save(2, 0);
        ChangePage before = crm.changes("Contact", cursor);
        assertThat(ids(before)).containsExactly(LateOrg.id(2));
        pass(6);

        assertThat(ids(crm.changes("Contact", before.cursor()))).containsExactly(LateOrg.id(1));
    }

    @Test
    void aSecondChangeWithinTheSameSecondIsTold() {
        String cursor = crm.changes("Contact", null).cursor();
        pass(30);
        late.save(1, 0);
        ChangePage first = crm.changes("Contact", cursor);
        late.save(1, 9);
        assertThat(ids(first)).containsExactly(LateOrg.id(1));

        pass(11);

        assertThat(ids(crm.changes("Contact", first.cursor()))).containsExactly(LateOrg.id(1));
    }

    @Test
    void thousandsOfTheSameSecondArePagedById() {
        String cursor = crm.changes("Contact", null).cursor();
        pass(30);
        for (int i = 0; i < 4_500; i++) {
            late.save(i, 0);
        }
        pass(1);

        ChangePage young = crm.changes("Contact", cursor);
        assertThat(young.notices()).as("as many as a cursor remembers").hasSize(400);
        assertThat(young.more()).isFalse();
        assertThat(young.cursor()).hasSizeLessThanOrEqualTo(4_000);
        assertThat(crm.changes("Contact", young.cursor()).notices()).isEmpty();

        pass(15);
        List<Integer> sizes = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        ChangePage page = young;
        do {
            page = crm.changes("Contact", page.cursor());
            sizes.add(page.notices().size());
            ids.addAll(ids(page));
        } while (page.more() && sizes.size() < 10);

        assertThat(sizes).containsExactly(2000, 2000, 500);
        assertThat(ids).doesNotHaveDuplicates().hasSize(4_500);
        assertThat(crm.changes("Contact", page.cursor()).notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @Tag("I16")
    @Tag("R41")
    void nothingIsMissedAndNothingIsToldOverAndOver(long seed) {
        Random random = new Random(seed);
        String cursor = crm.changes("Contact", null).cursor();
        Map<String, Instant> lastTold = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        for (int second = 0; second < 200; second++) {
            int changes = second > 150 ? 0 : random.nextInt(40) == 0 ? 2_500 : random.nextInt(5);
            for (int i = 0; i < changes; i++) {
                late.save(random.nextInt(4_000), random.nextInt(4) == 0 ? random.nextInt(10) : 0);
            }
            pass(1);
            boolean more = random.nextInt(4) == 0 || second > 180;
            for (int pages = 0; more && pages < 10; pages++) {
                ChangePage page = crm.changes("Contact", cursor);
                // As after a crash before the cursor was kept.
                if (random.nextInt(10) > 0 || second > 180) {
                    cursor = page.cursor();
                    page.notices().forEach(notice -> times.merge(notice.id() + notice.changedAt(), 1, Integer::sum));
                }
                page.notices().forEach(notice -> lastTold.put(notice.id(), late.now));
                more = page.more();
            }
        }

        assertThat(late.everything()).hasSizeGreaterThan(2_000);
        assertThat(late.everything())
                .as("told at or after the moment in which it could be seen")
                .allSatisfy(change -> assertThat(lastTold.get(change.id())).isAfterOrEqualTo(change.seenFrom()));
        int again = times.entrySet().stream()
                .filter(told -> told.getKey().endsWith(AGAIN))
                .mapToInt(Map.Entry::getValue)
                .sum();
        times.keySet().removeIf(told -> told.endsWith(AGAIN));
        assertThat(times.values()).as("with its time").containsOnly(1);
        assertThat(again).as("and at most once again").isPositive().isLessThanOrEqualTo(times.size());
        assertThat(crm.changes("Contact", cursor).notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "no json",
                "{\"t\":\"yesterday\",\"id\":\"\"}",
                "{\"t\":\"2020-05-01T10:00:00Z\",\"id\":\"x' OR Id != null\"}",
                "{\"t\":\"2020-05-01T10:00:00Z\",\"id\":\"\",\"told\":\"abc\"}"
            })
    void aCursorThatIsNoneCountsAsExpired(String cursor) {
        assertThatThrownBy(() -> crm.changes("Contact", cursor))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CURSOR_EXPIRED));
    }

    @Test
    void noOverlapTellsEachChangeOnce() {
        Crm quick = org.connect(auth("token"), true, Map.of("poll-overlap", "0s"), Duration.ofSeconds(10));
        String cursor = quick.changes("Contact", null).cursor();
        pass(1);
        late.save(1, 0);
        pass(1);
        ChangePage page = quick.changes("Contact", cursor);

        assertThat(ids(page)).containsExactly(LateOrg.id(1));
        assertThat(quick.changes("Contact", page.cursor()).notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1s", "11m", ""})
    void anOverlapThatIsNoneIsRefused(String overlap) {
        Map<String, String> options = Map.of("poll-overlap", overlap);

        assertThatThrownBy(() -> org.connect(auth("token"), true, options, Duration.ofSeconds(10)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("options.poll-overlap")
                .hasMessageContaining("0s to 10m");
    }

    @Test
    void anAnswerWithoutADateIsAsOldAsItsArrival() {
        late.dated = false;
        late.save(1, 0);
        String before = new ChangeCursor(late.now.minusSeconds(5), "", Set.of()).text();

        ChangePage page = crm.changes("Contact", before);

        assertThat(ids(page)).containsExactly(LateOrg.id(1));
        assertThat(crm.changes("Contact", page.cursor()).notices())
                .as("years ago by our clock")
                .isEmpty();
    }

    private void pass(int seconds) {
        late.now = late.now.plusSeconds(seconds);
    }

    private static List<String> ids(ChangePage page) {
        return page.notices().stream().map(Notice::id).toList();
    }
}
