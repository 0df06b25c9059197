package dev.caravan.crm.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.caravan.SettableClock;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I24")
class OAuthTokensTest {
    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(options().dynamicPort().containerThreads(60))
            .build();

    private static final ConnectionName CRM = new ConnectionName("crm");
    private static final CamelContext CAMEL = new DefaultCamelContext();
    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final MemoryTokenStore store = new MemoryTokenStore();
    private AuthorizedCalls calls;

    @BeforeAll
    static void start() {
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    @BeforeEach
    void open() {
        calls = open("first-refresh");
    }

    @Test
    void aTokenIsAskedForOnceAndUsedUntilAMinuteBeforeItsEnd() {
        givesToken("first-refresh", "access-1", null);
        apiTakes("access-1");
        call();
        clock.advance(Duration.ofMinutes(28));
        call();
        SERVER.verify(1, postRequestedFor(urlEqualTo("/token")));
        givesToken("first-refresh", "access-2", null);
        apiTakes("access-2");
        clock.advance(Duration.ofSeconds(61));
        assertThat(call().status()).isEqualTo(200);
        SERVER.verify(2, postRequestedFor(urlEqualTo("/token")));
    }

    @Test
    void fiftyThreadsThatAreRefusedTogetherMakeOneTokenCall() throws Exception {
        givesToken("first-refresh", "access-1", null);
        apiTakes("access-1");
        call();
        givesToken("first-refresh", "access-2", null);
        apiTakes("access-2");
        List<HttpAnswer> answers = together(50, this::call);
        assertThat(answers)
                .hasSize(50)
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        SERVER.verify(2, postRequestedFor(urlEqualTo("/token")));
    }

    @Test
    void fiftyThreadsShareARefusedLoginToo() throws Exception {
        givesToken("first-refresh", "access-1", null);
        apiTakes("access-1");
        call();
        apiTakes("another");
        SERVER.stubFor(post("/token")
                .willReturn(aResponse()
                        .withStatus(400)
                        .withFixedDelay(1_000)
                        .withBody("{\"error\":\"invalid_grant\",\"error_description\":\"first-refresh is revoked\"}")));
        List<Throwable> failures = together(50, () -> catchThrowableOfType(CrmException.class, this::call));
        assertThat(failures).allSatisfy(failure -> assertThat(failure).hasMessageContaining("invalid_grant"));
        SERVER.verify(2, postRequestedFor(urlEqualTo("/token")));
    }

    @Test
    void aRotatedRefreshTokenIsSavedBeforeItsAccessTokenIsUsed() {
        givesToken("first-refresh", "access-1", "second-refresh");
        apiTakes("access-1");
        store.breakSaving(true);
        assertThatThrownBy(this::call).hasMessageContaining("disk is full");
        SERVER.verify(0, com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor(urlEqualTo("/api")));
        store.breakSaving(false);
        assertThat(call().status()).isEqualTo(200);
        assertThat(store.load(CRM).orElseThrow().refresh()).isEqualTo("second-refresh");
        SERVER.verify(1, postRequestedFor(urlEqualTo("/token")));
    }

    @Test
    void aRotatedRefreshTokenSurvivesARestart() {
        givesToken("first-refresh", "access-1", "second-refresh");
        apiTakes("access-1");
        call();
        calls = open("first-refresh");
        call();
        SERVER.verify(1, postRequestedFor(urlEqualTo("/token")));
        clock.advance(Duration.ofHours(1));
        givesToken("second-refresh", "access-2", "third-refresh");
        apiTakes("access-2");
        assertThat(call().status()).isEqualTo(200);
        assertThat(store.load(CRM).orElseThrow().refresh()).isEqualTo("third-refresh");
    }

    @Test
    void aNewlyConfiguredRefreshTokenIsPreferredToTheStoredOne() {
        givesToken("first-refresh", "access-1", "second-refresh");
        apiTakes("access-1");
        call();
        calls = open("connected-again");
        givesToken("connected-again", "access-9", null);
        apiTakes("access-9");
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void tokensThatAnotherNodeSavedAreTakenOver() {
        givesToken("first-refresh", "access-1", "second-refresh");
        apiTakes("access-1");
        call();
        TokenSet mine = store.load(CRM).orElseThrow();
        store.save(
                CRM, new TokenSet("access-2", "third-refresh", clock.instant().plusSeconds(900), mine.grant()));
        apiTakes("access-2");
        assertThat(call().status()).isEqualTo(200);
        SERVER.verify(1, postRequestedFor(urlEqualTo("/token")));
    }

    @Test
    void aTokenThatIsStillGoodBridgesALoginServerThatIsDown() {
        givesToken("first-refresh", "access-1", null);
        apiTakes("access-1");
        call();
        SERVER.stubFor(post("/token").willReturn(status(503)));
        clock.advance(Duration.ofSeconds(1_770));
        assertThat(call().status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(this::call).isInstanceOf(CrmException.class);
    }

    @Test
    void aCallThatIsRefusedAgainIsNotRepeatedForever() {
        givesToken("first-refresh", "access-1", null);
        apiTakes("nothing");
        assertThat(call().status()).isEqualTo(401);
        SERVER.verify(2, com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor(urlEqualTo("/api")));
    }

    @ParameterizedTest(name = "HTTP {0} of the login server is {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    400 | {"error":"invalid_grant"}             | Unauthorized
                    400 | {"status":"BAD_REFRESH_TOKEN"}        | Unauthorized
                    401 | {"error":"invalid_client"}            | Unauthorized
                    403 |                                       | Unauthorized
                    429 |                                       | RateLimited
                    500 | <html/>                               | Transient
                    503 |                                       | Transient
                    200 | <html/>                               | Transient
                    200 | {"token_type":"bearer"}               | Transient
                    """)
    void everyRefusalOfALoginHasOneMeaning(int status, String body, String kind) {
        SERVER.stubFor(post("/token").willReturn(aResponse().withStatus(status).withBody(body == null ? "" : body)));
        CrmError error = catchThrowableOfType(CrmException.class, this::call).error();
        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        if (error instanceof CrmError.Unauthorized unauthorized) {
            assertThat(unauthorized.code()).isEqualTo(ErrorCode.CRM_UNAUTHORIZED);
        }
    }

    @Test
    void networkTroubleAtTheLoginIsTransient() {
        SERVER.stubFor(post("/token").willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        assertThat(catchThrowableOfType(CrmException.class, this::call).error()).isInstanceOf(CrmError.Transient.class);
    }

    @Test
    @Tag("S12")
    void noSecretReachesAMessage() {
        SERVER.stubFor(
                post("/token")
                        .willReturn(
                                aResponse()
                                        .withStatus(400)
                                        .withBody(
                                                "{\"error\":\"first-refresh\",\"error_description\":\"client-secret first-refresh\"}")));
        Throwable failed = catchThrowableOfType(CrmException.class, this::call);
        for (Throwable t = failed; t != null; t = t.getCause()) {
            assertThat(t.toString()).doesNotContain("top-secret", "client-secret");
        }
        assertThat(OAuthLogin.of(CRM, auth("refresh-token", "first-refresh"), "/token")
                        .toString())
                .doesNotContain("first-refresh", "top-secret");
        assertThat(new TokenSet("access-1", "first-refresh", null, "g").toString())
                .doesNotContain("access-1", "first");
    }

    @Test
    void clientCredentialsNeedNoRefreshToken() {
        SERVER.stubFor(post("/token")
                .withRequestBody(containing("grant_type=client_credentials"))
                .withRequestBody(containing("client_secret=top-secret%26x"))
                .willReturn(okJson("{\"access_token\":\"access-c\",\"expires_in\":1800}")));
        apiTakes("access-c");
        calls = open(auth("client-credentials", null));
        assertThat(call().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"refresh-token, refresh-token", "password, kind"})
    void whatIsMissingIsNamed(String kind, String setting) {
        assertThatThrownBy(() -> OAuthLogin.of(CRM, auth(kind, null), "/token"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.crm.auth." + setting);
    }

    private HttpAnswer call() {
        return calls.call(HttpCall.get("/api", null));
    }

    private AuthorizedCalls open(String refresh) {
        return open(auth("refresh-token", refresh));
    }

    private AuthorizedCalls open(ConnectionSettings.Auth auth) {
        ConnectionSettings settings = new ConnectionSettings(
                "x",
                true,
                SERVER.baseUrl(),
                auth,
                Map.of(),
                32,
                Duration.ofSeconds(20),
                new ConnectionSettings.Budget(1, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Map.of(),
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                java.time.Duration.ofSeconds(60));
        return new AuthorizedCalls(
                calls(settings), new OAuthTokens(calls(settings), OAuthLogin.of(CRM, auth, "/token"), store, clock));
    }

    private HttpCalls calls(ConnectionSettings settings) {
        return HttpCalls.open(
                CAMEL, CRM, settings, "base-url", SERVER.baseUrl(), new CountingGate(), RateSigns.usual(clock));
    }

    private static ConnectionSettings.Auth auth(String kind, String refresh) {
        return new ConnectionSettings.Auth(
                kind,
                null,
                "client",
                new Secret("top-secret&x"),
                refresh == null ? null : new Secret(refresh),
                null,
                null,
                null);
    }

    private static void givesToken(String refresh, String access, String rotated) {
        String more = rotated == null ? "" : ",\"refresh_token\":\"" + rotated + "\"";
        SERVER.stubFor(
                post("/token").willReturn(aResponse().withStatus(400).withBody("{\"error\":\"invalid_grant\"}")));
        SERVER.stubFor(post("/token")
                .withRequestBody(containing("refresh_token=" + refresh))
                .withHeader("Content-Type", containing("application/x-www-form-urlencoded"))
                .willReturn(okJson("{\"access_token\":\"" + access + "\",\"expires_in\":1800" + more + "}")));
    }

    private static void apiTakes(String access) {
        SERVER.stubFor(get("/api").willReturn(status(401)));
        SERVER.stubFor(get("/api")
                .withHeader("Authorization", equalTo("Bearer " + access))
                .willReturn(okJson("{}")));
    }

    private static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier start = new CyclicBarrier(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("one of the threads failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
