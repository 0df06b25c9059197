package dev.caravan.crm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.SettableClock;
import dev.caravan.crm.Change;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppDriverTest {
    private static final ConnectionName APP = new ConnectionName("app");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext camel = new DefaultCamelContext();
    private final CountingGate gate = new CountingGate();
    private final Map<ConnectionName, String> stops = new HashMap<>();
    private final EndpointSwitch endpointSwitch = new EndpointSwitch() {
        @Override
        public Optional<String> stopped(ConnectionName connection) {
            return Optional.ofNullable(stops.get(connection));
        }

        @Override
        public void stop(ConnectionName connection, String reason) {
            stops.put(connection, reason);
        }
    };
    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        camel.start();
        endpoint = new Endpoint();
    }

    @AfterEach
    void stop() {
        endpoint.close();
        camel.stop();
    }

    private Crm open(@Nullable String address, Map<String, String> options) {
        ConnectionSettings settings = new ConnectionSettings(
                "app",
                true,
                address,
                new ConnectionSettings.Auth("token", new Secret(SECRET), null, null, null, null, null, null),
                Map.of(),
                4,
                Duration.ofSeconds(5),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ZERO);
        return new AppDriver(camel, endpointSwitch, "", SettableClock.at(NOW.toString())).open(APP, settings, gate);
    }

    private Crm open() {
        return open(endpoint.url("/hooks/in"), Map.of());
    }

    private static Write write(@Nullable String id, String change) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("last_name", "Moreau");
        values.put("phone", null);
        Map<String, @Nullable Object> agreed = new LinkedHashMap<>(values);
        agreed.put("employee_count", 12L);
        agreed.put("industry", null);
        agreed.put("@company", "c-1");
        return new Write(
                new RecordKey(RecordType.CONTACT, "p-1"),
                "contact",
                id,
                values,
                List.of(),
                agreed,
                Map.of(),
                "link",
                new Change(change, NOW.minusSeconds(60)));
    }

    @Test
    void aChangeIsOneSignedPostWithAllFieldsAndTheNamesOfTheChangedOnes() throws Exception {
        Write write = write("p-1", "7-1-0");
        List<WriteResult> results = open().write("contact", List.of(write));

        assertThat(results).containsExactly(new WriteResult.Written("p-1", false, write.values()));
        Endpoint.Call call = endpoint.calls().get(0);
        assertThat(call.method() + " " + call.path()).isEqualTo("POST /hooks/in");
        assertThat(call.header("Content-type")).startsWith("application/json");
        assertThat(call.header("Webhook-timestamp")).isEqualTo(Long.toString(NOW.getEpochSecond()));
        assertThat(call.header("Webhook-signature"))
                .isEqualTo(SigningSecrets.of("x", new Secret(SECRET))
                        .signature(
                                call.header("Webhook-id"),
                                NOW.getEpochSecond(),
                                call.body().getBytes(StandardCharsets.UTF_8)));
        JsonNode body = JSON.readTree(call.body());
        assertThat(body)
                .isEqualTo(
                        JSON.readTree("{\"type\":\"contact.updated\",\"timestamp\":\"2026-03-01T11:59:00Z\",\"data\":"
                                + "{\"id\":\"p-1\",\"changed\":[\"last_name\",\"phone\"],\"fields\":"
                                + "{\"last_name\":\"Moreau\",\"phone\":null,\"employee_count\":12}}}"));
    }

    @Test
    void aRecordThatIsNewToTheAppIsCreatedAndOneThatIsGoneIsDeleted() throws Exception {
        Crm app = open();
        app.write("contact", List.of(write(null, "7-1-0")));
        app.remove("contact", "p-1", "merged into contact p-2", new Change("9-1-0", NOW));

        assertThat(endpoint.calls().stream().map(c -> type(c.body())))
                .containsExactly("contact.created", "contact.deleted");
        assertThat(JSON.readTree(endpoint.calls().get(1).body()).path("data"))
                .isEqualTo(JSON.readTree("{\"id\":\"p-1\",\"reason\":\"merged into contact p-2\"}"));
    }

    private static String type(String body) {
        try {
            return JSON.readTree(body).path("type").asText();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Tag("I2")
    void everyTryOfAChangeHasTheSameIdAndEveryOtherChangeAnotherOne() {
        Crm app = open();
        app.write("contact", List.of(write("p-1", "7-1-0")));
        app.write("contact", List.of(write("p-1", "7-1-0")));
        app.write("contact", List.of(write("p-1", "7-2-0")));
        app.remove("contact", "p-1", "", new Change("8-1-0", NOW));

        List<String> ids =
                endpoint.calls().stream().map(c -> c.header("Webhook-id")).toList();
        assertThat(ids.get(1)).isEqualTo(ids.get(0)).matches("msg_[0-9a-f]{32}");
        assertThat(ids.stream().distinct()).hasSize(3);
    }

    @ParameterizedTest
    @Tag("I23")
    @CsvSource({
        "408, Transient",
        "500, Transient",
        "502, Transient",
        "503, Transient",
        "504, Transient",
        "301, Transient",
        "302, Transient",
        "307, Transient",
        "404, Transient",
        "401, Unauthorized",
        "403, Unauthorized",
        "410, Unauthorized",
        "429, RateLimited"
    })
    void whatIsWrongWithTheEndpointAsAWholeIsToldAsSuch(int status, String kind) {
        endpoint.answers(status, Map.of("Location", endpoint.url("/elsewhere")));
        CrmException e =
                catchThrowableOfType(CrmException.class, () -> open().write("contact", List.of(write("p-1", "7-1-0"))));
        assertThat(e.error().getClass().getSimpleName()).isEqualTo(kind);
        assertThat(endpoint.calls()).as("redirects are not followed").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"400", "409", "413", "422"})
    void anEventThatIsRefusedMayPassLaterAndTheConnectionStands(int status) {
        endpoint.answers(status, Map.of());
        List<WriteResult> results = open().write("contact", List.of(write("p-1", "7-1-0")));
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        WriteResult.Refused.class, r -> assertThat(r.error()).isInstanceOf(CrmError.Transient.class));
    }

    @ParameterizedTest
    @Tag("I17")
    @CsvSource({"429, 30, PT30S", "503, 120, PT2M", "429, 'Sun, 01 Mar 2026 12:01:00 GMT', PT1M"})
    void retryAfterPausesTheConnection(int status, String value, String pause) {
        endpoint.answers(status, Map.of("Retry-After", value));
        CrmException e =
                catchThrowableOfType(CrmException.class, () -> open().write("contact", List.of(write("p-1", "7-1-0"))));
        assertThat(((CrmError.RateLimited) e.error()).retryAfter()).contains(Duration.parse(pause));
        assertThat(gate.told()).contains("refused GENERAL " + pause);
    }

    @Test
    void anEndpointThatIsGoneIsNotCalledAgain() {
        Crm app = open();
        endpoint.answers(410, Map.of());
        assertThatThrownBy(() -> app.write("contact", List.of(write("p-1", "7-1-0"))))
                .hasMessageContaining("CRM-105");
        endpoint.answers(204, Map.of());
        assertThatThrownBy(() -> app.write("contact", List.of(write("p-1", "7-1-0"))))
                .hasMessageContaining("CRM-105");
        assertThatThrownBy(app::whoAmI).hasMessageContaining("CRM-105");
        assertThat(endpoint.calls()).hasSize(1);

        stops.clear();
        assertThat(app.write("contact", List.of(write("p-1", "7-1-0"))).get(0)).isInstanceOf(WriteResult.Written.class);
    }

    @Test
    void theProbeTakesAnyAnswerThatIsNoFailureForASignOfLife() {
        endpoint.answers(405, Map.of());
        assertThat(open().whoAmI()).contains("/hooks/in");
        endpoint.answers(503, Map.of());
        assertThatThrownBy(() -> open().whoAmI()).isInstanceOf(CrmException.class);
    }

    @ParameterizedTest
    @Tag("S11")
    @CsvSource({
        "http://app.example/hooks",
        "https://10.0.0.7/hooks",
        "https://169.254.169.254/latest",
        "https://[::ffff:127.0.0.1]/x"
    })
    void anAddressThatIsNotPublicIsNotCalled(String address) {
        assertThatThrownBy(() -> open(address, Map.of()).write("contact", List.of(write("p-1", "7-1-0"))))
                .isInstanceOfAny(InvalidInputException.class, CrmException.class);
        assertThat(endpoint.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "transport, pigeon, options.transport",
        "transport, kafka, options.topic",
        "retry-for, soon, options.retry-for",
        "calls-per-second, many, options.calls-per-second",
        "origins, ',', options.origins"
    })
    void aWrongOptionIsNamed(String name, String value, String named) {
        assertThatThrownBy(() -> open(endpoint.url("/"), Map.of(name, value)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.app." + named);
    }

    @Test
    void aTopicWhoseBrokersDoNotAnswerIsTriedAgain() {
        try (Crm app = open(null, Map.of("transport", "kafka", "topic", "changes", "brokers", "127.0.0.1:1"))) {
            CrmException e = catchThrowableOfType(
                    CrmException.class, () -> app.write("contact", List.of(write("p-1", "7-1-0"))));
            assertThat(e.error()).isInstanceOf(CrmError.Transient.class);
        }
    }

    @Test
    void theAddressIsNeeded() {
        assertThatThrownBy(() -> open(null, Map.of())).hasMessageContaining("caravan.connections.app.base-url");
    }
}
