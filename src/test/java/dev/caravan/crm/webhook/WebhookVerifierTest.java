package dev.caravan.crm.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
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
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String ADDRESS = "https://caravan.example/webhooks/hubspot";
    private static final String BODY = "[{\"subscriptionType\":\"contact.propertyChange\",\"objectId\":512}]";
    private static final List<String> HUBSPOT = List.of("hubspot-v3", "hubspot-v2", "hubspot-v1");
    /** (HubSpot docs, "Validating requests": the secret of the published examples.) */
    private static final String EXAMPLE_SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";

    private static ConnectionSettings.Webhook settings(
            @Nullable String scheme, List<String> accept, String address, String... secrets) {
        return new ConnectionSettings.Webhook(
                scheme,
                accept,
                List.of(secrets).stream().map(Secret::new).toList(),
                List.of(),
                null,
                address,
                null,
                null);
    }

    private static Optional<String> verify(
            WebhookCall call, ConnectionSettings.Webhook settings, List<String> usual, Instant now) {
        return new WebhookVerifier(new SettableClock(now)).verify(call, settings, usual);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hmac(byte[] key, byte[] message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(message));
    }

    private static WebhookCall call(byte[] body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.computeIfAbsent(headers[i], n -> new ArrayList<>()).add(headers[i + 1]);
        }
        return new WebhookCall("POST", "/webhooks/hubspot", "", all, body);
    }

    private static WebhookCall signedV3(String secret, String body, Instant at) throws Exception {
        String time = Long.toString(at.toEpochMilli());
        return call(
                utf8(body),
                "X-HubSpot-Request-Timestamp",
                time,
                "X-HubSpot-Signature-v3",
                hmac(utf8(secret), utf8("POST" + ADDRESS + body + time)));
    }

    @Test
    @Tag("S1")
    void aCallThatHubSpotSignedIsGenuineUnderEachOfTheSecrets() throws Exception {
        WebhookCall call = signedV3("new-secret", BODY, NOW);
        assertThat(verify(call, settings(null, List.of(), ADDRESS, "old-secret", "new-secret"), HUBSPOT, NOW))
                .contains("hubspot-v3");
        assertThat(verify(call, settings(null, List.of(), ADDRESS, "old-secret"), HUBSPOT, NOW))
                .isEmpty();
        assertThat(verify(call, settings(null, List.of(), ADDRESS), HUBSPOT, NOW))
                .isEmpty();
        assertThat(verify(call, settings(null, List.of(), ADDRESS + "/", "new-secret"), HUBSPOT, NOW))
                .isEmpty();
    }

    @Test
    @Tag("S1")
    void everyChangeOfOneByteIsRefused() throws Exception {
        ConnectionSettings.Webhook settings = settings(null, List.of(), ADDRESS, "secret");
        WebhookCall genuine = signedV3("secret", BODY, NOW);
        String time = genuine.single("X-HubSpot-Request-Timestamp").orElseThrow();
        String signature = genuine.single("X-HubSpot-Signature-v3").orElseThrow();
        int accepted = 0;
        int tried = 0;
        for (int i = 0; i < genuine.body().length; i++) {
            for (int bit = 0; bit < 8; bit++, tried++) {
                byte[] body = genuine.body().clone();
                body[i] ^= (byte) (1 << bit);
                WebhookCall changed =
                        call(body, "X-HubSpot-Request-Timestamp", time, "X-HubSpot-Signature-v3", signature);
                accepted += verify(changed, settings, HUBSPOT, NOW).isPresent() ? 1 : 0;
            }
        }
        for (int i = 0; i < signature.length() - 2; i++, tried++) {
            char other = signature.charAt(i) == 'A' ? 'B' : 'A';
            String forged = signature.substring(0, i) + other + signature.substring(i + 1);
            accepted += verify(
                                    call(
                                            genuine.body(),
                                            "X-HubSpot-Request-Timestamp",
                                            time,
                                            "X-HubSpot-Signature-v3",
                                            forged),
                                    settings,
                                    HUBSPOT,
                                    NOW)
                            .isPresent()
                    ? 1
                    : 0;
        }
        for (int i = 0; i < time.length(); i++, tried++) {
            String forged =
                    time.substring(0, i) + (char) ('0' + (time.charAt(i) - '0' + 1) % 10) + time.substring(i + 1);
            accepted += verify(
                                    call(
                                            genuine.body(),
                                            "X-HubSpot-Request-Timestamp",
                                            forged,
                                            "X-HubSpot-Signature-v3",
                                            signature),
                                    settings,
                                    HUBSPOT,
                                    NOW)
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(tried).isGreaterThan(500);
        assertThat(accepted).isZero();
    }

    @ParameterizedTest(name = "{0} ms from now: {1}")
    @Tag("S3")
    @CsvSource({
        "0, true",
        "299000, true",
        "-299000, true",
        "300000, true",
        "-300000, true",
        "300001, false",
        "-300001, false",
        "301000, false",
        "-301000, false"
    })
    void theWindowOfTimeIsExact(long millis, boolean genuine) throws Exception {
        WebhookCall call = signedV3("secret", BODY, NOW.plusMillis(millis));
        assertThat(verify(call, settings(null, List.of(), ADDRESS, "secret"), HUBSPOT, NOW)
                        .isPresent())
                .isEqualTo(genuine);
    }

    @ParameterizedTest
    @Tag("S1")
    @ValueSource(
            strings = {
                "",
                " 1772359200000",
                "1772359200000 ",
                "+1772359200000",
                "1e12",
                "１７７２３５９２０００００",
                "99999999999999999999"
            })
    void aTimeThatIsNotPlainDigitsIsRefused(String time) throws Exception {
        WebhookCall call = call(
                utf8(BODY),
                "X-HubSpot-Request-Timestamp",
                time,
                "X-HubSpot-Signature-v3",
                hmac(utf8("secret"), utf8("POST" + ADDRESS + BODY + time)));
        assertThat(verify(call, settings(null, List.of(), ADDRESS, "secret"), HUBSPOT, NOW))
                .isEmpty();
    }

    @Test
    @Tag("S1")
    void aHeaderThatComesTwiceOrNotAtAllIsRefused() throws Exception {
        ConnectionSettings.Webhook settings = settings(null, List.of(), ADDRESS, "secret");
        WebhookCall genuine = signedV3("secret", BODY, NOW);
        String time = genuine.single("X-HubSpot-Request-Timestamp").orElseThrow();
        String signature = genuine.single("X-HubSpot-Signature-v3").orElseThrow();
        assertThat(verify(call(genuine.body(), "X-HubSpot-Request-Timestamp", time), settings, HUBSPOT, NOW))
                .isEmpty();
        assertThat(verify(call(genuine.body(), "X-HubSpot-Signature-v3", signature), settings, HUBSPOT, NOW))
                .isEmpty();
        assertThat(verify(
                        call(
                                genuine.body(),
                                "X-HubSpot-Request-Timestamp",
                                time,
                                "X-HubSpot-Signature-v3",
                                signature,
                                "X-HubSpot-Signature-v3",
                                signature),
                        settings,
                        HUBSPOT,
                        NOW))
                .isEmpty();
    }

    /** (HubSpot docs, "Validating requests": the published examples of v1 and v2.) */
    @Test
    @Tag("S2")
    void olderSignaturesCountOnlyWhereTheConnectionNamesThem() {
        String events = "[{\"eventId\":1,\"subscriptionId\":12345,\"portalId\":62515,\"occurredAt\":1564113600000,"
                + "\"subscriptionType\":\"contact.creation\",\"attemptNumber\":0,\"objectId\":123,\"changeSource\":\"CRM\","
                + "\"changeFlag\":\"NEW\",\"appId\":54321}]";
        WebhookCall v1 = call(
                utf8(events),
                "X-HubSpot-Signature",
                "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de",
                "X-HubSpot-Signature-Version",
                "v1");
        WebhookCall v2 = call(
                utf8("{\"example_field\":\"example_value\"}"),
                "X-HubSpot-Signature",
                "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900",
                "X-HubSpot-Signature-Version",
                "v2");
        String address = "https://www.example.com/webhook_uri";
        ConnectionSettings.Webhook strict = settings(null, List.of(), address, EXAMPLE_SECRET);
        assertThat(verify(v1, strict, HUBSPOT, NOW)).isEmpty();
        assertThat(verify(v2, strict, HUBSPOT, NOW)).isEmpty();
        ConnectionSettings.Webhook lenient =
                settings(null, List.of("hubspot-v2", "hubspot-v1"), address, EXAMPLE_SECRET);
        assertThat(verify(v1, lenient, HUBSPOT, NOW)).contains("hubspot-v1");
        assertThat(verify(v2, lenient, HUBSPOT, NOW)).contains("hubspot-v2");
    }

    /** (Standard Webhooks: the vector of its libraries.) */
    @Test
    @Tag("S1")
    void standardWebhooksTakesAnyOfSeveralSignatures() {
        ConnectionSettings.Webhook settings =
                settings("standard", List.of(), ADDRESS, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        String right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        Instant at = Instant.ofEpochSecond(1614265330);
        for (String signatures : List.of(right, "v1a,AAAA " + right, "v1,AAAA " + right)) {
            WebhookCall call = call(
                    utf8("{\"test\": 2432232314}"),
                    "webhook-id",
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    "webhook-timestamp",
                    "1614265330",
                    "webhook-signature",
                    signatures);
            assertThat(verify(call, settings, List.of(), at)).contains("standard");
            assertThat(verify(call, settings, List.of(), at.plusSeconds(301))).isEmpty();
        }
        WebhookCall other = call(
                utf8("{\"test\": 2432232315}"),
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                right);
        assertThat(verify(other, settings, List.of(), at)).isEmpty();
    }

    @ParameterizedTest(name = "token {0}, organization {1}: {2}")
    @Tag("S17")
    @CsvSource({
        "0123456789abcdef012345, 00D000000000001EAA, true",
        "0123456789abcdef012346, 00D000000000001EAA, false",
        "0123456789abcdef012345, 00D000000000002EAA, false",
        "short, 00D000000000001EAA, false"
    })
    void anOutboundMessageNeedsTheTokenAndTheOrganization(String token, String organization, boolean genuine) {
        ConnectionSettings.Webhook settings = new ConnectionSettings.Webhook(
                null,
                List.of(),
                List.of(),
                List.of(new Secret("0123456789abcdef012345"), new Secret("short")),
                null,
                null,
                "00D000000000001EAA",
                null);
        String body = "<Envelope><Body><notifications><OrganizationId>" + organization
                + "</OrganizationId></notifications></Body></Envelope>";
        WebhookCall call = new WebhookCall("POST", "/webhooks/salesforce/" + token, "", Map.of(), utf8(body));
        assertThat(verify(call, settings, List.of("salesforce-outbound", "standard"), NOW)
                        .isPresent())
                .isEqualTo(genuine);
    }
}
