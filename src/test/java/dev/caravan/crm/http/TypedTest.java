package dev.caravan.crm.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.WriteResult;
import dev.caravan.problem.ErrorCode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "12.50"                     | NUMBER   | 12.5
            12                          | INTEGER  | 12
            "1e9999999"                 | NUMBER   | 1e9999999
            "many"                      | NUMBER   | many
            1                           | BOOLEAN  | true
            "false"                     | BOOLEAN  | false
            "2026-01-31T10:00:00Z"      | DATE     | 2026-01-31
            "2026-01-31T10:00:00+02:00" | DATETIME | 2026-01-31T08:00:00Z
            "2026-01-31T10:00:00+0200"  | DATETIME | 2026-01-31T08:00:00Z
            "2026-01-31 10:00:00"       | DATETIME | 2026-01-31T10:00:00Z
            "soon"                      | DATETIME | soon
            7                           | OPTION   | 7
            [7,8]                       | OPTIONS  | [7, 8]
            5                           | REFERENCE | 5
            """)
    void aValueIsReadByItsType(String json, FieldSchema.Type type, String value) {
        assertThat(Typed.read(Json.tryRead(json).orElseThrow(), type)).hasToString(value);
    }

    @Test
    void anEmptyValueIsNull() {
        assertThat(Typed.read(Json.tryRead("\"\"").orElseThrow(), FieldSchema.Type.TEXT))
                .isNull();
        assertThat(Typed.read(Json.tryRead("null").orElseThrow(), FieldSchema.Type.NUMBER))
                .isNull();
        assertThat(Typed.read(null, null)).isNull();
    }

    @Test
    void aValueIsWrittenByItsType() {
        assertThat(written("12.50", FieldSchema.Type.NUMBER)).isEqualTo("12.5");
        assertThat(written("many", FieldSchema.Type.NUMBER)).isEqualTo("\"many\"");
        assertThat(written(12L, FieldSchema.Type.TEXT)).isEqualTo("\"12\"");
        assertThat(written("TRUE", FieldSchema.Type.BOOLEAN)).isEqualTo("true");
        assertThat(written(Instant.parse("2026-01-31T10:00:00.123Z"), FieldSchema.Type.DATETIME))
                .isEqualTo("\"2026-01-31T10:00:00Z\"");
        assertThat(written(Instant.parse("2026-01-31T10:00:00Z"), FieldSchema.Type.DATE))
                .isEqualTo("\"2026-01-31\"");
        assertThat(written(LocalDate.parse("2026-01-31"), FieldSchema.Type.DATETIME))
                .isEqualTo("\"2026-01-31T00:00:00Z\"");
        assertThat(written(List.of("a", "b"), FieldSchema.Type.OPTIONS)).isEqualTo("[\"a\",\"b\"]");
        assertThat(written(null, FieldSchema.Type.TEXT)).isEqualTo("null");
    }

    @Test
    void aQueryIsEncodedWithBlanksAsPercentTwenty() {
        assertThat(new Query().add("$filter", "a eq 'b+c'").add("none", null).text())
                .isEqualTo("%24filter=a%20eq%20%27b%2Bc%27");
        assertThat(new Query().text()).isNull();
    }

    @Test
    void ofDeletionsOneByOneEachHasItsOwnFate() {
        List<String> tried = new ArrayList<>();
        List<WriteResult> results = OneByOne.delete(List.of("1", "gone", "bad", "limit", "after"), id -> {
            tried.add(id);
            switch (id) {
                case "gone" -> throw rejected(ErrorCode.NOT_FOUND);
                case "bad" -> throw rejected(ErrorCode.CRM_REJECTED);
                case "limit" ->
                    throw new CrmException(id, new CrmError.RateLimited("slow down", Optional.empty()), null);
                default -> {}
            }
        });
        assertThat(results.subList(0, 2)).allMatch(WriteResult.Written.class::isInstance);
        assertThat(results.subList(2, 5)).allMatch(WriteResult.Refused.class::isInstance);
        assertThat(((WriteResult.Refused) results.get(4)).error()).isInstanceOf(CrmError.RateLimited.class);
        assertThat(tried).doesNotContain("after");
    }

    private static CrmException rejected(ErrorCode code) {
        return new CrmException("x", new CrmError.Rejected("no", code), null);
    }

    private static String written(@org.jspecify.annotations.Nullable Object value, FieldSchema.Type type) {
        JsonNode node = Typed.write(value, type);
        return node.toString();
    }
}
