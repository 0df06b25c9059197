package dev.caravan.crm.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemes of senders that log in, or that sign with a header of their own. */
@Tag("S1")
class LoginSchemesTest {
    private static final String SECRET = "a-long-password-for-hooks";
    private static final String BODY = "{\"token\":\"" + SECRET + "\",\"ids\":[\"1\"]}";

    private final WebhookVerifier verifier = new WebhookVerifier(Clock.systemUTC());

    private boolean fits(String scheme, Map<String, List<String>> headers, String body) {
        return fits(scheme, headers, body, "hook", "X-Signature");
    }

    private boolean fits(
            String scheme,
            Map<String, List<String>> headers,
            String body,
            @Nullable String user,
            @Nullable String header) {
        ConnectionSettings.Webhook settings = new ConnectionSettings.Webhook(
                null,
                List.of(),
                List.of(new Secret("another-password"), new Secret(SECRET)),
                List.of(),
                user,
                null,
                null,
                header);
        WebhookCall call = new WebhookCall("POST", "/webhooks/x", "", headers, body.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(call, settings, List.of(scheme)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            hook:a-long-password-for-hooks,  true
            hook:another-password,           true
            hook:wrong,                      false
            other:a-long-password-for-hooks, false
            hook,                            false
            :,                               false
            """)
    void basicNeedsTheUserAndOneOfTheSecrets(String login, boolean fits) {
        String given = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        assertThat(fits("basic", Map.of("Authorization", List.of(given)), BODY)).isEqualTo(fits);
        assertThat(fits("basic", Map.of("Authorization", List.of(given, given)), BODY))
                .isFalse();
        assertThat(fits("basic", Map.of("Authorization", List.of(given)), BODY, null, null))
                .isFalse();
    }

    @Test
    void basicWithoutALoginOrWithGarbageIsRefused() {
        assertThat(fits("basic", Map.of(), BODY)).isFalse();
        assertThat(fits("basic", Map.of("Authorization", List.of("Basic %%%")), BODY))
                .isFalse();
        assertThat(fits("basic", Map.of("Authorization", List.of("Bearer " + SECRET)), BODY))
                .isFalse();
    }

    @Test
    void aHeaderHoldsTheSecretItself() {
        assertThat(fits("header", Map.of("x-signature", List.of(SECRET)), BODY)).isTrue();
        assertThat(fits("header", Map.of("x-signature", List.of(SECRET + "x")), BODY))
                .isFalse();
        assertThat(fits("header", Map.of("x-signature", List.of("")), BODY)).isFalse();
        assertThat(fits("header", Map.of("x-signature", List.of(SECRET)), BODY, null, null))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"token":"a-long-password-for-hooks"}                                      | true
            {"ids":["1"], "token" : "a-long-password-for-hooks"}                       | true
            {"token":"wrong"}                                                          | false
            {"token":["a-long-password-for-hooks"]}                                    | false
            {"token":"wrong","token":"a-long-password-for-hooks"}                      | false
            {"name":"\\"token\\":\\"a-long-password-for-hooks\\""}                     | false
            {}                                                                         | false
            """)
    void aTokenInTheBodyStandsThereOnce(String body, boolean fits) {
        assertThat(fits("body-token", Map.of(), body)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"hmac-sha256, HmacSHA256", "hmac-sha512, HmacSHA512"})
    void anHmacOfTheBodyIsTakenAsBase64AndAsHexadecimal(String scheme, String algorithm) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
        byte[] digest = mac.doFinal(BODY.getBytes(StandardCharsets.UTF_8));
        String base64 = Base64.getEncoder().encodeToString(digest);
        assertThat(fits(scheme, Map.of("X-Signature", List.of(base64)), BODY)).isTrue();
        assertThat(fits(scheme, Map.of("X-Signature", List.of(HexFormat.of().formatHex(digest))), BODY))
                .isTrue();
        assertThat(fits(scheme, Map.of("X-Signature", List.of(base64)), BODY + " "))
                .isFalse();
        assertThat(fits(scheme, Map.of(), BODY)).isFalse();
        assertThat(fits(scheme, Map.of("X-Signature", List.of(base64)), BODY, null, null))
                .isFalse();
    }
}
