package dev.caravan.crm.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<List<String>> batches = new CopyOnWriteArrayList<>();
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final List<CallPool> pools = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void stop() {
        gate.countDown();
        pools.forEach(CallPool::close);
    }

    private CallPool pool(int concurrency) {
        CallPool pool = new CallPool(new ConnectionName("fake"), concurrency, Duration.ofMillis(200));
        pools.add(pool);
        return pool;
    }

    private Batcher<String, String> batcher(int capacity, Duration linger) {
        return batcher(pool(1), capacity, linger);
    }

    private Batcher<String, String> batcher(CallPool pool, int capacity, Duration linger) {
        return pool.batcher(capacity, linger, s -> s, this::echo);
    }

    private void echo(List<String> batch, Lane lane, BatchCall.Answers<String> answers) throws Exception {
        batches.add(List.copyOf(batch));
        lanes.add(lane);
        if (batch.contains("gate")) {
            gate.await();
        }
        if (batch.contains("fails")) {
            throw new CrmException("fake", new CrmError.Transient("HTTP 503", false), null);
        }
        for (int i = 0; i < batch.size(); i++) {
            if (!batch.get(i).equals("forgotten")) {
                answers.answer(i, new Answer.Done<>(batch.get(i)));
            }
        }
    }

    private Completion<String> end(String item) {
        return answer -> ends.add(item + (answer instanceof Answer.Done ? " done" : " failed"));
    }

    private void add(Batcher<String, String> batcher, Lane lane, String... items) {
        for (String item : items) {
            batcher.add(item, lane, end(item));
        }
    }

    private void awaitEnds(int count) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> ends.size() >= count);
        assertThat(ends).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void aFullBatchLeavesAtOnce() {
        add(batcher(3, LONG), Lane.LIVE, "a", "b", "c");
        awaitEnds(3);
        assertThat(batches).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void aBatchThatIsNotFullLeavesWhenItsFirstHasLingered() {
        long start = System.nanoTime();
        add(batcher(100, Duration.ofMillis(60)), Lane.LIVE, "a", "b");
        awaitEnds(2);
        assertThat(batches).containsExactly(List.of("a", "b"));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
    }

    @Test
    void aShorterLingerIsNotHeldUpByALongerOne() {
        CallPool pool = pool(1);
        Batcher<String, String> slow = batcher(pool, 100, LONG);
        Batcher<String, String> quick = batcher(pool, 100, Duration.ofMillis(5));
        add(slow, Lane.LIVE, "slow");
        add(quick, Lane.LIVE, "quick");
        awaitEnds(1);
        assertThat(ends).containsExactly("quick done");
    }

    @Test
    void whileAllWorkersAreBusyBatchesFillUp() {
        Batcher<String, String> batcher = batcher(10, Duration.ZERO);
        add(batcher, Lane.LIVE, "gate");
        await().until(() -> batches.size() == 1);
        IntStream.range(0, 25).forEach(i -> add(batcher, Lane.LIVE, "n" + i));
        gate.countDown();
        awaitEnds(26);
        assertThat(batches.stream().map(List::size)).containsExactly(1, 10, 10, 5);
    }

    @Test
    void theHighestLaneLeavesFirst() {
        Batcher<String, String> batcher = batcher(2, Duration.ZERO);
        add(batcher, Lane.LIVE, "gate");
        await().until(() -> batches.size() == 1);
        add(batcher, Lane.BACKFILL, "b1", "b2");
        add(batcher, Lane.RETRY, "r1");
        add(batcher, Lane.LIVE, "l1", "l2");
        gate.countDown();
        awaitEnds(6);
        assertThat(batches).containsExactly(List.of("gate"), List.of("l1", "l2"), List.of("r1", "b1"), List.of("b2"));
        assertThat(lanes).containsExactly(Lane.LIVE, Lane.LIVE, Lane.RETRY, Lane.BACKFILL);
    }

    @Test
    void theHighestLaneLeavesFirstAcrossObjectsToo() {
        CallPool pool = pool(1);
        Batcher<String, String> contacts = batcher(pool, 10, Duration.ZERO);
        Batcher<String, String> companies = batcher(pool, 10, Duration.ZERO);
        add(contacts, Lane.LIVE, "gate");
        await().until(() -> batches.size() == 1);
        add(contacts, Lane.BACKFILL, "contact");
        add(companies, Lane.LIVE, "company");
        gate.countDown();
        awaitEnds(3);
        assertThat(batches).containsExactly(List.of("gate"), List.of("company"), List.of("contact"));
    }

    @Test
    void twoWritesOfOneRecordNeverShareABatchNorOverlap() {
        CallPool pool = pool(3);
        List<String> started = new CopyOnWriteArrayList<>();
        Batcher<String, String> batcher =
                pool.batcher(10, Duration.ZERO, s -> s.substring(0, 1), (batch, lane, answers) -> {
                    assertThat(batch.stream().map(s -> s.substring(0, 1))).doesNotHaveDuplicates();
                    started.addAll(batch);
                    if (batch.contains("x1")) {
                        gate.await();
                    }
                    echo(batch, lane, answers);
                });
        add(batcher, Lane.LIVE, "x1");
        await().until(() -> started.contains("x1"));
        add(batcher, Lane.LIVE, "x2", "x3", "y1");
        await().until(() -> ends.contains("y1 done"));
        assertThat(started).doesNotContain("x2", "x3");
        gate.countDown();
        awaitEnds(4);
        assertThat(started.stream().filter(s -> s.startsWith("x"))).containsExactly("x1", "x2", "x3");
    }

    @Test
    void eachIsCompletedOnceWithItsResult() {
        add(batcher(4, Duration.ofMillis(5)), Lane.LIVE, "a", "b", "c", "d", "e");
        awaitEnds(5);
        assertThat(ends).containsExactlyInAnyOrder("a done", "b done", "c done", "d done", "e done");
    }

    @Test
    void eachIsCompletedOnceWithTheErrorOfItsCall() {
        add(batcher(3, LONG), Lane.LIVE, "a", "fails", "c");
        awaitEnds(3);
        assertThat(ends).containsExactlyInAnyOrder("a failed", "fails failed", "c failed");
    }

    @Test
    void oneThatACallForgetsIsCompletedWithAnError() {
        add(batcher(3, LONG), Lane.LIVE, "a", "forgotten", "c");
        awaitEnds(3);
        assertThat(ends).containsExactlyInAnyOrder("a done", "forgotten failed", "c done");
    }

    @Test
    void aCompletionThatThrowsHurtsNobodyElse() {
        Batcher<String, String> batcher = batcher(2, Duration.ofMillis(5));
        batcher.add("bad", Lane.LIVE, answer -> {
            throw new IllegalStateException("thrown by a completion");
        });
        add(batcher, Lane.LIVE, "a", "b");
        awaitEnds(2);
    }

    @Test
    void stoppingCompletesWhatWaitsOnceAndRefusesWhatComes() {
        CallPool pool = pool(1);
        Batcher<String, String> batcher = batcher(pool, 100, LONG);
        add(batcher, Lane.BACKFILL, "a", "b", "c");
        pool.close();
        assertThat(ends).containsExactlyInAnyOrder("a failed", "b failed", "c failed");
        assertThat(batches).isEmpty();
        assertThatThrownBy(() -> add(batcher, Lane.LIVE, "late")).hasMessageContaining("stopping");
        assertThat(ends).hasSize(3);
    }

    @Test
    void stoppingWaitsForACallThatIsUnderWay() throws Exception {
        CallPool pool = new CallPool(new ConnectionName("fake"), 1, Duration.ofSeconds(10));
        Batcher<String, String> batcher = batcher(pool, 1, Duration.ZERO);
        add(batcher, Lane.LIVE, "gate");
        await().until(() -> batches.size() == 1);
        Thread closing = new Thread(pool::close);
        closing.start();
        gate.countDown();
        closing.join(10_000);
        assertThat(ends).containsExactly("gate done");
    }

    @Test
    void stoppingCompletesACallThatNeverEndsAndIgnoresItsLateAnswer() {
        CountDownLatch never = new CountDownLatch(1);
        CallPool pool = pool(1);
        AtomicInteger interrupts = new AtomicInteger();
        Batcher<String, String> batcher = pool.batcher(1, Duration.ZERO, s -> s, (batch, lane, answers) -> {
            batches.add(batch);
            while (never.getCount() > 0) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
            answers.answer(0, new Answer.Done<>("late"));
            ends.add("call ended");
        });
        add(batcher, Lane.LIVE, "a");
        await().until(() -> batches.size() == 1);
        pool.close();
        assertThat(ends).containsExactly("a failed");
        never.countDown();
        await().until(() -> ends.contains("call ended"));
        assertThat(ends).containsExactly("a failed", "call ended");
        assertThat(interrupts.get()).isPositive();
    }

    @Test
    @Tag("I22")
    void aCrmThatHangsDoesNotSlowAnotherDown() {
        CallPool a = pool(2);
        CallPool b = pool(2);
        Batcher<String, String> hanging = a.batcher(1, Duration.ZERO, s -> s, (batch, lane, answers) -> gate.await());
        Batcher<String, String> healthy = batcher(b, 10, Duration.ZERO);
        IntStream.range(0, 100).forEach(i -> hanging.add("h" + i, Lane.LIVE, answer -> {}));
        IntStream.range(0, 1000).forEach(i -> add(healthy, Lane.LIVE, "n" + i));
        await().atMost(5, TimeUnit.SECONDS).until(() -> ends.size() == 1000);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(t -> t.getName().startsWith("crm-fake-"))
                        .count())
                .isLessThanOrEqualTo(8);
    }
}
