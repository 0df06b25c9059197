package dev.caravan.crm.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.caravan.SettableClock;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Consent;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that a person gives, uses and takes back. */
class CodeConsentTest {
    @RegisterExtension
    static final WireMockExtension SERVER =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    private static final ConnectionName CRM = new ConnectionName("crm");
    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static final Consent.Attempt ATTEMPT =
            new Consent.Attempt("http://localhost/back", "the-state", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final MemoryTokenStore store = new MemoryTokenStore();

    @BeforeAll
    static void start() {
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    @Test
    void thePageHoldsTheDigestOfTheVerifierAndNoSecret() {
        String page = consent(ConsentForm.at("https://crm.example/authorize", "read", "write")
                        .proven())
                .page(ATTEMPT);
        assertThat(page)
                .startsWith("http://localhost:" + SERVER.getPort() + "/authorize?client_id=client&")
                .contains("redirect_uri=http%3A%2F%2Flocalhost%2Fback", "scope=read%20write", "state=the-state")
                .contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256")
                .doesNotContain("top-secret", ATTEMPT.verifier());
    }

    @Test
    void withoutConsentNothingIsAskedAndTheMessageSaysWhatToDo() {
        OAuthTokens tokens = tokens(ConsentForm.at("https://crm.example/authorize"));
        assertThatThrownBy(tokens::current)
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("CRM-103")
                .hasMessageContaining("./caravan connect crm");
        SERVER.verify(0, postRequestedFor(urlEqualTo("/token")));
    }

    @Test
    void theCodeIsExchangedWithItsAddressAndVerifierAndTheTokensAreUsedAtOnce() {
        OAuthTokens tokens =
                tokens(ConsentForm.at("https://crm.example/authorize").proven());
        gives("access-1", ",\"refresh_token\":\"refresh-1\"");
        Consent consent = tokens.consent().orElseThrow();
        assertThat(consent.isGiven()).isFalse();
        consent.take("the-code", ATTEMPT);

        assertThat(consent.isGiven()).isTrue();
        assertThat(tokens.current()).isEqualTo("access-1");
        assertThat(store.load(CRM).orElseThrow().refresh()).isEqualTo("refresh-1");
        SERVER.verify(
                1,
                postRequestedFor(urlEqualTo("/token"))
                        .withRequestBody(containing("grant_type=authorization_code"))
                        .withRequestBody(containing("code=the-code"))
                        .withRequestBody(containing("redirect_uri=http%3A%2F%2Flocalhost%2Fback"))
                        .withRequestBody(containing("code_verifier=" + ATTEMPT.verifier())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\":\"access-1\",\"expires_in\":1800}",
                "{\"error\":\"invalid_code\"}",
                "{}",
                "<html>"
            })
    void anAnswerWithoutBothTokensGivesNothing(String answer) {
        OAuthTokens tokens = tokens(ConsentForm.at("https://crm.example/authorize"));
        SERVER.stubFor(post("/token").willReturn(okJson(answer)));
        Consent consent = tokens.consent().orElseThrow();
        assertThatThrownBy(() -> consent.take("the-code", ATTEMPT))
                .isInstanceOf(CrmException.class)
                .hasMessageNotContaining("the-code");
        assertThat(consent.isGiven()).isFalse();
    }

    @Test
    void whatAnotherProcessWithdrewIsUsedForTenSecondsAtMost() {
        OAuthTokens tokens = tokens(ConsentForm.at("https://crm.example/authorize"));
        gives("access-1", ",\"refresh_token\":\"refresh-1\"");
        tokens.consent().orElseThrow().take("the-code", ATTEMPT);
        store.remove(CRM);
        clock.advance(Duration.ofSeconds(11));
        assertThatThrownBy(tokens::current).hasMessageContaining("./caravan connect crm");
    }

    @Test
    void withdrawingTellsTheVendorAndForgetsWhateverItAnswers() {
        OAuthTokens tokens =
                tokens(ConsentForm.at("https://crm.example/authorize").ends(ConsentForm.Way.PATH, "/refresh-tokens"));
        gives("access-1", ",\"refresh_token\":\"refresh-1\"");
        Consent consent = tokens.consent().orElseThrow();
        consent.take("the-code", ATTEMPT);
        SERVER.stubFor(
                delete("/refresh-tokens/refresh-1").willReturn(aResponse().withStatus(204)));
        assertThat(consent.withdraw()).isTrue();
        SERVER.verify(1, deleteRequestedFor(urlEqualTo("/refresh-tokens/refresh-1")));
        assertThatThrownBy(tokens::current).isInstanceOf(CrmException.class);

        consent.take("the-code", ATTEMPT);
        SERVER.stubFor(
                delete("/refresh-tokens/refresh-1").willReturn(aResponse().withStatus(500)));
        assertThat(consent.withdraw()).isFalse();
        assertThat(consent.isGiven()).isFalse();
    }

    @Test
    void aTokenInAPathIsNotShown() {
        HttpCall call = HttpCall.get("/access-tokens", null).about(new Secret("a/b?c"));
        assertThat(call.toString()).isEqualTo("GET /access-tokens/***");
        assertThat(call.target()).isEqualTo("/access-tokens/a%2Fb%3Fc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://crm.example/authorize", "javascript:alert(1)", "https://u@crm.example/", "nonsense"})
    void aPageThatIsNoSafeAddressIsRefused(String address) {
        ConnectionSettings settings = settings(address);
        assertThatThrownBy(() -> ConsentForm.at("https://crm.example/authorize").of(CRM, settings, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.crm.auth.authorize-url");
    }

    private void gives(String access, String more) {
        SERVER.stubFor(post("/token")
                .willReturn(okJson("{\"access_token\":\"" + access + "\",\"expires_in\":1800" + more + "}")));
    }

    private Consent consent(ConsentForm form) {
        return tokens(form).consent().orElseThrow();
    }

    private OAuthTokens tokens(ConsentForm form) {
        String server = "http://localhost:" + SERVER.getPort();
        ConnectionSettings settings = settings(null);
        HttpCalls calls = HttpCalls.open(
                CAMEL, CRM, settings, "auth.token-url", server, new CountingGate(), RateSigns.usual(clock));
        OAuthLogin login = OAuthLogin.of(CRM, settings.auth(), "/token");
        return new OAuthTokens(calls, login, store, clock, form.of(CRM, settings, server), "client");
    }

    private static ConnectionSettings settings(String authorizeUrl) {
        ConnectionSettings.Auth auth = new ConnectionSettings.Auth(
                OAuthLogin.BY_CONSENT,
                null,
                "client",
                new Secret("top-secret"),
                null,
                null,
                null,
                null,
                authorizeUrl,
                List.of());
        return new ConnectionSettings(
                "crm",
                true,
                null,
                auth,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                Map.of(),
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ZERO);
    }
}
