package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vendors' pages of consent, and what their token calls make of a code. */
class AuthorizePageTest {
    private static final String BACK = "http://localhost:9/back";
    /** Entra gives no refresh token without it; the others do not look at it. */
    private static final String SCOPE = "&scope=user_impersonation%20offline_access";

    /** The pair of RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "hubspot, /oauth/authorize, /oauth/v1/token, false",
        "salesforce, /services/oauth2/authorize, /services/oauth2/token, false",
        "pipedrive, /oauth/authorize, /oauth/token, true",
        "zoho, /oauth/v2/auth, /oauth/v2/token, false",
        "dynamics, /tenant/oauth2/v2.0/authorize, /tenant/oauth2/v2.0/token, false",
        "tribe, /oauth2/auth, /oauth2/token, false"
    })
    void aCodeIsGoodOnceWithItsAddressAndItsVerifier(String vendor, String page, String token, boolean isBasic)
            throws Exception {
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts(vendor))) {
            String base = sandboxes.vendor(vendor).baseUrl();
            String ask =
                    base + page + "?client_id=sandbox-client&response_type=code&state=a%20state%26more&redirect_uri="
                            + encoded(BACK) + SCOPE;
            String proven = ask + "&code_challenge_method=S256&code_challenge=" + CHALLENGE;

            HttpResponse<String> sent = get(ask);
            assertThat(sent.statusCode()).isEqualTo(302);
            String location = sent.headers().firstValue("Location").orElseThrow();
            assertThat(location).startsWith(BACK + "?code=").contains("&state=a+state%26more");
            assertThat(get(ask.replace("sandbox-client", "other")).statusCode()).isEqualTo(400);
            assertThat(get(ask.replace(encoded(BACK), "javascript%3Aalert")).statusCode())
                    .isEqualTo(400);

            String code = code(location);
            assertThat(exchange(base + token, code, BACK, "", isBasic)).contains("access_token", "refresh_token");
            assertThat(exchange(base + token, code, BACK, "", isBasic)).doesNotContain("access_token");

            String elsewhere = code(get(ask).headers().firstValue("Location").orElseThrow());
            assertThat(exchange(base + token, elsewhere, BACK + "/other", "", isBasic))
                    .doesNotContain("access_token");

            String unproven = code(get(proven).headers().firstValue("Location").orElseThrow());
            assertThat(exchange(base + token, unproven, BACK, "guess", isBasic)).doesNotContain("access_token");
            String good = code(get(proven).headers().firstValue("Location").orElseThrow());
            assertThat(exchange(base + token, good, BACK, VERIFIER, isBasic)).contains("access_token");
        }
    }

    private static String code(String location) {
        return location.replaceAll(".*[?&]code=([^&]+).*", "$1");
    }

    private String exchange(String token, String code, String back, String verifier, boolean isBasic) throws Exception {
        String form = "grant_type=authorization_code&code=" + code + "&redirect_uri=" + encoded(back) + SCOPE
                + (verifier.isEmpty() ? "" : "&code_verifier=" + verifier)
                + (isBasic ? "" : "&client_id=sandbox-client&client_secret=sandbox-secret");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(token))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (isBasic) {
            String client = Base64.getEncoder()
                    .encodeToString("sandbox-client:sandbox-secret".getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + client);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> get(String address) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
