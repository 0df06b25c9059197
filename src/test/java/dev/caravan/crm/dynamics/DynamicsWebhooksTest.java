package dev.caravan.crm.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.webhook.WebhookVerifier;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Dataverse's webhooks say, and which of them are let in. */
class DynamicsWebhooksTest {
    private static final TestEnvironment ENVIRONMENT = new TestEnvironment();
    private static final String ID = "6d81597f-0f9f-e711-8122-000d3aa2331c";
    private static final String KEY = "a-key-of-22-letters-or-more";

    private final Webhooks webhooks = ENVIRONMENT.open(Map.of()).webhooks().orElseThrow();

    @AfterAll
    static void stop() {
        ENVIRONMENT.close();
    }

    @Test
    @Tag("R41")
    void aChangeIsOneNoticeThatARepeatDoesNotDouble() {
        String body = "{\"MessageName\":\"Update\",\"PrimaryEntityName\":\"contact\",\"PrimaryEntityId\":\"" + ID
                + "\",\"OperationId\":\"o-1\",\"OperationCreatedOn\":\"\\/Date(1506409448000-0700)\\/\","
                + "\"InputParameters\":[{\"key\":\"Target\",\"value\":{\"LogicalName\":\"contact\"}}]}";
        List<Notice> notices = webhooks.read(call(body), "header");
        assertThat(notices)
                .containsExactly(new Notice(
                        "contacts",
                        ID,
                        "contact.Update",
                        Optional.of(Instant.ofEpochMilli(1506409448000L)),
                        "o-1|Update|" + ID));
        assertThat(webhooks.read(call(body), "header")).isEqualTo(notices);
    }

    @Test
    void aMergeNamesBoth() {
        String loser = "49b0be2e-d01c-ed11-b83e-000d3a572421";
        String body = "{\"MessageName\":\"Merge\",\"PrimaryEntityName\":\"account\",\"PrimaryEntityId\":\"" + ID
                + "\",\"InputParameters\":[{\"key\":\"SubordinateId\",\"value\":\"" + loser + "\"}]}";
        assertThat(webhooks.read(call(body), "header")).extracting(Notice::id).containsExactly(ID, loser);
    }

    @ParameterizedTest
    @Tag("S8")
    @ValueSource(
            strings = {
                "{}",
                "{\"PrimaryEntityName\":\"contact\"}",
                "{\"PrimaryEntityName\":\"systemjob\",\"PrimaryEntityId\":\"" + ID + "\"}",
                "{\"PrimaryEntityName\":\"contact\",\"PrimaryEntityId\":\"1) or (1 eq 1\"}",
                "{\"PrimaryEntityName\":\"contact\",\"PrimaryEntityId\":{\"Id\":\"" + ID + "\"}}",
                "{\"PrimaryEntityName\":[\"contact\"],\"PrimaryEntityId\":\"" + ID + "\"}",
                "{\"PrimaryEntityName\":\"Contact\",\"PrimaryEntityId\":\"" + ID + "\"}",
                "{\"PrimaryEntityName\":null,\"PrimaryEntityId\":null,\"InputParameters\":null}",
                "{\"MessageName\":\"Merge\",\"PrimaryEntityName\":\"contact\",\"InputParameters\":[{\"key\":\"SubordinateId\",\"value\":{}}]}",
                "{\"MessageName\":\"Merge\",\"PrimaryEntityName\":\"contact\",\"InputParameters\":{\"key\":7}}",
                "{\"PrimaryEntityName\":\"contact\",\"PrimaryEntityId\":\"00000000\"}"
            })
    void anOddBodySaysNothing(String body) {
        assertThat(webhooks.read(call(body), "header")).isEmpty();
    }

    @ParameterizedTest
    @Tag("S8")
    @ValueSource(strings = {"", "[]", "7", "not json", "{\"a\":1", "{\"a\":1}{\"a\":1}"})
    void whatIsNoObjectIsRefused(String body) {
        assertThatThrownBy(() -> webhooks.read(call(body), "header")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aBodyThatWasTooLargeStillNamesItsRecord() {
        String body = "{\"MessageName\":\"Create\",\"PrimaryEntityName\":\"lead\",\"PrimaryEntityId\":\"" + ID
                + "\",\"InputParameters\":null}";
        assertThat(webhooks.read(call(body), "header"))
                .extracting(Notice::object)
                .containsExactly("leads");
    }

    @ParameterizedTest
    @Tag("S1")
    @CsvSource(nullValues = "-", textBlock = """
            header, X-Caravan-Key, a-key-of-22-letters-or-more, -,                                        true
            header, x-caravan-key, another-key-of-22-letters,   -,                                        true
            header, x-caravan-key, wrong,                       -,                                        false
            header, x-caravan-key, '',                          -,                                        false
            header, x-other,       a-key-of-22-letters-or-more, -,                                        false
            header, -,             -,                           code=a-key-of-22-letters-or-more,         false
            query,  -,             -,                           code=a-key-of-22-letters-or-more,         true
            query,  -,             -,                           x=1&code=a%2Dkey-of-22-letters-or-more,   true
            query,  -,             -,                           code=a-key-of-22-letters-or-mor,          false
            query,  -,             -,                           code=A-KEY-OF-22-LETTERS-OR-MORE,         false
            query,  -,             -,                           Code=a-key-of-22-letters-or-more,         false
            query,  -,             -,                           code=x&code=a-key-of-22-letters-or-more,  false
            query,  -,             -,                           code=short,                               false
            query,  -,             -,                           code=%zz,                                 false
            query,  -,             -,                           '',                                       false
            query,  x-caravan-key, a-key-of-22-letters-or-more, -,                                        false
            """)
    void aCallIsLetInByItsKeyAlone(String scheme, String header, String value, String query, boolean isGenuine) {
        ConnectionSettings.Webhook settings = new ConnectionSettings.Webhook(
                scheme,
                List.of(),
                List.of(new Secret(KEY), new Secret("another-key-of-22-letters"), new Secret("short")),
                List.of(),
                null,
                null,
                null,
                "x-caravan-key");
        Map<String, List<String>> headers = header == null ? Map.of() : Map.of(header, List.of(value));
        WebhookCall call =
                new WebhookCall("POST", "/webhooks/dynamics", query == null ? "" : query, headers, new byte[0]);
        assertThat(new WebhookVerifier(Clock.systemUTC())
                        .verify(call, settings, webhooks.schemes())
                        .isPresent())
                .isEqualTo(isGenuine);
    }

    @Test
    @Tag("S1")
    void aHeaderThatComesTwiceIsRefused() {
        ConnectionSettings.Webhook settings = new ConnectionSettings.Webhook(
                "header", List.of(), List.of(new Secret(KEY)), List.of(), null, null, null, "x-caravan-key");
        WebhookCall call = new WebhookCall(
                "POST", "/webhooks/dynamics", "", Map.of("x-caravan-key", List.of(KEY, KEY)), new byte[0]);
        assertThat(new WebhookVerifier(Clock.systemUTC()).verify(call, settings, webhooks.schemes()))
                .isEmpty();
    }

    private static WebhookCall call(String body) {
        return new WebhookCall("POST", "/webhooks/dynamics", "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
