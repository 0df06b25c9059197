package dev.caravan.crm.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.SettableClock;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I23")
class HubSpotErrorsTest {
    private static final String UNKNOWN_PROPERTY =
            "Property values were not valid: [{\"isValid\":false,\"message\":\"Property \\\"foo\\\" does not exist\","
                    + "\"error\":\"PROPERTY_DOESNT_EXIST\",\"name\":\"foo\",\"localizedErrorMessage\":\"x\"}]";

    @ParameterizedTest(name = "HTTP {0} is {1}")
    @CsvSource(textBlock = """
                    301, Rejected, CRM_REJECTED
                    400, Rejected, CRM_REJECTED
                    401, Unauthorized, CRM_UNAUTHORIZED
                    403, Unauthorized, INSUFFICIENT_ACCESS
                    404, Rejected, NOT_FOUND
                    405, Rejected, CRM_REJECTED
                    408, Transient, known
                    409, Rejected, DUPLICATE_VALUE
                    410, Rejected, NOT_FOUND
                    413, Rejected, CRM_REJECTED
                    418, Rejected, CRM_REJECTED
                    423, Transient, known
                    425, Transient, known
                    429, RateLimited,
                    477, RateLimited,
                    500, Transient, unknown
                    502, Transient, unknown
                    503, Transient, unknown
                    504, Transient, unknown
                    520, Transient, unknown
                    521, Transient, known
                    522, Transient, known
                    523, Transient, known
                    524, Transient, unknown
                    599, Transient, unknown
                    """)
    void everyStatusHasOneMeaning(int status, String kind, String more) {
        CrmError error = HubSpotErrors.of(status, Json.object(), Optional.empty());
        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(more(error)).isEqualTo(more);
        assertThat(error.detail()).isEqualTo("HTTP " + status);
    }

    @ParameterizedTest(name = "{1} at HTTP {0} is {2}")
    @CsvSource(textBlock = """
                    400, PROPERTY_DOESNT_EXIST,     INVALID_FIELD
                    400, READ_ONLY_VALUE,           INVALID_FIELD
                    400, INVALID_OPTION,            INVALID_VALUE
                    400, INVALID_EMAIL,             INVALID_VALUE
                    400, INVALID_INTEGER,           INVALID_VALUE
                    400, INVALID_DATE,              INVALID_VALUE
                    400, STRING_TOO_LONG,           INVALID_VALUE
                    400, CONFLICTING_UNIQUE_VALUE,  DUPLICATE_VALUE
                    409, CONFLICTING_UNIQUE_VALUE,  DUPLICATE_VALUE
                    400, REQUIRED_FIELD,            REQUIRED_FIELD_MISSING
                    400, SOMETHING_NEW,             CRM_REJECTED
                    """)
    void everyCodeOfAPropertyHasOneMeaning(int status, String code, String meaning) {
        JsonNode body =
                json("{'status':'error','category':'VALIDATION_ERROR','message':'no','errors':[{'message':'no','code':'"
                        + code + "','context':{'propertyName':['industry']}}]}");
        CrmError error = HubSpotErrors.of(status, body, Optional.empty());
        assertThat(more(error)).isEqualTo(meaning);
        assertThat(error.detail()).startsWith("industry: " + code);
        assertThat(more(HubSpotErrors.ofOne(body))).isEqualTo(meaning);
    }

    @ParameterizedTest(name = "{0} in a batch answer is {1}")
    @CsvSource(textBlock = """
                    VALIDATION_ERROR,       Rejected,     CRM_REJECTED
                    CONFLICT,               Rejected,     DUPLICATE_VALUE
                    OBJECT_NOT_FOUND,       Rejected,     NOT_FOUND
                    RATE_LIMITS,            RateLimited,
                    MISSING_SCOPES,         Unauthorized, INSUFFICIENT_ACCESS
                    EXPIRED_AUTHENTICATION, Unauthorized, CRM_UNAUTHORIZED
                    INVALID_AUTHENTICATION, Unauthorized, CRM_UNAUTHORIZED
                    INTERNAL_ERROR,         Transient,    unknown
                    SOMETHING_NEW,          Rejected,     CRM_REJECTED
                    """)
    void everyCategoryHasOneMeaning(String category, String kind, String more) {
        CrmError error = HubSpotErrors.ofOne(json("{'status':'error','category':'" + category + "','message':'no'}"));
        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(more(error)).isEqualTo(more);
    }

    @Test
    void theCodeIsFoundInsideTheSentenceToo() {
        JsonNode body = Json.object()
                .put("status", "error")
                .put("category", "VALIDATION_ERROR")
                .put("message", UNKNOWN_PROPERTY);
        CrmError error = HubSpotErrors.of(400, body, Optional.empty());
        assertThat(more(error)).isEqualTo("INVALID_FIELD");
        assertThat(error.detail()).isEqualTo("foo: PROPERTY_DOESNT_EXIST, Property \"foo\" does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error creating DEAL. Some required properties were not set.",
                "dealname is required",
                "A contact needs at least one of email, firstname, lastname"
            })
    void aMissingPropertyIsToldByItsSentence(String message) {
        JsonNode body = Json.object().put("category", "VALIDATION_ERROR").put("message", message);
        assertThat(more(HubSpotErrors.of(400, body, Optional.empty()))).isEqualTo("REQUIRED_FIELD_MISSING");
    }

    @Test
    void theExistingRecordIsNamedByContextOrSentence() {
        JsonNode sentence = json("{'category':'CONFLICT','message':'Contact already exists. Existing ID: 123'}");
        JsonNode context =
                json("{'category':'CONFLICT','message':'Contact already exists','context':{'existingId':['12']}}");
        assertThat(existing(HubSpotErrors.of(409, sentence, Optional.empty()))).contains("123");
        assertThat(existing(HubSpotErrors.ofOne(context))).contains("12");
        assertThat(existing(HubSpotErrors.of(409, Json.object(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void missingScopesAreNamed() {
        JsonNode body = json(
                "{'category':'MISSING_SCOPES','message':'One or more scopes are required.',"
                        + "'errors':[{'message':'one is missing','context':{'requiredGranularScopes':['crm.objects.deals.write']}}]}");
        assertThat(HubSpotErrors.of(403, body, Optional.empty()).detail()).contains("crm.objects.deals.write");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    INVALID_OPTION | Jane Canary was not one of the allowed options: [A, B] | allowed options: [A, B]
                    INVALID_EMAIL | Email address jane.canary@example.com is invalid | INVALID_EMAIL
                    INVALID_INTEGER | Canary was not a valid number. | was not a valid number
                    CONFLICTING_UNIQUE_VALUE | Canary is used already | CONFLICTING_UNIQUE_VALUE
                    SOMETHING_NEW | 'The value "Jane Canary" of jane.canary@example.com is odd' | The value "***" of *** is odd
                    """)
    @Tag("S12")
    void theRefusedValueIsNotRepeated(String code, String message, String expected) {
        JsonNode item = Json.object().put("message", message).put("code", code);
        JsonNode body =
                Json.object().put("message", message).set("errors", Json.array().add(item));
        assertThat(HubSpotErrors.of(400, body, Optional.empty()).detail())
                .contains(expected)
                .doesNotContainIgnoringCase("canary");
    }

    @Test
    void aLongStoryIsCut() {
        JsonNode body = Json.object().put("message", "a b\n".repeat(1_000));
        assertThat(HubSpotErrors.of(400, body, Optional.empty()).detail())
                .hasSizeLessThan(510)
                .doesNotContain("\n");
    }

    @ParameterizedTest(name = "policy {0}, Retry-After {1}: {2}")
    @CsvSource(textBlock = """
                    TEN_SECONDLY_ROLLING,   ,
                    SECONDLY,               , ,
                    TEN_SECONDLY_ROLLING,  3, PT3S
                    DAILY,                  , PT8M
                    DAILY,               600, PT10M
                    """)
    @Tag("I17")
    void aDailyRefusalLastsToTheNextQuarterOfAnHour(String policy, String retryAfter, Duration expected) {
        byte[] body = ("{\"status\":\"error\",\"errorType\":\"RATE_LIMIT\",\"policyName\":\"" + policy + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        Map<String, List<String>> headers = retryAfter == null ? Map.of() : Map.of("Retry-After", List.of(retryAfter));
        HubSpotRates rates = new HubSpotRates(SettableClock.at("2026-03-01T12:07:00Z"));
        assertThat(rates.refusal(new HttpAnswer(429, headers, body))
                        .orElseThrow()
                        .retryAfter())
                .isEqualTo(Optional.ofNullable(expected));
    }

    private static String more(CrmError error) {
        if (error instanceof CrmError.Transient trouble) {
            return trouble.outcomeUnknown() ? "unknown" : "known";
        }
        if (error instanceof CrmError.Unauthorized unauthorized) {
            return unauthorized.code().word();
        }
        return error instanceof CrmError.Rejected rejected ? rejected.code().word() : null;
    }

    private static Optional<String> existing(CrmError error) {
        return ((CrmError.Rejected) error).existingId();
    }

    private static JsonNode json(String singleQuoted) {
        return Json.tryRead(singleQuoted.replace('\'', '"')).orElseThrow();
    }
}
