package dev.caravan.crm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretsTest {
    /** The published example of Standard Webhooks. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIME = 1614265330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static SigningSecrets secrets(String all) {
        return SigningSecrets.of("caravan.connections.app.auth.token", new Secret(all));
    }

    @Test
    void thePublishedExampleIsSignedAsPublished() {
        assertThat(secrets(SECRET).signature(ID, TIME, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void eachOfSeveralSecretsSignsInTheirOrder() {
        String other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        String both = secrets(other + " " + SECRET).signature(ID, TIME, BODY);
        assertThat(both.split(" ")).hasSize(2).endsWith(SIGNATURE);
        assertThat(secrets(SECRET + "," + other).signature(ID, TIME, BODY)).startsWith(SIGNATURE + " v1,");
    }

    @Test
    void everyPartOfTheMessageIsSigned() {
        SigningSecrets secrets = secrets(SECRET);
        byte[] other = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);
        assertThat(secrets.signature(ID + "x", TIME, BODY)).isNotEqualTo(SIGNATURE);
        assertThat(secrets.signature(ID, TIME + 1, BODY)).isNotEqualTo(SIGNATURE);
        assertThat(secrets.signature(ID, TIME, other)).isNotEqualTo(SIGNATURE);
    }

    @ParameterizedTest
    @Tag("S12")
    @ValueSource(strings = {"whsec_c2hvcnQ=", "whsec_not*base64*at*all*but*long*enough", "sandbox"})
    void whatIsNoSecretIsRefusedWithoutQuotingIt(String wrong) {
        assertThatThrownBy(() -> secrets(SECRET + " " + wrong))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.app.auth.token")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(wrong));
    }
}
