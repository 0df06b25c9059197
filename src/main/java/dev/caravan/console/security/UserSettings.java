package dev.caravan.console.security;

import dev.caravan.problem.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One user, as written below {@code caravan.users.<name>}.
 *
 * @param password plain, best given by the environment, or a hash with {@code {bcrypt}} in front
 * @param roles {@code viewer} or {@code operator}
 */
public record UserSettings(
        @Nullable Secret password, @DefaultValue("viewer") List<String> roles) {
    public UserSettings {
        roles = List.copyOf(roles);
    }
}
