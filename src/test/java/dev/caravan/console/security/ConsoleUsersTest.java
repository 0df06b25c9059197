package dev.caravan.console.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

class ConsoleUsersTest {
    private final PasswordEncoder encoder = new BCryptPasswordEncoder(4);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path data;

    @Test
    void aPlainPasswordIsKeptAsAHash() {
        UserDetails user = users(new Secret("open sesame"), "operator");
        assertThat(user.getPassword()).startsWith("$2a$");
        assertThat(encoder.matches("open sesame", user.getPassword())).isTrue();
        assertThat(user.getAuthorities()).extracting("authority").containsExactly("ROLE_operator");
    }

    @Test
    void aHashIsTakenAsItIs() {
        String hash = encoder.encode("open sesame");
        assertThat(users(new Secret("{bcrypt}" + hash), "viewer").getPassword()).isEqualTo(hash);
    }

    @Test
    void aMistakeNamesTheUserAndNeverThePassword() {
        assertThatThrownBy(() -> users(new Secret(" "), "viewer"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.users.ola.password is missing");
        assertThatThrownBy(() -> users(null, "viewer")).hasMessageContaining("CFG-102");
        assertThatThrownBy(() -> users(new Secret("{bcrypt}sesame"), "viewer"))
                .hasMessageContaining("no BCrypt hash")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> users(new Secret("sesame"), "operatr"))
                .hasMessageContaining("Did you mean 'operator'?");
    }

    @Test
    @Tag("S12")
    void firstPasswordsAreShownOnceAndKeptForTheirOwner() throws Exception {
        Map<String, UserSettings> first = firstPasswords().users();
        assertThat(first).containsOnlyKeys("operator", "viewer");
        String operator = password(first, "operator");
        assertThat(operator).hasSize(22).isNotEqualTo(password(first, "viewer"));
        assertThat(printed()).contains(operator, "operator / ", data.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("d/console-password"))))
                .isEqualTo("rw-------");

        printed.reset();
        assertThat(password(firstPasswords().users(), "operator")).isEqualTo(operator);
        assertThat(printed()).contains("console-password").doesNotContain(operator);
        assertThat(first.toString()).doesNotContain(operator);
    }

    @Test
    void anEmptyPasswordFileIsNotTakenForNoUsers() throws Exception {
        Files.createDirectories(data.resolve("d"));
        Files.writeString(data.resolve("d/console-password"), "\n");
        assertThatThrownBy(() -> firstPasswords().users()).hasMessageContaining("holds no password");
    }

    @Test
    void whatFittedOnceIsNotComputedAgainAndAGuessAlwaysIs() {
        AtomicInteger computed = new AtomicInteger();
        PasswordEncoder counting = new PasswordEncoder() {
            @Override
            public String encode(CharSequence password) {
                return encoder.encode(password);
            }

            @Override
            public boolean matches(CharSequence password, String hash) {
                computed.incrementAndGet();
                return encoder.matches(password, hash);
            }
        };
        RememberingEncoder remembering = new RememberingEncoder(counting, new SecureRandom());
        String hash = encoder.encode("right");
        assertThat(remembering.matches("right", hash)).isTrue();
        assertThat(remembering.matches("right", hash)).isTrue();
        assertThat(computed).hasValue(1);
        assertThat(remembering.matches("wrong", hash)).isFalse();
        assertThat(remembering.matches("wrong", hash)).isFalse();
        assertThat(computed).hasValue(3);
        assertThat(remembering.matches("right", encoder.encode("other"))).isFalse();

        computed.set(0);
        String setting = remembering.encode("right");
        assertThat(setting).doesNotContain("right");
        assertThat(remembering.matches("right", setting)).isTrue();
        assertThat(computed).hasValue(0);
        assertThat(remembering.matches("wrong", setting)).isFalse();
        assertThat(remembering.matches("wrong", setting)).isFalse();
        assertThat(computed).hasValue(2);
        assertThat(remembering.matches("right", remembering.encode("other"))).isFalse();
        RememberingEncoder another = new RememberingEncoder(counting, new SecureRandom());
        assertThat(another.matches("right", setting)).isFalse();
    }

    private FirstPasswords firstPasswords() {
        return new FirstPasswords(
                data.resolve("d"), new SecureRandom(), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static String password(Map<String, UserSettings> users, String name) {
        Secret secret = users.get(name).password();
        return secret == null ? "" : secret.reveal();
    }

    private UserDetails users(@Nullable Secret password, String role) {
        return new ConsoleUsers(encoder)
                .of(Map.of("ola", new UserSettings(password, List.of(role))))
                .get(0);
    }
}
