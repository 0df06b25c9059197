package dev.caravan.crm.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Consent;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.crm.http.OAuthLogin;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.Secret;
import dev.caravan.runtime.Drivers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a person is sent to by drivers whose page depends on the settings, and what is asked for there. */
class ConsentPageTest {
    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static final ConnectionName NAME = new ConnectionName("crm");
    private static final Consent.Attempt ATTEMPT =
            new Consent.Attempt("http://localhost/back", "the-state", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

    @BeforeAll
    static void start() {
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    tenant, contoso.example, -, -, https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize, user_impersonation%20offline_access
                    tenant, '', -, -, https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize, user_impersonation%20offline_access
                    tenant, '', https://login.example/t/oauth2/v2.0/token, -, https://login.example/t/oauth2/v2.0/authorize, user_impersonation%20offline_access
                    tenant, t, -, offline_access, https://login.microsoftonline.com/t/oauth2/v2.0/authorize, offline_access
                    scope, x offline_access, -, -, https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize, x%20offline_access
                    """)
    @Tag("R28")
    void dynamicsAsksAtThePageOfTheTenantWhoseTokensItTakes(
            String option, String value, @Nullable String token, @Nullable String asked, String page, String scope) {
        assertThat(page("dynamics", "https://org.crm4.example", token, asked, Map.of(option, value)))
                .startsWith(page + "?client_id=client&")
                .containsPattern("&scope=([^&]*%2F)?" + scope + "&")
                .contains("response_type=code", "code_challenge=", "code_challenge_method=S256");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    read write offline, -, -, https://auth.tribecrm.nl/oauth2/auth, read%20write%20offline
                    read offline, -, -, https://auth.tribecrm.nl/oauth2/auth, read%20offline
                    read offline, https://auth.example/oauth2/token, -, https://auth.example/oauth2/auth, read%20offline
                    read offline, -, offline, https://auth.tribecrm.nl/oauth2/auth, offline
                    """)
    @Tag("R28")
    void tribeAsksForItsScopeAndSendsNoProofKey(
            String option, @Nullable String token, @Nullable String asked, String page, String scope) {
        assertThat(page("tribe", null, token, asked, Map.of("scope", option)))
                .startsWith(page + "?client_id=client&")
                .contains("&scope=" + scope + "&", "response_type=code", "state=the-state")
                .doesNotContain("code_challenge");
    }

    private static String page(
            String type,
            @Nullable String base,
            @Nullable String token,
            @Nullable String asked,
            Map<String, String> options) {
        Driver driver = Drivers.crms(CAMEL, new MemoryTokenStore(), Clock.systemUTC()).stream()
                .filter(each -> each.type().equals(type))
                .findFirst()
                .orElseThrow();
        ConnectionSettings.Auth auth = new ConnectionSettings.Auth(
                OAuthLogin.BY_CONSENT,
                null,
                "client",
                new Secret("top-secret"),
                null,
                null,
                null,
                token,
                null,
                asked == null ? List.of() : List.of(asked));
        ConnectionSettings settings = new ConnectionSettings(
                type,
                true,
                base,
                auth,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                options,
                ConnectionSettings.Webhook.NONE,
                ConnectionSettings.OnCrmDelete.UNLINK,
                false,
                Duration.ZERO);
        try (Crm crm = driver.open(NAME, settings, new CountingGate())) {
            return crm.consent().orElseThrow().page(ATTEMPT);
        }
    }
}
