package dev.caravan.crm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

    @Test
    void numbersAreExact() {
        var json = Json.tryRead("{\"a\": 12345678901, \"b\": 0.10, \"c\": 123456789012345678901234567890}")
                .orElseThrow();
        assertThat(Json.value(json.get("a"))).isEqualTo(12_345_678_901L);
        assertThat(Json.value(json.get("b"))).isEqualTo(new BigDecimal("0.10"));
        assertThat(Json.value(json.get("c"))).isEqualTo(new BigDecimal("123456789012345678901234567890"));
    }

    @Test
    void valuesAreWhatRecordsHold() {
        var json = Json.tryRead("{\"t\":\"x\",\"n\":null,\"b\":true,\"l\":[1,\"y\"]}")
                .orElseThrow();
        assertThat(Json.value(json.get("t"))).isEqualTo("x");
        assertThat(Json.value(json.get("n"))).isNull();
        assertThat(Json.value(json.get("missing"))).isNull();
        assertThat(Json.value(json.get("b"))).isEqualTo(true);
        assertThat(Json.value(json.get("l"))).isEqualTo(List.of(1L, "y"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    @Tag("S6")
    void anAnswerThatIsNoWholeDocumentIsTransientWithUnknownOutcome(byte[] body) {
        assertThatThrownBy(() -> Json.read("crm POST /x", new HttpAnswer(200, Map.of(), body)))
                .isInstanceOfSatisfying(
                        CrmException.class,
                        e -> assertThat(e.error())
                                .isInstanceOfSatisfying(
                                        CrmError.Transient.class,
                                        error -> assertThat(error.outcomeUnknown())
                                                .isTrue()))
                .hasMessageNotContaining("secret-text");
    }

    static Stream<byte[]> unreadable() {
        return Stream.of(
                        "",
                        "   ",
                        "<html>secret-text</html>",
                        "{\"results\":[{\"id\":\"secret-text",
                        "{\"a\":1} trailing secret-text",
                        "{\"a\":1,\"a\":2}",
                        "[".repeat(101) + "]".repeat(101),
                        "[" + "9".repeat(401) + "]",
                        "NaN")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Tag("S6")
    void aTextBeyondTheBoundIsNoDocument() {
        char[] many = new char[4_000_001];
        Arrays.fill(many, 'x');
        assertThat(Json.tryRead("\"" + new String(many) + "\"")).isEmpty();
    }

    @Test
    void aHundredLevelsAreFine() {
        assertThat(Json.tryRead("[".repeat(100) + "]".repeat(100))).isPresent();
    }
}
