package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.SandboxClient.Reply;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    private static final String CONTACTS = "/crm/v3/objects/contacts";
    private static final String ANN = "{\"properties\":{\"email\":\"ann@example.com\"}}";
    private final SettableClock clock = new SettableClock();
    private Sandboxes sandboxes;
    private SandboxClient client;

    @BeforeEach
    void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"), clock);
        client = new SandboxClient(sandboxes.vendor("hubspot").baseUrl(), Tokens.TOKEN);
    }

    @AfterEach
    void stop() {
        sandboxes.close();
    }

    @ParameterizedTest(name = "{0} answers {1}")
    @CsvSource({"500, 500", "502, 502", "503, 503", "429, 429", "401, 401"})
    void theNextCallIsRefusedAndNothingIsDone(String kind, int status) {
        rule("\"kind\":\"" + kind + "\",\"next\":1");
        assertThat(client.post(CONTACTS, ANN).status()).isEqualTo(status);
        assertThat(records()).isEmpty();
        assertThat(client.post(CONTACTS, ANN).status()).isEqualTo(201);
        assertThat(injected(kind)).isEqualTo(1);
    }

    @Test
    @Tag("I3")
    void aResetAfterTheCommitLosesOnlyTheAnswer() {
        rule("\"kind\":\"reset-after-commit\",\"next\":1");
        assertThat(client.get(CONTACTS).status()).as("a read commits nothing").isEqualTo(200);
        assertThatThrownBy(() -> client.post(CONTACTS, ANN)).isInstanceOf(UncheckedIOException.class);
        assertThat(records()).hasSize(1);
        assertThat(injected("reset-after-commit")).isEqualTo(1);
    }

    @Test
    void aResetBeforeTheCommitDoesNothing() {
        rule("\"kind\":\"reset-before-commit\",\"next\":1");
        assertThatThrownBy(() -> client.post(CONTACTS, ANN)).isInstanceOf(UncheckedIOException.class);
        assertThat(records()).isEmpty();
    }

    @Test
    void aTimeoutAfterTheCommitAnswersNothing() {
        rule("\"kind\":\"timeout-after-commit\",\"next\":1,\"millis\":100");
        assertThatThrownBy(() -> client.post(CONTACTS, ANN)).isInstanceOf(UncheckedIOException.class);
        assertThat(records()).hasSize(1);
    }

    @Test
    void aHangEndsWithoutAnAnswer() {
        rule("\"kind\":\"hang\",\"next\":1,\"millis\":100");
        assertThatThrownBy(() -> client.post(CONTACTS, ANN)).isInstanceOf(UncheckedIOException.class);
        assertThat(records()).isEmpty();
    }

    @Test
    void aTruncatedAnswerCannotBeReadToItsEnd() {
        rule("\"kind\":\"truncated-body\",\"next\":1");
        assertThatThrownBy(() -> client.post(CONTACTS, ANN)).isInstanceOf(UncheckedIOException.class);
        assertThat(records()).hasSize(1);
    }

    @Test
    void anAnswerMayBeNoJson() {
        rule("\"kind\":\"not-json\",\"next\":1");
        Reply reply = client.post(CONTACTS, ANN);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.text()).startsWith("<html>");
    }

    @Test
    void retryAfterComesInSecondsAsDateOrNotAtAll() {
        rule("\"kind\":\"429\",\"next\":1,\"retryAfter\":\"seconds\",\"seconds\":7");
        assertThat(client.get(CONTACTS).headers().firstValue("Retry-After")).contains("7");
        rule("\"kind\":\"429\",\"next\":1,\"retryAfter\":\"date\",\"seconds\":60");
        String date = client.get(CONTACTS).headers().firstValue("Retry-After").orElseThrow();
        assertThat(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                .isEqualTo(clock.instant().plusSeconds(60).atZone(ZoneOffset.UTC));
        rule("\"kind\":\"429\",\"next\":1,\"limit\":\"DAILY\"");
        Reply plain = client.get(CONTACTS);
        assertThat(plain.headers().firstValue("Retry-After")).isEmpty();
        assertThat(plain.at("/policyName")).isEqualTo("DAILY");
    }

    @Test
    void aWindowOfRefusalsEndsByItself() {
        rule("\"kind\":\"429\",\"forMillis\":5000");
        assertThat(client.get(CONTACTS).status()).isEqualTo(429);
        clock.pass(Duration.ofSeconds(5));
        assertThat(client.get(CONTACTS).status()).isEqualTo(200);
    }

    @Test
    void aFilterSparesOtherOperations() {
        rule("\"kind\":\"500\",\"operation\":\"POST /crm/v3/objects/*/batch\"");
        assertThat(client.get(CONTACTS).status()).isEqualTo(200);
        assertThat(client.post(CONTACTS + "/batch/read", "{\"inputs\":[{\"id\":\"1\"}]}")
                        .status())
                .isEqualTo(500);
    }

    @Test
    void theSameSeedGivesTheSameFaults() {
        assertThat(drawn()).isEqualTo(drawn()).contains(200, 500);
    }

    @Test
    @Tag("I21")
    void singleRowsOfABatchFail() {
        rule("\"kind\":\"partial-batch\",\"next\":1");
        Reply reply = client.post(
                CONTACTS + "/batch/create",
                "{\"inputs\":[{\"objectWriteTraceId\":\"1\",\"properties\":{\"email\":\"a@example.com\"}},"
                        + "{\"objectWriteTraceId\":\"2\",\"properties\":{\"email\":\"b@example.com\"}}]}");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.at("/errors/0/context/objectWriteTraceId/0")).isEqualTo("1");
        assertThat(records()).hasSize(1);
    }

    @Test
    void searchIsBehindByTheSearchLag() {
        client.put("/_sandbox/faults", "{\"searchLag\":2000}");
        client.post(CONTACTS, ANN);
        assertThat(hits("ann@example.com")).isZero();
        clock.pass(Duration.ofSeconds(2));
        assertThat(hits("ann@example.com")).isEqualTo(1);
        client.send("PATCH", CONTACTS + "/1001", "{\"properties\":{\"email\":\"ann.lee@example.com\"}}");
        assertThat(hits("ann@example.com"))
                .as("search still sees the old value")
                .isEqualTo(1);
        assertThat(hits("ann.lee@example.com")).isZero();
        clock.pass(Duration.ofSeconds(2));
        assertThat(hits("ann.lee@example.com")).isEqualTo(1);
    }

    @Test
    void aPollForChangesIsBehindToo() {
        client.post(CONTACTS, ANN);
        clock.pass(Duration.ofMinutes(1));
        long since = clock.instant().toEpochMilli();
        client.put("/_sandbox/faults", "{\"searchLag\":2000}");
        client.send("PATCH", CONTACTS + "/1001", "{\"properties\":{\"jobtitle\":\"CFO\"}}");
        String poll = "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"lastmodifieddate\",\"operator\":\"GTE\","
                + "\"value\":\"" + since + "\"}]}]}";
        assertThat(client.post(CONTACTS + "/search", poll).json().path("total").asInt())
                .isZero();
        clock.pass(Duration.ofSeconds(2));
        assertThat(client.post(CONTACTS + "/search", poll).json().path("total").asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            {"rules":[{"kind":"flood"}]}; fault kind 'flood' is unknown
            {"rules":[{"kind":"500","chance":1}]}; no 'chance'
            {"rules":[{"kind":"500","probability":2}]}; must be 0-1
            {"rule":[]}; no 'rule'
            """)
    void aWrongRuleIsNamed(String rules, String said) {
        Reply reply = client.put("/_sandbox/faults", rules);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/error")).contains(said);
    }

    private List<Integer> drawn() {
        try (Sandboxes fresh = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"), clock)) {
            SandboxClient user = new SandboxClient(fresh.vendor("hubspot").baseUrl(), Tokens.TOKEN);
            user.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"500\",\"probability\":0.5}]}");
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                statuses.add(user.get(CONTACTS).status());
            }
            return statuses;
        }
    }

    private int hits(String email) {
        String filter = "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"email\",\"operator\":\"EQ\",\"value\":\""
                + email + "\"}]}]}";
        return client.post(CONTACTS + "/search", filter).json().path("total").asInt();
    }

    private void rule(String rule) {
        assertThat(client.put("/_sandbox/faults", "{\"rules\":[{" + rule + "}]}")
                        .status())
                .isEqualTo(200);
    }

    private JsonNode records() {
        return client.get("/_sandbox/records/contacts").json();
    }

    private int injected(String kind) {
        return client.get("/_sandbox/calls").json().path("faults").path(kind).asInt();
    }
}
