package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * Base64 or hexadecimal of an HMAC over the body, in the header that the connection names. No time is signed, so a call
 * can be played again; what it says is only a hint to read a record.
 */
final class HmacHeader implements SignatureScheme {
    private final String algorithm;
    private final String word;

    /** @param algorithm of the Java runtime, such as {@code HmacSHA512} */
    HmacHeader(String algorithm, String word) {
        this.algorithm = algorithm;
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String header = settings.header();
        String given = header == null ? "" : call.single(header).orElse("");
        Optional<byte[]> digest = Digests.hex(given).or(() -> Digests.base64(given));
        if (given.isEmpty() || digest.isEmpty()) {
            return false;
        }
        boolean fits = false;
        for (Secret secret : settings.secrets()) {
            fits |= Digests.same(Digests.hmac(algorithm, Digests.bytes(secret.reveal()), call.body()), digest.get());
        }
        return fits;
    }
}
