package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers mean, by the rules of a description and by what is usual. */
class RestErrorsTest {
    private static final String DESCRIPTION = """
            title: Own
            errors:
              message: [fault.text]
              failed: { ok: false }
              rules:
                - { status: [409], is: duplicate-value, existingId: fault.other }
                - { where: { fault.code: E17 }, is: required-field-missing }
                - { status: [4xx], text: "no longer there", is: not-found }
                - { status: [200], text: "slow down", is: rate-limited }
                - { status: [200, 403], text: "maintenance", is: transient }
                - { status: [403], text: "quota", is: rate-limited }
            limits:
              refused: [429, 420]
              retryAfter: { path: fault.wait, unit: millis }
            objects:
              people:
                record: contact
                path: /people
                fields: { name: text }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "409 | {\"fault\":{\"text\":\"twice\",\"other\":12}} | DUPLICATE_VALUE 12",
                "400 | {\"fault\":{\"text\":\"x\",\"code\":\"e17\"}} | REQUIRED_FIELD_MISSING",
                "422 | {\"fault\":{\"text\":\"It is no longer there\"}} | NOT_FOUND",
                "400 | {\"fault\":{\"text\":\"else\"}} | INVALID_VALUE",
                "404 | {} | NOT_FOUND",
                "405 | {} | CRM_REJECTED",
                "200 | {\"ok\":false,\"fault\":{\"text\":\"x\",\"code\":\"E17\"}} | REQUIRED_FIELD_MISSING",
                "200 | {\"ok\":false,\"fault\":{\"text\":\"what\"}} | CRM_REJECTED",
                "200 | {\"ok\":\"false\",\"fault\":{\"text\":\"maintenance\"}} | Transient false",
                "200 | {\"ok\":false,\"fault\":{\"text\":\"slow down\"}} | RateLimited",
                "403 | {\"fault\":{\"text\":\"quota is used\",\"wait\":1500}} | RateLimited",
                "403 | {\"fault\":{\"text\":\"not yours\"}} | Unauthorized INSUFFICIENT_ACCESS",
                "401 | {} | Unauthorized CRM_UNAUTHORIZED",
                "420 | {} | RateLimited",
                "429 | {\"fault\":{\"wait\":1500}} | RateLimited",
                "500 | <html>broken</html> | Transient true",
                "503 | {} | Transient true",
                "200 | <html>login</html> | Transient true",
                "302 | {} | Transient false",
            })
    void anAnswerMeansWhatTheRulesSay(int status, String body, String expected) {
        try (TestServer server = new TestServer(folder, call -> Reply.of(status, body))) {
            Crm crm = server.open(DESCRIPTION);
            CrmError error = error(crm);
            assertThat(shown(error)).isEqualTo(expected);
        }
    }

    @Test
    void aRefusalForTheRateSaysHowLong() {
        String body = "{\"fault\":{\"text\":\"quota\",\"wait\":1500}}";
        try (TestServer server = new TestServer(folder, call -> Reply.of(403, body))) {
            error(server.open(DESCRIPTION));
            assertThat(server.gate.told()).anyMatch(told -> told.startsWith("refused") && told.contains("PT1.5S"));
        }
    }

    @Test
    void theCrmsWordsComeWithoutWhatMayBeAValueOfTheRecord() {
        String body = "{\"fault\":{\"text\":\"ada@vink.example and +31 6 12345678 at https://x.example are wrong\"}}";
        try (TestServer server = new TestServer(folder, call -> Reply.of(400, body))) {
            assertThat(error(server.open(DESCRIPTION)).detail()).isEqualTo("HTTP 400, *** and *** at *** are wrong");
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (TestServer other = new TestServer(folder, call -> Reply.of("{\"id\":1}"));
                TestServer server = new TestServer(
                        folder, call -> new Reply(307, Map.of("Location", other.url() + "/api/people"), ""))) {
            assertThat(error(server.open(DESCRIPTION)).detail()).contains("redirects are not followed");
            assertThat(other.calls).isEmpty();
        }
    }

    private static CrmError error(Crm crm) {
        Write write = new Write(
                new RecordKey(RecordType.CONTACT, "h"),
                "people",
                null,
                Map.of("name", "A"),
                List.of(),
                Map.of(),
                "created");
        try {
            List<WriteResult> results = crm.write("people", List.of(write));
            return ((WriteResult.Refused) results.get(0)).error();
        } catch (CrmException e) {
            return e.error();
        }
    }

    private static String shown(CrmError error) {
        if (error instanceof CrmError.Rejected rejected) {
            return rejected.code() + rejected.existingId().map(id -> " " + id).orElse("");
        }
        if (error instanceof CrmError.Transient lost) {
            return "Transient " + lost.outcomeUnknown();
        }
        return error instanceof CrmError.Unauthorized unauthorized
                ? "Unauthorized " + unauthorized.code()
                : error.getClass().getSimpleName();
    }
}
