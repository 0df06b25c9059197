package dev.caravan.crm.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.WriteResult;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvingTest {
    private final List<Integer> written = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private final List<Integer> failed = new ArrayList<>();
    private final Set<Integer> bad = new HashSet<>();
    private final Set<Integer> breaks = new HashSet<>();
    private int calls;

    @ParameterizedTest(name = "{1} of {0} bad")
    @Tag("I21")
    @CsvSource({
        "100, 0",
        "100, 1",
        "100, 7",
        "100, 99",
        "100, 100",
        "200, 1",
        "200, 7",
        "200, 199",
        "2, 1",
        "1, 1",
        "3, 1"
    })
    void aBadRecordNeverFailsItsNeighboursAndCostsFewCalls(int size, int badOnes) {
        for (int seed = 0; seed < 200; seed++) {
            send(size, badOnes, seed);
            assertThat(refused).containsExactlyInAnyOrderElementsOf(bad);
            List<Integer> good = new ArrayList<>(records(size));
            good.removeAll(bad);
            assertThat(written).containsExactlyInAnyOrderElementsOf(good);
            double bound = badOnes * 2 * Math.log(size) / Math.log(2);
            assertThat((double) (calls - 1)).as("extra calls, seed %d", seed).isLessThanOrEqualTo(bound);
        }
    }

    @Test
    @Tag("I21")
    void everySingleBadRecordOfAHundredIsFoundWithinTheBound() {
        for (int victim = 0; victim < 100; victim++) {
            reset();
            bad.add(victim);
            halving().send(records(100));
            assertThat(refused).containsExactly(victim);
            assertThat(written).hasSize(99);
            assertThat(calls - 1).isLessThanOrEqualTo(13);
        }
    }

    @Test
    @Tag("I21")
    void aHalfWhoseAnswerIsLostFailsAloneAndTheOtherGoesOn() {
        bad.add(70);
        breaks.add(10);
        halving().send(records(100));
        assertThat(failed).containsExactlyElementsOf(records(50));
        assertThat(refused).containsExactly(70);
        assertThat(written).hasSize(49);
    }

    @Test
    void aDriverThatGivesTooFewResultsIsCaught() {
        List<String> errors = new ArrayList<>();
        Halving.Sink<Integer> sink = new Halving.Sink<>() {
            @Override
            public void sent(List<Integer> part, CrmCalls.Numbered results) {
                errors.add("sent");
            }

            @Override
            public void failed(List<Integer> part, Exception error) {
                errors.add(error.getMessage());
            }
        };
        new Halving<Integer>(part -> new CrmCalls.Numbered("", List.of()), sink).send(records(2));
        assertThat(errors).containsExactly("the driver gave 0 results for 2 records; each record needs one");
    }

    private void send(int size, int badOnes, int seed) {
        reset();
        List<Integer> shuffled = new ArrayList<>(records(size));
        Collections.shuffle(shuffled, new Random(seed));
        bad.addAll(shuffled.subList(0, badOnes));
        halving().send(records(size));
    }

    private void reset() {
        written.clear();
        refused.clear();
        failed.clear();
        bad.clear();
        calls = 0;
    }

    private static List<Integer> records(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    private Halving<Integer> halving() {
        return new Halving<>(this::crm, new Halving.Sink<>() {
            @Override
            public void sent(List<Integer> part, CrmCalls.Numbered results) {
                for (int i = 0; i < part.size(); i++) {
                    (results.results().get(i) instanceof WriteResult.Written ? written : refused).add(part.get(i));
                }
            }

            @Override
            public void failed(List<Integer> part, Exception error) {
                failed.addAll(part);
            }
        });
    }

    private CrmCalls.Numbered crm(List<Integer> part) {
        calls++;
        if (part.size() < 100 && part.stream().anyMatch(breaks::contains)) {
            throw new CrmException("fake", new CrmError.Transient("reset", true), null);
        }
        if (part.stream().anyMatch(bad::contains)) {
            if (part.size() > 1) {
                throw new CrmException("fake", new CrmError.BatchRejected("bad", ErrorCode.INVALID_VALUE), null);
            }
            return new CrmCalls.Numbered(
                    "", List.of(new WriteResult.Refused(new CrmError.Rejected("bad", ErrorCode.INVALID_VALUE))));
        }
        return new CrmCalls.Numbered(
                "",
                part.stream()
                        .<WriteResult>map(i -> new WriteResult.Written("" + i, true, Map.of()))
                        .toList());
    }
}
