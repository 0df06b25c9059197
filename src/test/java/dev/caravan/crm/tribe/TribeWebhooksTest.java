package dev.caravan.crm.tribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.webhook.WebhookVerifier;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TribeCRM's webhooks: what is genuine, and what it says. */
class TribeWebhooksTest {
    private static final String HEADER = "X-Tribe-Signature";
    private static final String SECRET = "a-secret-of-the-webhook";
    private static final String ID = "9fcb346f-bd58-423d-b7da-1952f9449827";
    private static final String BODY =
            "{\"webhookId\":\"w\",\"payload\":{\"type\":\"EntityUpdateMutation\",\"entityId\":\"" + ID
                    + "\",\"entityType\":\"Relation.Organization\"}}";

    private final Webhooks webhooks = new TribeWebhooks();
    private final WebhookVerifier verifier = new WebhookVerifier(Clock.systemUTC());

    @Test
    @Tag("S1")
    void aCallThatIsSignedWithOneOfTheSecretsIsGenuine() throws Exception {
        assertThat(verified(BODY, signature(BODY, SECRET), SECRET)).contains("hmac-sha512");
        assertThat(verified(BODY, signature(BODY, SECRET), "a-newer-secret", SECRET))
                .contains("hmac-sha512");
        assertThat(verified(BODY, HexFormat.of().formatHex(mac("HmacSHA512", BODY, SECRET)), SECRET))
                .as("as hexadecimal digits")
                .contains("hmac-sha512");
    }

    static Stream<Arguments> forgeries() throws Exception {
        String good = signature(BODY, SECRET);
        byte[] raw = mac("HmacSHA512", BODY, SECRET);
        return Stream.of(
                Arguments.of("no signature", BODY, ""),
                Arguments.of("another secret", BODY, signature(BODY, "another-secret")),
                Arguments.of("another body", BODY.replace("Organization", "Person"), good),
                Arguments.of("one blank more", BODY + " ", good),
                Arguments.of(
                        "one byte less", BODY, Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(raw, 63))),
                Arguments.of("half a signature", BODY, good.substring(0, 40)),
                Arguments.of(
                        "a weaker digest", BODY, Base64.getEncoder().encodeToString(mac("HmacSHA256", BODY, SECRET))),
                Arguments.of(
                        "a digest without a key",
                        BODY,
                        Base64.getEncoder()
                                .encodeToString(java.security.MessageDigest.getInstance("SHA-512")
                                        .digest(BODY.getBytes(StandardCharsets.UTF_8)))),
                Arguments.of("the secret itself", BODY, SECRET),
                Arguments.of("no base64", BODY, "%%%"),
                Arguments.of("two signatures", BODY, good + "," + good));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    @Tag("S1")
    void aForgedCallIsRefused(String how, String body, String signature) {
        assertThat(verified(body, signature, SECRET)).as(how).isEmpty();
    }

    @Test
    @Tag("S1")
    void withoutASecretAHeadersNameOrWithTheHeaderTwiceNothingIsGenuine() throws Exception {
        String good = signature(BODY, SECRET);
        assertThat(verified(BODY, good)).isEmpty();
        WebhookCall twice = call(BODY, Map.of(HEADER, List.of(good, good)));
        assertThat(verifier.verify(twice, settings(HEADER, SECRET), webhooks.schemes()))
                .isEmpty();
        WebhookCall once = call(BODY, Map.of(HEADER, List.of(good)));
        assertThat(verifier.verify(once, settings(null, SECRET), webhooks.schemes()))
                .isEmpty();
        assertThat(verifier.verify(once, settings("X-Other", SECRET), webhooks.schemes()))
                .isEmpty();
    }

    static Stream<Arguments> payloads() {
        String company = "Relation_Organization";
        String contact = "Relationship_Person_Contact_Standard";
        String lead = "Relationship_Organization_CommercialRelationship_Lead";
        String customer = "Relationship_Organization_CommercialRelationship_Customer";
        String deal = "Activity_SalesOpportunity";
        return Stream.of(
                Arguments.of(
                        "'type':'EntityUpdateMutation','entityId':'#','entityType':'Relation.Organization'",
                        List.of(company)),
                Arguments.of(
                        "'_type':'EntityDeletionMutation','entityId':'#','_Type':'Activity.SalesOpportunity'",
                        List.of(deal)),
                Arguments.of(
                        "'RelationshipCreationMutation':{'relationshipId':'#','type':'Relationship.Person.Contact.Standard'}",
                        List.of(contact)),
                Arguments.of(
                        "'relationshipId':'#','t':'Relationship_Organization_CommercialRelationship_Lead'",
                        List.of(lead)),
                Arguments.of(
                        "'relationshipId':'#','t':'Relationship.Organization.CommercialRelationship.Customer'",
                        List.of(customer, lead)),
                Arguments.of("'entityId':'#'", List.of(company, contact, lead, deal)),
                Arguments.of("'relationshipId':'#','entityId':'#'", List.of(company, contact, lead, deal)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("payloads")
    void aPayloadNamesARecordOfOneObjectOrOfAnyThatItMayBe(String payload, List<String> objects) {
        String body = ("{'webhookId':'w','payload':{" + payload + "}}")
                .replace('\'', '"')
                .replace("#", ID);
        List<Notice> notices = webhooks.read(call(body, Map.of()), "hmac-sha512");
        assertThat(notices).extracting(Notice::object).containsExactlyElementsOf(objects);
        assertThat(notices).allMatch(notice -> notice.id().equals(ID));
    }

    @Test
    void aRoleAndWhatItLinksAreToldBoth() {
        String other = "00000000-BD58-423d-b7da-1952f9449827";
        String body = "{\"payload\":{\"relationshipId\":\"" + ID + "\",\"entityId\":\"" + other + "\"}}";
        assertThat(webhooks.read(call(body, Map.of()), "hmac-sha512"))
                .hasSize(8)
                .extracting(Notice::id)
                .contains(ID, other);
    }

    @Test
    void theKindOfMutationIsTheReason() {
        assertThat(webhooks.read(call(BODY, Map.of()), "hmac-sha512"))
                .extracting(Notice::why)
                .containsExactly("EntityUpdateMutation");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "\"payload\"",
                "{\"payload\":null}",
                "{\"payload\":[]}",
                "{\"payload\":\"x\"}",
                "{\"payload\":{}}",
                "{\"payload\":{\"entityId\":7}}",
                "{\"payload\":{\"entityId\":{\"ID\":\"x\"}}}",
                "{\"payload\":{\"entityId\":\"1 or 1 eq 1\",\"entityType\":\"Relation.Organization\"}}",
                "{\"payload\":{\"entityId\":\"9fcb346f-bd58-423d-b7da-1952f9449827\",\"entityId\":\"x\"}}",
                "{\"entityId\":\"9fcb346f-bd58-423d-b7da-1952f9449827\"}",
                "{\"payload\":{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":"
                        + "{\"entityId\":\"9fcb346f-bd58-423d-b7da-1952f9449827\"}}}}}}}}",
                "entityId=9fcb346f-bd58-423d-b7da-1952f9449827"
            })
    @Tag("S8")
    void anOddBodyIsRefusedOrSaysNothing(String body) {
        Throwable thrown = catchThrowable(() ->
                assertThat(webhooks.read(call(body, Map.of()), "hmac-sha512")).isEmpty());
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(InvalidInputException.class).hasMessageNotContaining("9fcb346f");
        }
    }

    private Optional<String> verified(String body, String signature, String... secrets) {
        Map<String, List<String>> headers = signature.isEmpty() ? Map.of() : Map.of(HEADER, List.of(signature));
        return verifier.verify(call(body, headers), settings(HEADER, secrets), webhooks.schemes());
    }

    private static ConnectionSettings.Webhook settings(
            @org.jspecify.annotations.Nullable String header, String... secrets) {
        List<Secret> all = Stream.of(secrets).map(Secret::new).toList();
        return new ConnectionSettings.Webhook(null, List.of(), all, List.of(), null, null, null, header);
    }

    private static WebhookCall call(String body, Map<String, List<String>> headers) {
        return new WebhookCall("POST", "/webhooks/tribe", "", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String signature(String body, String secret) throws Exception {
        return Base64.getEncoder().encodeToString(mac("HmacSHA512", body, secret));
    }

    private static byte[] mac(String algorithm, String body, String secret) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
        return mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
    }
}
