package dev.caravan.crm.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.batch.WriteOutcome;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkNotesTest {
    private static final ConnectionName CRM = new ConnectionName("hubspot");
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    @ParameterizedTest(name = "created: {0}")
    @Tag("I12")
    @CsvSource({"false, Moreau, +31 20 555 0102", "true, Moreau-Vos, +31 20 555 0102"})
    void whatAPersonWroteMeanwhileIsNotAgreedOnByAnAnswerAboutTheWholeRecord(
            boolean created, String lastName, String phone) {
        ChangeMark mark = new ChangeMark(
                1, CRM, Direction.PUSH, RecordType.CONTACT, "p-1", 1, NOW, "changed", Lane.LIVE, 0, "claim", null);
        Work work = new Work(mark, null, NOW);
        Map<String, @Nullable Object> agreed = Map.of("lastname", "Moreau", "phone", "+31205550102");
        Write write = new Write(
                mark.record(),
                "contacts",
                created ? null : "7",
                Map.of("phone", "+31205550102"),
                List.of(),
                agreed,
                Map.of(),
                "link");
        WriteResult.Written written = new WriteResult.Written(
                "7", created, Map.of("lastname", "Moreau-Vos", "phone", "+31 20 555 0102", "city", "Ghent"));

        new WorkNotes(CRM, Clock.fixed(NOW, ZoneOffset.UTC))
                .done(work, new WriteOutcome.Done(write, written, "", Optional.empty()));

        Link link = work.conclusion().map(Work.Conclusion::link).orElseThrow();
        assertThat(link.base()).containsExactlyInAnyOrderEntriesOf(Map.of("lastname", lastName, "phone", phone));
    }
}
