package dev.caravan.console.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * BCrypt for scripts that send their password with every request: what fitted once is remembered for five minutes, as a
 * keyed hash. Guesses are always computed in full, on at most half of the processors, so that guessing neither gets
 * faster nor stops the rest.
 */
final class RememberingEncoder implements PasswordEncoder {
    private static final String ALGORITHM = "HmacSHA256";

    private final PasswordEncoder slow;
    private final SecretKeySpec key;
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
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    @Override
    public String encode(CharSequence password) {
        return slow.encode(password);
    }

    @Override
    public boolean matches(CharSequence password, String hash) {
        String fingerprint = fingerprint(password + "\0" + hash);
        if (fitted.getIfPresent(fingerprint) != null) {
            return true;
        }
        processors.acquireUninterruptibly();
        try {
            boolean fits = slow.matches(password, hash);
            if (fits) {
                fitted.put(fingerprint, true);
            }
            return fits;
        } finally {
            processors.release();
        }
    }

    private String fingerprint(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
