package dev.caravan.console.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.base.Suppliers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Knows a right password at once and takes its time for a wrong one. Scripts send their password with every request,
 * and whoever guesses sends many: a guess costs a whole BCrypt, on at most half of the processors, so that guessing
 * neither gets faster nor stops the rest. Passwords of the settings are kept as hashes under a key that ends with the
 * process; a BCrypt hash of the settings is remembered for five minutes once a password fitted.
 */
final class RememberingEncoder implements PasswordEncoder {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String KEYED = "{keyed}";

    private final PasswordEncoder slow;
    /** Ready with the key; looking one up for each request would cost more than the hash. */
    private final Mac keyed;

    private final Supplier<String> nobodysHash;
    private final Semaphore processors =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private final Cache<String, Boolean> fitted = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();

    RememberingEncoder(PasswordEncoder slow, SecureRandom random) {
        this.slow = slow;
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        this.keyed = keyed(new SecretKeySpec(bytes, ALGORITHM));
        this.nobodysHash = Suppliers.memoize(() -> slow.encode(fingerprint("nobody")));
    }

    @Override
    public String encode(CharSequence password) {
        return KEYED + fingerprint(password.toString());
    }

    @Override
    public boolean matches(CharSequence password, String hash) {
        if (hash.startsWith(KEYED)) {
            return isSame(encode(password), hash) || computed(password, nobodysHash.get());
        }
        String fingerprint = fingerprint(password + "\0" + hash);
        if (fitted.getIfPresent(fingerprint) != null) {
            return true;
        }
        boolean fits = computed(password, hash);
        if (fits) {
            fitted.put(fingerprint, true);
        }
        return fits;
    }

    private boolean computed(CharSequence password, String hash) {
        processors.acquireUninterruptibly();
        try {
            return slow.matches(password, hash);
        } finally {
            processors.release();
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private String fingerprint(String text) {
        try {
            Mac mac = (Mac) keyed.clone();
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(ALGORITHM + " of this Java cannot be copied", e);
        }
    }

    private static Mac keyed(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
