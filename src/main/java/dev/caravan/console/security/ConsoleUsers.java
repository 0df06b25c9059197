package dev.caravan.console.security;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Turns the settings of the users into users that Spring Security knows. */
final class ConsoleUsers {
    private static final String BCRYPT = "{bcrypt}";

    private final PasswordEncoder encoder;

    ConsoleUsers(PasswordEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * The users with hashed passwords.
     *
     * @throws InvalidInputException when a user has no password or an unknown role
     */
    List<UserDetails> of(Map<String, UserSettings> settings) {
        List<UserDetails> users = new ArrayList<>();
        settings.forEach((name, user) -> users.add(user(name, user)));
        return users;
    }

    private UserDetails user(String name, UserSettings settings) {
        String setting = "caravan.users." + name;
        Secret password = settings.password();
        if (password == null || password.reveal().isBlank()) {
            throw new InvalidInputException(
                    ErrorCode.SECRET_MISSING, setting + ".password is missing. Set it by the environment or a file.");
        }
        String[] roles = settings.roles().stream()
                .map(word -> Role.of(setting + ".roles", word).word())
                .toArray(String[]::new);
        if (roles.length == 0) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID, setting + ".roles is empty. Use viewer or operator.");
        }
        return User.withUsername(name)
                .password(hash(setting, password.reveal()))
                .roles(roles)
                .build();
    }

    private String hash(String setting, String password) {
        if (!password.startsWith(BCRYPT)) {
            return encoder.encode(password);
        }
        String hash = password.substring(BCRYPT.length());
        if (!hash.matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    setting + ".password starts with {bcrypt} and is no BCrypt hash. Write the whole hash after it.");
        }
        return hash;
    }
}
