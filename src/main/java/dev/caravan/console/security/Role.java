package dev.caravan.console.security;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a user of the console and the API may do. */
public enum Role {
    /** Sees everything, changes nothing. */
    VIEWER,
    /** Sees everything; replays, decides and pushes. */
    OPERATOR;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word used in settings and by Spring Security and Hawtio. */
    public String word() {
        return word;
    }

    /**
     * The role that a setting names.
     *
     * @throws InvalidInputException with the nearest right word when there is none
     */
    static Role of(String setting, String word) {
        List<String> known = Arrays.stream(values()).map(Role::word).toList();
        return Arrays.stream(values())
                .filter(role -> role.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.CONFIGURATION_INVALID,
                        setting + " names the role '" + word + "'. " + NearestName.hint(word, known)));
    }
}
