package dev.caravan.console.operations;

import org.jspecify.annotations.Nullable;

/**
 * How a connection logs in, and as whom.
 *
 * @param type the driver, such as {@code hubspot}
 * @param title the CRM's name as people write it
 * @param user the integration user, as the CRM names it; null while it is not known
 * @param detail why it does not run; null when it does
 * @param byConsent whether a person can let it in, again too, and take that back
 */
public record LoginView(
        String name,
        String type,
        String title,
        Standing standing,
        @Nullable String user,
        @Nullable String detail,
        boolean byConsent) {}
