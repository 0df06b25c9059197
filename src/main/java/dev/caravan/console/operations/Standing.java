package dev.caravan.console.operations;

import java.util.Locale;

/** Whether a connection is on, and whether the CRM lets it in. */
public enum Standing {
    /** On, and the CRM has answered to its login. */
    ACTIVE,
    /** On; nothing is known of its login yet. */
    ENABLED,
    /** Off in the settings. */
    DISABLED,
    /** On, and a person has to let it in. */
    NEEDS_AUTHORIZATION;

    /** The word in JSON. */
    @com.fasterxml.jackson.annotation.JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The same for people. */
    public String words() {
        return this == NEEDS_AUTHORIZATION ? "needs authorization" : name().charAt(0) + word().substring(1);
    }
}
