package dev.caravan.crm.webhook;

import dev.caravan.problem.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What schemes share: digests, and comparisons that do not tell how far a guess was right. */
final class Digests {
    /** How old or how far ahead a signed time may be. */
    static final Duration WINDOW = Duration.ofSeconds(300);

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,15}");

    private Digests() {}

    static byte[] hmac(byte[] key, byte[]... parts) {
        return hmac("HmacSHA256", key, parts);
    }

    /** @param algorithm of the Java runtime, such as {@code HmacSHA512} */
    static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static boolean same(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    /** Whether the text is one of the secrets; looks at all of them whatever it finds. */
    static boolean isOneOf(String given, List<Secret> secrets) {
        byte[] digest = sha256(bytes(given));
        boolean found = false;
        for (Secret secret : secrets) {
            found |= same(digest, sha256(bytes(secret.reveal())));
        }
        return found;
    }

    /** The bytes of a base64 text; empty when it is none. */
    static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The bytes of a text of small hexadecimal digits; empty when it is none. */
    static Optional<byte[]> hex(String text) {
        return text.matches("([0-9a-f]{2})+") ? Optional.of(HexFormat.of().parseHex(text)) : Optional.empty();
    }

    /** A number of plain digits; empty for anything else. */
    static Optional<Long> number(String text) {
        return DIGITS.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    static boolean isFresh(Instant signedAt, Instant now) {
        return Duration.between(signedAt, now).abs().compareTo(WINDOW) <= 0;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
