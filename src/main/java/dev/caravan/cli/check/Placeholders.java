package dev.caravan.cli.check;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.Environment;

/** Camel's {@code {{name:default}}}. */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*(\\??)([^}:]+?)\\s*(?::([^}]*))?}}");

    private Placeholders() {}

    /** The text with its placeholders filled in; empty when one of them has neither a value nor a default. */
    static Optional<String> fill(String text, Environment environment) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = environment.getProperty(matcher.group(2), matcher.group(3) == null ? "" : matcher.group(3));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(filled);
        return Optional.of(filled.toString());
    }
}
