package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.hub.RecordType;
import dev.caravan.mapping.PullPolicy.Duplicates;
import dev.caravan.problem.InvalidInputException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportOrderTest {
    @ParameterizedTest(name = "{0} after {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            30s              | 2026-03-01T10:00:00Z | 2026-03-01T10:00:30Z
            15m              | 2026-03-01T10:00:00Z | 2026-03-01T10:15:00Z
            2h               | 2026-03-01T10:00:00Z | 2026-03-01T12:00:00Z
            1d               | 2026-03-01T10:00:00Z | 2026-03-02T10:00:00Z
            0 0 6 * * ?      | 2026-03-01T10:00:00Z | 2026-03-02T06:00:00Z
            0 0 6 ? * MON    | 2026-03-01T10:00:00Z | 2026-03-02T06:00:00Z
            0 30 8 L * ?     | 2026-03-01T10:00:00Z | 2026-03-31T08:30:00Z
            0 0/10 * * * ?   | 2026-03-01T10:05:00Z | 2026-03-01T10:10:00Z
            """)
    void aScheduleNamesItsNextMoment(String schedule, Instant after, Instant next) {
        assertThat(Schedule.of(schedule, ZoneOffset.UTC).next(after)).hasValue(next);
    }

    @ParameterizedTest(name = "filter={0} list={1} all={2} duplicates={3} schedule={4}")
    @CsvSource(delimiter = '|', textBlock = """
                         |     | false |         |             | one of three
            a = 1        | x   | false |         |             | one of three
            a = 1        |     | true  |         |             | one of three
            a =          |     | false |         |             | FLT-101
                         |     | true  | overrite-all |        | Did you mean 'overwrite-all'?
                         |     | true  |         | 5s          | between 10s and 366d
                         |     | true  |         | daily       | neither a time such as 15m nor a Quartz cron
                         |     | true  |         | 0 0 6 * *   | neither a time such as 15m nor a Quartz cron
            """)
    void whatMakesNoOrderIsRefusedWithTheReason(
            String filter, String list, boolean all, String duplicates, String schedule, String words) {
        assertThatThrownBy(() -> new ImportOrder.Words(filter, list, all, duplicates, null, schedule, false)
                        .order(PullWorld.HUBSPOT, RecordType.CONTACT, "ola"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(words);
    }

    @Test
    @Tag("R81")
    void aLiveImportLooksAgainEveryFiveMinutesUnlessToldOtherwise() {
        ImportOrder order = new ImportOrder.Words(null, "Key accounts", false, "update-missing", "spring", null, true)
                .order(PullWorld.HUBSPOT, RecordType.CONTACT, "ola");

        assertThat(order.schedule()).isEqualTo("5m");
        assertThat(order.kind()).isEqualTo(ImportKind.LIST);
        assertThat(order.duplicates()).isEqualTo(Duplicates.UPDATE_MISSING);
    }
}
