package dev.caravan.crm.pipedrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipedriveErrorsTest {
    private static CrmError of(int status, String body, Map<String, List<String>> headers) {
        HttpAnswer answer = new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
        return new PipedriveErrors(new PipedriveRates())
                .of(answer, Json.tryRead(body).orElse(Json.object()));
    }

    @ParameterizedTest(name = "HTTP {0} {1} is {2} {3}")
    @CsvSource(delimiter = '|', textBlock = """
            400 | Validation failed: name: is required            | Rejected     | REQUIRED_FIELD_MISSING
            400 | A lead must be linked to a person or organization | Rejected   | REQUIRED_FIELD_MISSING
            400 | Validation failed: custom_fields.x: unknown field | Rejected   | INVALID_FIELD
            400 | Validation failed: owner_id: something else     | Rejected     | INVALID_VALUE
            401 | unauthorized access                             | Unauthorized | CRM_UNAUTHORIZED
            402 | Company account is not open                     | Unauthorized | INSUFFICIENT_ACCESS
            403 | Scope and URL mismatch                          | Unauthorized | INSUFFICIENT_ACCESS
            403 | Contact sync is not enabled: job_title          | Rejected     | INVALID_FIELD
            404 | Person not found                                | Rejected     | NOT_FOUND
            410 | Person is gone                                  | Rejected     | NOT_FOUND
            """)
    void whatASentenceMeans(int status, String sentence, String kind, ErrorCode code) {
        CrmError error = of(status, "{\"success\":false,\"error\":\"" + sentence + "\"}", Map.of());
        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        ErrorCode found =
                error instanceof CrmError.Rejected rejected ? rejected.code() : ((CrmError.Unauthorized) error).code();
        assertThat(found).isEqualTo(code);
        assertThat(error.detail()).contains("HTTP " + status);
    }

    @Test
    void aFullAccountRefusesTheRecordAndNotTheConnection() {
        String body = "{\"success\":false,\"error\":\"Limit reached\",\"code\":\"feature_capping_deals_limit\"}";
        assertThat(of(403, body, Map.of())).isInstanceOf(CrmError.Rejected.class);
    }

    @Test
    void aRefusalForTheRateNamesItsPause() {
        CrmError error = of(429, "{\"success\":false}", Map.of("x-ratelimit-reset", List.of("7")));
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7)));
        assertThat(of(403, "<html>Error 1015</html>", Map.of())).isInstanceOf(CrmError.RateLimited.class);
    }

    @Test
    void noValueOfTheRecordStandsInAMessage() {
        String body =
                "{\"error\":\"Validation failed: emails: ada@vink.example and +31612345678 at https://vink.example/x\"}";
        assertThat(of(400, body, Map.of()).detail())
                .doesNotContain("ada@vink.example")
                .doesNotContain("31612345678")
                .doesNotContain("vink.example/x");
    }
}
