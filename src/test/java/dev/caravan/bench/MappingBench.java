package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordJson;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Expressions;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.MappingFile;
import dev.caravan.mapping.MappingResult;
import dev.caravan.mapping.PlanContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A mapping of 25 fields by the compiled mapping file, side by side with the same written by hand with Jackson: JSON of
 * a hub record in, JSON of the CRM's properties out. With and without a phone number, because reading one costs more
 * than all the rest, in both.
 */
@Tag("bench")
public class MappingBench {

    /** One record and both mappings. */
    @State(Scope.Benchmark)
    public static class Record {
        private static final RecordKey KEY = new RecordKey(RecordType.CONTACT, "c-812");
        private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
        private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

        /** The phone number of the record. */
        @Param({"none", "+31 20 555 0132"})
        public String phone = "none";

        private final ObjectMapper json = new ObjectMapper();
        private final HandWritten byHand = new HandWritten(json);
        private final FieldPlan plan = plan();
        private byte[] bytes = {};
        private String text = "";

        /** Makes the record. */
        @Setup
        public void make() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("work_email", "Freya.Eriksen@pinecrest-tooling.example");
            fields.put("email_status", "verified");
            fields.put("first_name", "Freya");
            fields.put("last_name", "Eriksen");
            fields.put("job_title", "Head of Sales");
            if (!phone.equals("none")) {
                fields.put("phone", phone);
            }
            fields.put("linkedin_url", "https://de.linkedin.com/in/freya-eriksen-1?trk=x");
            fields.put("company_name", "Pinecrest Tooling Inc.");
            fields.put("website", "https://Pinecrest-Tooling.example");
            fields.put("industry", "machinery");
            fields.put("seniority", "VP");
            fields.put("stage", "Contacted");
            fields.put("street", "Kanaalweg 12");
            fields.put("city", " Utrecht ");
            fields.put("state", "UT");
            fields.put("zip", "3526 KL");
            fields.put("country", "nl");
            fields.put("language", "EN");
            fields.put("department", "Sales");
            fields.put("employee_count", 250L);
            fields.put("annual_revenue", 12_500_000L);
            fields.put("birthday", "1984-05-17");
            fields.put("newsletter", "yes");
            fields.put("score", "42");
            fields.put("note", "Met at the trade fair in Hanover and asked for a call about the new line of tools.");
            text = RecordJson.write(fields);
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        private static FieldPlan plan() {
            try (InputStream yaml = MappingBench.class.getResourceAsStream("/bench/contact.yaml")) {
                String text = new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
                Expressions none = Expressions.unchecked();
                return FieldPlan.compile(MappingFile.parse("bench/contact.yaml", text, none), none, Set.of());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @SuppressWarnings("unchecked")
        byte[] planned() throws IOException {
            Map<String, Object> fields = (Map<String, Object>) (Map<String, ?>) RecordJson.read(text);
            Match match = new Match(HubRecord.of(KEY, fields, TIME, "app"), HUBSPOT, null, null, "none");
            MappingResult.Send send = (MappingResult.Send) plan.write(match, PlanContext.NONE);
            return json.writeValueAsBytes(send.write().values());
        }

        byte[] written() throws IOException {
            return byHand.map(bytes);
        }
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public byte[] compiledMapping(Record record) throws IOException {
        return record.planned();
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public byte[] writtenByHand(Record record) throws IOException {
        return record.written();
    }

    @Test
    void mappingsPerSecond() throws IOException, RunnerException {
        Record record = new Record();
        record.phone = "+31 20 555 0132";
        record.make();
        assertThat(record.json.readTree(record.planned()))
                .as("both make the same")
                .isEqualTo(record.json.readTree(record.written()));
        Report report = new Report("mapping");
        Map<String, Double> scores = new LinkedHashMap<>();
        int seconds = Math.max(1, (int) BenchSettings.measured().toSeconds() / 10);
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(MappingBench.class.getName() + ".*")
                        .forks(2)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(seconds))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(seconds))
                        .jvmArgs("-Xmx512m")
                        .build())
                .run()) {
            String name = result.getPrimaryResult().getLabel();
            String phone = result.getParams().getParam("phone");
            double score = result.getPrimaryResult().getScore();
            scores.put(name + phone, score);
            report.line(
                    "%-16s phone %-16s %9.0f per second, plus or minus %.0f",
                    name, phone, score, result.getPrimaryResult().getScoreError());
        }
        for (String phone : new String[] {"none", record.phone}) {
            double ratio = scores.getOrDefault("compiledMapping" + phone, 0.0)
                    / scores.getOrDefault("writtenByHand" + phone, 1.0);
            report.line("ratio, phone %s: %.2f", phone, ratio);
        }
    }
}
