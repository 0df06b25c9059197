package dev.caravan.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredAsSentTest {
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(textBlock = """
            Lind,           ' lind ',        true
            a@EXAMPLE.com,  A@example.com,   true
            +49 30 1234567, +49301234567,    true
            +49 30 1234567, +49 30 1234568,  false
            250,            250.00,          true
            250,            251,             false
            ,               '',              true
            Lind,           ,                false
            true,           TRUE,            true
            ' van  der  Berg ', van der Berg, true
            van der Berg,   vander Berg,     false
            2026-11-02T10:00:00Z, 2026-11-02T11:00:00.000+01:00, true
            2026-11-02T10:00:00Z, 2026-11-02T10:00:00.000+0000,  true
            2026-11-02T10:00:00Z, 2026-11-02T11:00:00Z,          false
            """)
    void aCrmMayTidyAValueUp(@Nullable String sent, @Nullable String stored, boolean same) {
        assertThat(StoredAsSent.same(sent, stored)).isEqualTo(same);
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(textBlock = """
            Pumps and valves,  Pumps,     true
            Pumps and  valves, Pumps and, true
            Pumps,             Pumps and, false
            Pumps,             ,          false
            12000.129,         12000.13,  true
            12000.129,         12000.130, true
            12000.129,         12000,     true
            0.125,             0.12,      true
            0.125,             0.13,      true
            12000.129,         12000.12,  true
            12000.129,         12000.11,  false
            12000.129,         1200,      false
            250,               25,        false
            12000.129,         12001,     false
            12000,             12000.4,   false
            """)
    @Tag("I14")
    void aCrmMayCutATextAndRoundANumber(String sent, @Nullable String stored, boolean same) {
        assertThat(StoredAsSent.sameOrCut(sent, stored)).isEqualTo(same);
    }

    @Test
    void typesMayDifferAndListsHaveNoOrder() {
        assertThat(StoredAsSent.same(new BigDecimal("250"), 250L)).isTrue();
        assertThat(StoredAsSent.same(List.of("a", "b"), List.of("b", "a"))).isTrue();
        assertThat(StoredAsSent.same(List.of("a", "b"), List.of("b", "c"))).isFalse();
    }

    @ParameterizedTest(name = "{0}, {1} kept as {2}, {3}: {4}")
    @CsvSource(textBlock = """
            Ada Maria, Lind,       Ada,       Maria Lind, true
            Ada,       van Lind,   Ada van,   Lind,       true
            Ada,       Lind,       ' ada ',   LIND,       true
            Ada,       Lind,       Ada,       Berg,       false
            Ada,       Lind,       Lind,      Ada,        false
            """)
    void aWholeNameMayBeCutElsewhere(
            String first, String last, String storedFirst, String storedLast, boolean isThere) {
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("email", "ada@example.org");
        sent.put("first", first);
        sent.put("last", last);
        Map<String, String> stored = Map.of("email", "ada@example.org", "first", storedFirst, "last", storedLast);
        assertThat(StoredAsSent.all(sent, stored)).isEqualTo(isThere);
    }
}
