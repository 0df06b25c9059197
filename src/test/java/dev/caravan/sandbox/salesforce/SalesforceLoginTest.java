package dev.caravan.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesforceLoginTest extends SalesforceSandboxFixture {
    @ParameterizedTest
    @CsvSource(textBlock = """
        grant_type=password&client_id=sandbox-client&client_secret=sandbox-secret&username=u&password=sandbox&format=json, 200, ''
        grant_type=password&client_id=sandbox-client&client_secret=sandbox-secret&username=u&password=wrong, 400, invalid_grant
        grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret, 200, ''
        grant_type=client_credentials&client_id=sandbox-client&client_secret=wrong, 400, invalid_client
        grant_type=client_credentials&client_id=other&client_secret=wrong, 400, invalid_client_id
        grant_type=refresh_token&client_id=sandbox-client&refresh_token=sandbox-refresh, 200, ''
        grant_type=refresh_token&client_id=sandbox-client&refresh_token=old, 400, invalid_grant
        grant_type=other, 400, unsupported_grant_type
        """)
    void everyGrantIsAnsweredAsDocumented(String form, int status, String error) throws Exception {
        Answered answered = call("POST", "/services/oauth2/token", form);
        assertThat(answered.status()).isEqualTo(status);
        assertThat(answered.text("/error")).isEqualTo(error);
        if (status == 200) {
            assertThat(answered.text("/instance_url")).isEqualTo(server.baseUrl());
            assertThat(answered.text("/id")).matches(".*/id/00D\\w{15}/005\\w{15}");
            assertThat(answered.body().has("expires_in")).isFalse();
            String token = "Bearer " + answered.text("/access_token");
            assertThat(call("GET", V + "/limits", "", "Authorization", token).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aJwtWithPaddingAndAQuotedExpiryIsAccepted() throws Exception {
        String claims = "{\"iss\":\"sandbox-client\",\"sub\":\"u\",\"aud\":\"x\",\"exp\":\"4102444800\"}";
        Base64.Encoder padded = Base64.getUrlEncoder();
        String jwt = padded.encodeToString("{}".getBytes(StandardCharsets.UTF_8)) + "."
                + padded.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
        String form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
                + URLEncoder.encode(jwt, StandardCharsets.UTF_8);
        assertThat(call("POST", "/services/oauth2/token", form).status()).isEqualTo(200);
    }

    @Test
    void aRevokedSessionIsRefused() throws Exception {
        String token = call(
                        "POST",
                        "/services/oauth2/token",
                        "grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret")
                .text("/access_token");
        String encoded = URLEncoder.encode(token, StandardCharsets.UTF_8);
        assertThat(call("GET", "/services/oauth2/revoke?token=" + encoded, "").status())
                .isEqualTo(200);
        Answered refused = call("GET", V + "/sobjects", "", "Authorization", "Bearer " + token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("/0/errorCode")).isEqualTo("INVALID_SESSION_ID");
    }
}
