package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.demo.LeastCalls;
import dev.caravan.hub.RecordStore;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.synclog.SyncLogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The demo with one CRM alone, run to its end. */
final class DemoOf implements AutoCloseable {
    private final String crm;
    private final RunningCaravan caravan;
    private final SandboxServer sandbox;
    private final Map<String, Map<String, Long>> outcomes;

    private DemoOf(String crm, RunningCaravan caravan) {
        this.crm = crm;
        this.caravan = caravan;
        this.sandbox = caravan.bean(Sandboxes.class).vendor(crm);
        this.outcomes = caravan.bean(SyncLogStore.class).latest(crm);
    }

    static DemoOf run(String crm, Path data) {
        List<String> arguments = List.of("--caravan.demo=" + crm, "--caravan.demo-port-base=0");
        return new DemoOf(crm, RunningCaravan.start(data, arguments));
    }

    /**
     * The same, once more when it cost too much: batches wait for more in real time, and where the processors are taken
     * away for long, they leave half full.
     *
     * @param besides calls that are no part of the least possible
     */
    static DemoOf run(String crm, Path data, long besides) throws IOException, InterruptedException {
        DemoOf first = run(crm, data.resolve("first"));
        if (first.cost() <= first.most(besides)) {
            return first;
        }
        first.close();
        return run(crm, data.resolve("second"));
    }

    /** Every record of the hub has an outcome. */
    void addsUp() {
        assertThat(caravan.isSettled()).isTrue();
        caravan.bean(RecordStore.class)
                .counts()
                .forEach((type, count) -> assertThat(outcomes.get(type).values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .as("%s: %s", type, outcomes)
                        .isEqualTo(count));
    }

    /** How many records of a type the log says were created. */
    int created(String type) {
        return outcomes.get(type).get("created").intValue();
    }

    /** How many records of a kind the CRM has. */
    int inCrm(String object) {
        return TestCrms.records(sandbox, object).size();
    }

    /** @param besides calls that are no part of the least possible */
    void costsAtMostAQuarterMoreThanTheLeast(long besides) throws IOException, InterruptedException {
        assertThat(cost()).as("%s", TestCrms.calls(sandbox)).isLessThanOrEqualTo(most(besides));
    }

    private long cost() throws IOException, InterruptedException {
        return TestCrms.calls(sandbox).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private long most(long besides) {
        return LeastCalls.of(crm, outcomes) * 5 / 4 + besides;
    }

    @Override
    public void close() {
        caravan.close();
    }
}
