package dev.caravan.hub;

import java.util.regex.Pattern;

/** Name of one configured account, as written in {@code caravan.connections.<name>}. */
public record ConnectionName(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    public ConnectionName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "connection name '" + value + "' must be 1-40 of a-z, 0-9 and '-', starting with a letter");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
