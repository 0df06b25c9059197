package dev.caravan.crm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.ChangePage;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SearchPage;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A CRM that can only list, in pages of two. */
class FieldIndexTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<String, CrmRecord> records = new LinkedHashMap<>();
    private final List<String> walks = new ArrayList<>();
    private boolean refusesCursors;

    private final Walk walk = (object, since, fields, cursor) -> page(since, fields, cursor);
    private final FieldIndex index = new FieldIndex(walk, Duration.ofSeconds(5), 6);

    private SearchPage page(@Nullable Instant since, Collection<String> fields, @Nullable String cursor) {
        walks.add((since == null ? "all" : since.toString()) + " " + fields + " " + cursor);
        if (cursor != null && refusesCursors) {
            throw new CrmException("x", new CrmError.Rejected("cursor", ErrorCode.INVALID_VALUE), null);
        }
        List<CrmRecord> all = records.values().stream()
                .filter(r -> since == null
                        ? !r.archived()
                        : !r.modifiedAt().orElseThrow().isBefore(since))
                .toList();
        int from = cursor == null ? 0 : Integer.parseInt(cursor);
        int to = Math.min(all.size(), from + 2);
        return new SearchPage(
                all.subList(from, to), to < all.size() ? Optional.of(String.valueOf(to)) : Optional.empty());
    }

    private void put(String id, int second, String... values) {
        Map<String, @Nullable Object> fields = new HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            fields.put(values[i], values[i + 1]);
        }
        records.put(id, new CrmRecord("o", id, fields, Optional.of(START.plusSeconds(second)), false));
    }

    @Test
    void itIsBuiltByOneWalkAndBroughtUpToDateByWhatChanged() {
        put("1", 0, "email", "Ada@x.example");
        put("2", 1, "email", "bea@x.example");
        put("3", 2, "email", "ada@x.example ");
        assertThat(index.equal("o", "email", List.of("ADA@x.example")))
                .hasValueSatisfying(ids -> assertThat(ids).containsExactlyInAnyOrder("1", "3"));
        assertThat(walks).hasSize(2).allMatch(w -> w.startsWith("all"));
        put("1", 60, "email", "new@x.example");
        put("4", 61, "email", "ada@x.example");
        records.put("3", new CrmRecord("o", "3", Map.of(), Optional.of(START.plusSeconds(62)), true));
        walks.clear();
        assertThat(index.equal("o", "email", List.of("ada@x.example")).orElseThrow())
                .containsExactly("4");
        assertThat(walks.get(0)).startsWith("2026-03-01T11:59:57Z");
        assertThat(index.equal("o", "email", List.of("new@x.example")).orElseThrow())
                .containsExactly("1");
    }

    @Test
    void aFurtherFieldIsWalkedForOnceMore() {
        put("1", 0, "email", "ada@x.example", "name", "Ada");
        index.equal("o", "email", List.of("ada@x.example"));
        walks.clear();
        assertThat(index.equal("o", "name", List.of("ada")).orElseThrow()).containsExactly("1");
        assertThat(walks).singleElement().asString().startsWith("all [email, name]");
    }

    @Test
    void anObjectWithTooManyRecordsHasNone() {
        for (int i = 0; i < 9; i++) {
            put("r" + i, i, "email", i + "@x.example");
        }
        assertThat(index.equal("o", "email", List.of("1@x.example"))).isEmpty();
        walks.clear();
        assertThat(index.equal("o", "email", List.of("1@x.example"))).isEmpty();
        assertThat(walks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = 'Ada'",
                "name IN ('Ada', 'Eva')",
                "name LIKE 'a%'",
                "name = 'Ada' AND size > 3",
                "name = 'Ada' OR name = 'Eva'"
            })
    void textConditionsAreNarrowedDown(String condition) {
        put("1", 0, "name", "Ada");
        put("2", 0, "name", "Bea");
        assertThat(index.narrowed("o", Filters.parse(condition)))
                .hasValueSatisfying(ids -> assertThat(ids).containsExactly("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"size > 3", "NOT name = 'Ada'", "name IS NULL", "name = 'Ada' OR size > 3", "name <> 'Ada'"})
    void whatTextsCannotDecideIsNot(String condition) {
        assertThat(index.narrowed("o", Filters.parse(condition))).isEmpty();
        assertThat(walks).isEmpty();
    }

    @Test
    void changesAreToldPageByPageAndALostCursorBeginsTheLookAnewOnce() {
        WalkChanges changes = new WalkChanges(walk, Clock.fixed(START, ZoneOffset.UTC), Duration.ofSeconds(5));
        String cursor = changes.page("o", null).cursor();
        for (int i = 0; i < 3; i++) {
            put("r" + i, i, "email", i + "@x.example");
        }
        ChangePage first = changes.page("o", cursor);
        assertThat(first.more()).isTrue();
        assertThat(first.notices()).extracting(Notice::id).containsExactly("r0", "r1");
        refusesCursors = true;
        ChangePage again = changes.page("o", first.cursor());
        assertThat(again.more()).isTrue();
        ChangePage anew = changes.page("o", again.cursor());
        assertThat(anew.notices()).extracting(Notice::id).containsExactly("r0", "r1");
        org.junit.jupiter.api.Assertions.assertThrows(CrmException.class, () -> changes.page("o", anew.cursor()));
        refusesCursors = false;
        ChangePage last = changes.page("o", anew.cursor());
        assertThat(last.more()).isFalse();
        assertThat(last.notices()).extracting(Notice::id).containsExactly("r2");
        assertThat(changes.page("o", last.cursor()).more()).isTrue();
    }
}
