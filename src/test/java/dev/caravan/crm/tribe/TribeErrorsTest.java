package dev.caravan.crm.tribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What TribeCRM's answers mean. */
class TribeErrorsTest {
    private final TribeErrors errors = new TribeErrors(Clock.systemUTC());

    @ParameterizedTest(name = "HTTP {0} {1} is {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            400 | The property 'LastName' is required                 | Rejected     | REQUIRED_FIELD_MISSING
            400 | Value for Name must not be null                     | Rejected     | REQUIRED_FIELD_MISSING
            400 | The property 'X' does not exist in type 'Relation'  | Rejected     | INVALID_FIELD
            400 | Invalid $filter: syntax error                       | Rejected     | INVALID_VALUE
            400 | ''                                                  | Rejected     | INVALID_VALUE
            409 | The record was changed meanwhile                    | Rejected     | DUPLICATE_VALUE
            401 | The access token is expired                         | Unauthorized | CRM_UNAUTHORIZED
            403 | No right to write                                   | Unauthorized | INSUFFICIENT_ACCESS
            404 | Entity type not found: Activity_Invoice             | Rejected     | NOT_FOUND
            """)
    void whatASentenceMeans(int status, String sentence, String kind, ErrorCode code) {
        CrmError error = of(status, "{\"error\":{\"code\":null,\"message\":\"" + sentence + "\"}}", Map.of());
        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        ErrorCode found =
                error instanceof CrmError.Rejected rejected ? rejected.code() : ((CrmError.Unauthorized) error).code();
        assertThat(found).isEqualTo(code);
        assertThat(error.detail()).contains("HTTP " + status).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource({"500, true", "502, true", "503, true", "408, false"})
    void whatMayPassLaterIsTransient(int status, boolean outcomeUnknown) {
        assertThat(of(status, "<html></html>", Map.of()))
                .isInstanceOfSatisfying(
                        CrmError.Transient.class,
                        error -> assertThat(error.outcomeUnknown()).isEqualTo(outcomeUnknown));
    }

    @Test
    void aPauseThatIsNamedIsKept() {
        assertThat(of(429, "", Map.of("Retry-After", List.of("7"))))
                .isInstanceOfSatisfying(
                        CrmError.RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7)));
        assertThat(of(429, "", Map.of()))
                .isInstanceOfSatisfying(
                        CrmError.RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).contains(Duration.ofMinutes(1)));
    }

    @Test
    void noValueOfTheRecordStandsInAMessage() {
        String body = "{\"error\":{\"message\":\"ada@vink.example and +31612345678 at https://vink.example/x\"}}";
        assertThat(of(400, body, Map.of()).detail())
                .doesNotContain("ada@vink.example")
                .doesNotContain("31612345678")
                .doesNotContain("vink.example/x");
    }

    private CrmError of(int status, String body, Map<String, List<String>> headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return errors.of(
                new HttpAnswer(status, headers, bytes), Json.tryRead(bytes).orElse(Json.object()));
    }
}
