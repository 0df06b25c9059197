package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.dedup.ReviewEntry;
import dev.caravan.dedup.ReviewStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewCommandTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");

    @TempDir
    Path folder;

    private Database runtime;
    private ReviewStore reviews;

    @BeforeEach
    void open() {
        runtime = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 2, Duration.ofSeconds(5)));
        reviews = new ReviewStore(runtime, CommandRun.CLOCK);
        ReviewEntry.Draft held = new ReviewEntry.Draft(
                HUBSPOT,
                Direction.PULL,
                new RecordKey(RecordType.CONTACT, "512"),
                "DUP-101 2 records of the hub fit by work_email.",
                List.of(
                        new ReviewEntry.Candidate("p-1", Map.of("last_name", "Lin")),
                        new ReviewEntry.Candidate("p-2", Map.of("last_name", "Lim"))),
                "digest",
                null,
                Map.of("last_name", "Lin"));
        reviews.save(List.of(held), List.of());
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private CommandRun review(String... words) {
        return CommandRun.configured(
                List.of(
                        "--caravan.data-dir=" + folder,
                        "--caravan.connections.hubspot.type=hubspot",
                        "--caravan.connections.hubspot.auth.token=any"),
                words);
    }

    @Test
    void whatWaitsIsListedWithItsCandidates() throws IOException {
        CommandRun run = review("review");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("1 +.* hubspot +pull +contact +512 +p-1, p-2 +DUP-101");

        JsonNode entry =
                new ObjectMapper().readTree(review("review", "--json").out()).get(0);
        assertThat(entry.at("/record/last_name").asText()).isEqualTo("Lin");
        assertThat(entry.at("/candidates/1/fields/last_name").asText()).isEqualTo("Lim");
        assertThat(review("review", "--connection=salesforce").out()).contains("Nothing waits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link p-2", "create", "skip"})
    void aDecisionMarksTheRecordForTheRuntime(String decision) {
        CommandRun run = review(("review 1 " + decision).split(" "));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Entry 1: " + decision);
        ReviewEntry entry = reviews.find(1).orElseThrow();
        assertThat(entry.decision().orElseThrow().words()).isEqualTo(decision);
        ChangeMarkStore marks = new ChangeMarkStore(runtime, CommandRun.CLOCK, "test", Duration.ofMinutes(1));
        assertThat(marks.standing(HUBSPOT, Direction.PULL, RecordType.CONTACT, "512"))
                .isPresent();
    }

    @ParameterizedTest(name = "caravan {0} ends with {1}")
    @CsvSource(delimiter = '|', textBlock = """
            review 1              | 2 | REQ-101
            review 1 maybe        | 2 | REC-101
            review 1 obsolete     | 2 | REQ-101
            review 1 link p-3     | 2 | Choose one of p-1, p-2
            review 9 skip         | 1 | REC-103
            review --limit=0      | 2 | REQ-101
            """)
    void whatCannotBeDecidedIsSaid(String line, int exitCode, String said) {
        CommandRun run = review(line.split(" "));
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains(said);
        assertThat(reviews.countOpen()).isEqualTo(1);
    }
}
