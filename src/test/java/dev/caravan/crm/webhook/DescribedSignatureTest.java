package dev.caravan.crm.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.SignatureForm;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures that a description tells of: the genuine call is let in, and none that differs from it. */
@Tag("S1")
class DescribedSignatureTest {
    private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");
    private static final String SECRET = "a-secret-of-some-length";
    private static final String BODY = "{\"id\":1}";

    private final WebhookVerifier verifier = new WebhookVerifier(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HmacSHA256 | hex | text | {signature} | {body} | ",
                "HmacSHA1 | hex | text | sha1={signature} | {body} | ",
                "HmacSHA512 | base64 | text | {signature} | {body} | ",
                "HmacSHA384 | base64url | text | {signature} | {body} | ",
                "HmacSHA256 | base64 | base64 | {signature} | {method}{path}{body} | ",
                "HmacSHA256 | hex | hex | v0={signature} | v0:{timestamp}:{body} | X-Time",
                "HmacSHA256 | hex | text | t={timestamp},v1={signature} | {timestamp}.{body} | ",
            })
    void theGenuineCallIsLetInAndNoOther(
            String algorithm, String encoding, String secretEncoding, String value, String signed, String timeHeader)
            throws Exception {
        SignatureForm form = new SignatureForm(
                SignatureForm.Kind.HMAC,
                "X-Sign",
                value,
                algorithm,
                encoding,
                secretEncoding,
                signed,
                timeHeader,
                "seconds",
                Duration.ofMinutes(5));
        boolean timed = signed.contains("{timestamp}");
        String now = String.valueOf(NOW.getEpochSecond());
        String old = String.valueOf(NOW.minusSeconds(301).getEpochSecond());
        assertThat(fits(form, header(form, SECRET, BODY, now), now, BODY)).isTrue();
        assertThat(fits(form, header(form, "another-secret-of-length", BODY, now), now, BODY))
                .isFalse();
        assertThat(fits(form, header(form, SECRET, BODY, now), now, BODY + " ")).isFalse();
        assertThat(fits(form, header(form, SECRET, BODY, now) + "0", now, BODY)).isFalse();
        assertThat(fits(form, header(form, SECRET, BODY, now).substring(1), now, BODY))
                .isFalse();
        assertThat(fits(form, null, now, BODY)).isFalse();
        assertThat(fits(form, "", now, BODY)).isFalse();
        assertThat(fits(form, value.replace("{signature}", "").replace("{timestamp}", now), now, BODY))
                .isFalse();
        if (timed) {
            assertThat(fits(form, header(form, SECRET, BODY, old), old, BODY))
                    .as("old")
                    .isFalse();
            if (timeHeader != null) {
                assertThat(fits(form, header(form, SECRET, BODY, now), old, BODY))
                        .isFalse();
                assertThat(fits(form, header(form, SECRET, BODY, now), null, BODY))
                        .isFalse();
                assertThat(fits(form, header(form, SECRET, BODY, "x"), "x", BODY))
                        .isFalse();
            }
        }
    }

    @Test
    void aHeaderThatCameTwiceFitsNothing() throws Exception {
        SignatureForm form = form(SignatureForm.Kind.HMAC, "{signature}");
        String good = header(form, SECRET, BODY, "");
        WebhookCall call = new WebhookCall(
                "POST",
                "/webhooks/own",
                "",
                Map.of("X-Sign", List.of(good, good)),
                BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(call, settings(), List.of("described"), Optional.of(form)))
                .isEmpty();
    }

    @Test
    void aSharedSecretIsCompared() {
        SignatureForm form = form(SignatureForm.Kind.SECRET, "Bearer {signature}");
        assertThat(fits(form, "Bearer " + SECRET, null, BODY)).isTrue();
        assertThat(fits(form, SECRET, null, BODY)).isFalse();
        assertThat(fits(form, "Bearer " + SECRET.substring(1), null, BODY)).isFalse();
        assertThat(fits(form, "Bearer ", null, BODY)).isFalse();
    }

    @Test
    void withoutAFormNothingIsLetIn() {
        WebhookCall call = call("x", null, BODY);
        assertThat(verifier.verify(call, settings(), List.of("described"))).isEmpty();
    }

    private static SignatureForm form(SignatureForm.Kind kind, String value) {
        return new SignatureForm(
                kind, "X-Sign", value, "HmacSHA256", "hex", "text", "{body}", null, "seconds", Duration.ofMinutes(5));
    }

    private boolean fits(SignatureForm form, @Nullable String header, @Nullable String time, String body) {
        ConnectionSettings.Webhook settings = settings(
                switch (form.secretEncoding()) {
                    case "hex" -> HexFormat.of().formatHex(bytes(SECRET));
                    case "base64" -> Base64.getEncoder().encodeToString(bytes(SECRET));
                    default -> SECRET;
                });
        return verifier.verify(call(header, time, body), settings, List.of("described"), Optional.of(form))
                .isPresent();
    }

    private static WebhookCall call(@Nullable String header, @Nullable String time, String body) {
        Map<String, List<String>> headers = new java.util.HashMap<>();
        if (header != null) {
            headers.put("X-Sign", List.of(header));
        }
        if (time != null) {
            headers.put("X-Time", List.of(time));
        }
        return new WebhookCall("POST", "/webhooks/own", "", headers, bytes(body));
    }

    private static ConnectionSettings.Webhook settings() {
        return settings(SECRET);
    }

    private static ConnectionSettings.Webhook settings(String secret) {
        return new ConnectionSettings.Webhook(
                null, List.of(), List.of(new Secret("another"), new Secret(secret)), List.of(), null, null, null, null);
    }

    private static String header(SignatureForm form, String secret, String body, String time) throws Exception {
        Mac mac = Mac.getInstance(form.algorithm());
        mac.init(new SecretKeySpec(bytes(secret), form.algorithm()));
        byte[] digest = mac.doFinal(bytes(form.signed()
                .replace("{body}", body)
                .replace("{timestamp}", time)
                .replace("{method}", "POST")
                .replace("{path}", "/webhooks/own")));
        String text =
                switch (form.encoding()) {
                    case "hex" -> HexFormat.of().formatHex(digest);
                    case "base64" -> Base64.getEncoder().encodeToString(digest);
                    default -> Base64.getUrlEncoder().encodeToString(digest);
                };
        return form.value().replace("{signature}", text).replace("{timestamp}", time);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
