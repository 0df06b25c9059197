package dev.caravan.demo;

import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.synclog.SyncLogStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.core.io.ClassPathResource;

/** Takes the sample data in, waits until every mark is settled, and says what became of it. */
public final class Demo {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ProducerTemplate camel;
    private final RecordStore records;
    private final ChangeMarkStore marks;
    private final SyncLogStore log;
    private final RateBudgets budgets;
    private final Clock clock;

    public Demo(
            ProducerTemplate camel,
            RecordStore records,
            ChangeMarkStore marks,
            SyncLogStore log,
            RateBudgets budgets,
            Clock clock) {
        this.camel = camel;
        this.records = records;
        this.marks = marks;
        this.log = log;
        this.budgets = budgets;
        this.clock = clock;
    }

    /** Runs the demo and prints its summary; returns when every mark is settled, or after ten minutes. */
    public DemoResult run(PrintStream out) throws IOException {
        Instant start = clock.instant();
        Map<String, DemoResult.Taken> taken = new LinkedHashMap<>();
        taken.put("company", take("company", "text/csv", "sample/companies.csv"));
        taken.put("contact", take("contact", "application/x-ndjson", "sample/contacts.ndjson"));
        boolean settled = await(out, start.plus(LONGEST));
        Map<String, Map<String, Map<String, Long>>> outcomes = new LinkedHashMap<>();
        Map<String, Long> calls = new LinkedHashMap<>();
        budgets.all().keySet().stream()
                .sorted((a, b) -> a.value().compareTo(b.value()))
                .forEach(connection -> {
                    outcomes.put(connection.value(), log.latest(connection.value()));
                    budgets.find(connection)
                            .ifPresent(b ->
                                    calls.put(connection.value(), b.snapshot().calls()));
                });
        Duration took = Duration.between(start, clock.instant());
        return new DemoResult(taken, records.counts(), outcomes, calls, took, settled);
    }

    private DemoResult.Taken take(String type, String contentType, String resource) throws IOException {
        try (InputStream body = new ClassPathResource(resource).getInputStream()) {
            Exchange answer = camel.request("hub:" + type + "?origin=sample", exchange -> {
                exchange.getMessage().setBody(body.readAllBytes());
                exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, contentType);
            });
            if (answer.getException() != null) {
                throw new IOException("the sample data cannot be taken in", answer.getException());
            }
            return DemoResult.Taken.of(answer.getMessage().getBody(byte[].class));
        }
    }

    private boolean await(PrintStream out, Instant deadline) {
        long first = marks.count();
        if (first == 0) {
            return true;
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("  records settled")
                .setInitialMax(first)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(out, 90))
                .setUpdateIntervalMillis(System.console() == null ? 5_000 : 200)
                .build()) {
            long left = first;
            while (left > 0 && clock.instant().isBefore(deadline)) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                left = marks.count();
                bar.stepTo(Math.max(0, first - left));
            }
            return left == 0;
        }
    }
}
