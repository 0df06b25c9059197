package dev.caravan.crm.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Builds the query of a call; names and values are percent-encoded, a blank as {@code %20}. */
public final class Query {
    private final StringBuilder text = new StringBuilder();

    /** Adds a parameter; null adds nothing. */
    public Query add(String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(encoded(name))
                    .append('=')
                    .append(encoded(value.toString()));
        }
        return this;
    }

    /** A text as it may stand in one segment of a path or in a query. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The query; null for none, as {@link HttpCall} takes it. */
    public @Nullable String text() {
        return text.isEmpty() ? null : text.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
