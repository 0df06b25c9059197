package dev.caravan.crm.dynamics;

import dev.caravan.crm.http.Query;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The query of a call; names of options as they are, values percent-encoded. */
final class ODataQuery {
    private final StringBuilder text = new StringBuilder();

    /** Adds an option; null or an empty text adds nothing. */
    ODataQuery add(String option, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            text.append(text.isEmpty() ? "" : "&").append(option).append('=');
            text.append(
                    Query.encoded(value).replace("%2C", ",").replace("%28", "(").replace("%29", ")"));
        }
        return this;
    }

    ODataQuery select(Collection<String> names) {
        return add("$select", String.join(",", names));
    }

    String text() {
        return text.toString();
    }
}
