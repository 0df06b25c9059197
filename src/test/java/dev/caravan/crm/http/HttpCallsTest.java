package dev.caravan.crm.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.caravan.SettableClock;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpCallsTest {
    @RegisterExtension
    static final WireMockExtension SERVER =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    private static final CamelContext CAMEL = new DefaultCamelContext();
    private final CountingGate gate = new CountingGate();
    private HttpCalls calls;

    @BeforeAll
    static void start() {
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    @AfterEach
    void close() {
        if (calls != null) {
            calls.close();
        }
    }

    @Test
    void anAnswerIsHandedBackWhateverItsStatus() {
        answer(aResponse().withStatus(418).withHeader("X-Told", "yes").withBody("{\"a\":1}"));
        HttpAnswer answer = calls().call(HttpCall.postJson("/x/y", Map.of("name", "Ärger"), CallKind.GENERAL));
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.header("x-told")).contains("yes");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
        LoggedRequest request = onlyRequest();
        assertThat(request.getUrl()).isEqualTo("/x/y");
        assertThat(request.getMethod().getName()).isEqualTo("POST");
        assertThat(request.getBodyAsString()).isEqualTo("{\"name\":\"Ärger\"}");
    }

    @Test
    void aQueryGoesOutAsItIsGiven() {
        answer(okJson("{}"));
        calls().call(HttpCall.get("/x", "a=b%20c%2Bd&e=%C3%A4"));
        assertThat(onlyRequest().getUrl()).isEqualTo("/x?a=b%20c%2Bd&e=%C3%A4");
    }

    @Test
    @Tag("S8")
    void nothingGoesOutButOurOwnHeaders() {
        answer(okJson("{}"));
        calls().call(HttpCall.postJson("/x", Map.of(), CallKind.GENERAL).with("Authorization", "Bearer t"));
        Set<String> names = onlyRequest().getHeaders().all().stream()
                .map(header -> header.key().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "accept",
                        "accept-encoding",
                        "authorization",
                        "connection",
                        "content-length",
                        "content-type",
                        "host",
                        "user-agent");
    }

    @Test
    @Tag("S8")
    void aServerCannotSteerTheExchangeByHeaders() {
        answer(aResponse()
                .withStatus(503)
                .withHeader("CamelHttpResponseCode", "200")
                .withHeader("camelhttpresponsecode", "200")
                .withBody("down"));
        assertThat(calls().call(HttpCall.get("/x", null)).status()).isEqualTo(503);
    }

    @Test
    @Tag("S11")
    void redirectsAreNotFollowedAndCookiesNotKept() {
        answer(aResponse()
                .withStatus(302)
                .withHeader("Location", SERVER.baseUrl() + "/elsewhere")
                .withHeader("Set-Cookie", "a=b"));
        HttpCalls calls = calls();
        assertThat(calls.call(HttpCall.get("/x", null)).status()).isEqualTo(302);
        calls.call(HttpCall.get("/x", null));
        assertThat(SERVER.getAllServeEvents()).hasSize(2).allSatisfy(event -> {
            assertThat(event.getRequest().getUrl()).isEqualTo("/x");
            assertThat(event.getRequest().containsHeader("Cookie")).isFalse();
        });
    }

    @Test
    @Tag("I17")
    void aRefusalIsToldToTheGateAndNotRepeated() {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "7"));
        assertThat(calls().call(HttpCall.get("/x", null)).status()).isEqualTo(429);
        assertThat(gate.told()).containsExactly("enter GENERAL", "refused GENERAL PT7S");
        onlyRequest();
    }

    @Test
    void anAnswerIsToldToTheGate() {
        answer(okJson("{}"));
        calls().call(HttpCall.postJson("/x", Map.of(), CallKind.SEARCH));
        assertThat(gate.told()).containsExactly("enter SEARCH", "answered SEARCH");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE", "MALFORMED_RESPONSE_CHUNK"
            })
    @Tag("I3")
    void aConnectionThatBreaksLeavesTheOutcomeUnknownAndIsNotRepeated(Fault fault) {
        answer(aResponse().withFault(fault));
        assertThat(trouble(calls()).outcomeUnknown()).isTrue();
        onlyRequest();
    }

    @Test
    @Tag("I3")
    void aBodyThatEndsEarlyLeavesTheOutcomeUnknown() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerHalf(server));
            answering.start();
            assertThat(trouble(calls("http://127.0.0.1:" + server.getLocalPort(), Duration.ofSeconds(10)))
                            .outcomeUnknown())
                    .isTrue();
            answering.join();
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUpAfterTheTimeOut() {
        answer(okJson("{}").withFixedDelay(5_000));
        CrmError.Transient trouble = trouble(calls(SERVER.baseUrl(), Duration.ofMillis(300)));
        assertThat(trouble.outcomeUnknown()).isTrue();
        assertThat(trouble.detail()).contains("no answer");
    }

    @Test
    void aServerThatDripsIsGivenUpToo() {
        answer(aResponse().withStatus(200).withBody("x".repeat(400)).withChunkedDribbleDelay(40, 8_000));
        CrmError.Transient trouble = trouble(calls(SERVER.baseUrl(), Duration.ofMillis(600)));
        assertThat(trouble.outcomeUnknown()).isTrue();
    }

    @Test
    void aConnectionThatCannotBeOpenedHasDoneNothing() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        assertThat(trouble(calls("http://127.0.0.1:" + port, Duration.ofSeconds(5)))
                        .outcomeUnknown())
                .isFalse();
    }

    @Test
    @Tag("S5")
    void anAnswerBeyondTheBoundIsNotRead() {
        answer(aResponse().withBody(new byte[Json.MOST_BYTES + 1]).withHeader("Content-Encoding", "identity"));
        assertThat(trouble(calls()).detail()).contains("larger than");
    }

    @Test
    @Tag("S5")
    void aPackedAnswerIsMeasuredUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[Json.MOST_BYTES + 1]);
        }
        assertThat(packed.size()).isLessThan(100_000);
        answer(aResponse().withHeader("Content-Encoding", "gzip").withBody(packed.toByteArray()));
        assertThat(trouble(calls()).detail()).contains("larger than");
    }

    private HttpCalls calls() {
        return calls(SERVER.baseUrl(), Duration.ofSeconds(10));
    }

    private HttpCalls calls(String base, Duration timeout) {
        ConnectionSettings settings = new ConnectionSettings(
                "x",
                true,
                base,
                auth(),
                Map.of(),
                2,
                timeout,
                new ConnectionSettings.Budget(1, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Map.of(),
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                java.time.Duration.ofSeconds(60));
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        calls = HttpCalls.open(
                CAMEL, new ConnectionName("crm"), settings, "base-url", base, gate, RateSigns.usual(clock));
        return calls;
    }

    private static void answerHalf(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read(new byte[8192]);
            socket.getOutputStream()
                    .write("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":"
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConnectionSettings.Auth auth() {
        return new ConnectionSettings.Auth("token", null, null, null, null, null, null, null);
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        SERVER.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static LoggedRequest onlyRequest() {
        assertThat(SERVER.getAllServeEvents()).hasSize(1);
        return SERVER.getAllServeEvents().get(0).getRequest();
    }

    private static CrmError.Transient trouble(HttpCalls calls) {
        CrmException failed = catchThrowableOfType(
                CrmException.class, () -> calls.call(HttpCall.postJson("/x", Map.of(), CallKind.GENERAL)));
        assertThat(failed).hasMessageContaining("crm POST /x");
        return (CrmError.Transient) failed.error();
    }
}
