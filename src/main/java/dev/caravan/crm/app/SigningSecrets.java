package dev.caravan.crm.app;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What webhooks are signed with: HMAC-SHA256 over id, time in seconds and body, one signature for each secret.
 * (Standard Webhooks specification, "Signature scheme", symmetric.)
 */
final class SigningSecrets {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final List<SecretKeySpec> keys;

    private SigningSecrets(List<SecretKeySpec> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads the secrets.
     *
     * @param setting where they are written, for the message
     * @param secrets one or more, {@code whsec_} and base64 of 24-64 bytes each, separated by blanks or commas
     * @throws InvalidInputException when one of them is not of that form; quotes nothing of it
     */
    static SigningSecrets of(String setting, Secret secrets) {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String each : secrets.reveal().strip().split("[\\s,]+")) {
            keys.add(new SecretKeySpec(key(setting, each), ALGORITHM));
        }
        return new SigningSecrets(keys);
    }

    private static byte[] key(String setting, String secret) {
        byte[] key = new byte[0];
        try {
            key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
        } catch (IllegalArgumentException e) {
            // Told below, without the secret.
        }
        if (key.length < SHORTEST || key.length > LONGEST) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    setting + " is no signing secret. Write whsec_ and the base64 form of " + SHORTEST + "-" + LONGEST
                            + " random bytes; several are separated by blanks");
        }
        return key;
    }

    /** The value of the header {@code webhook-signature}. */
    String signature(String id, long seconds, byte[] body) {
        return keys.stream().map(key -> "v1," + mac(key, id, seconds, body)).collect(Collectors.joining(" "));
    }

    private static String mac(SecretKeySpec key, String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + '.' + seconds + '.').getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
