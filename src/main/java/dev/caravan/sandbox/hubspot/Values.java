package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks what is written to a property and brings it into the form in which HubSpot gives it back. */
final class Values {
    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\\-\\u00a1-\\uffff]{1,64}@"
            + "([A-Za-z0-9\\u00a1-\\uffff]([A-Za-z0-9\\-\\u00a1-\\uffff]{0,61}[A-Za-z0-9\\u00a1-\\uffff])?\\.)+"
            + "[A-Za-z\\u00a1-\\uffff][A-Za-z0-9\\-\\u00a1-\\uffff]{0,61}[A-Za-z0-9\\u00a1-\\uffff]");
    private static final int LONGEST = 65_536;
    private static final int LONGEST_SHOWN = 100;

    private Values() {}

    /** A value that its property does not take. */
    static final class BadValueException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        BadValueException(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        /** As in {@code errors[].code}. */
        String code() {
            return code;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * The value to store; empty text to clear the property.
     *
     * @param before what is stored now
     * @param external allowed values of a property with external options
     */
    static String stored(Property property, JsonNode written, String before, Supplier<Collection<String>> external)
            throws BadValueException {
        if (written.isContainerNode()) {
            throw new BadValueException("INVALID_TYPE", "the value of \"" + property.name() + "\" must be text");
        }
        String text = written.isNull() ? "" : written.asText();
        if (text.isEmpty()) {
            return "";
        }
        return switch (property.type()) {
            case "number" -> number(text);
            case "bool" -> bool(text);
            case "enumeration" -> option(property, text, before, external);
            case "date" -> date(text).atZone(ZoneOffset.UTC).toLocalDate().toString();
            case "datetime" -> Times.iso(date(text));
            default -> text(property, text);
        };
    }

    private static String text(Property property, String text) throws BadValueException {
        if (text.length() > LONGEST) {
            throw new BadValueException(
                    "PROPERTY_VALUE_TOO_LONG", "\"" + property.name() + "\" is longer than " + LONGEST + " characters");
        }
        if (property.name().equals("email")) {
            String email = text.trim().toLowerCase(Locale.ROOT);
            if (!EMAIL.matcher(email).matches()) {
                throw new BadValueException("INVALID_EMAIL", "Email address " + shown(text) + " is invalid");
            }
            return email;
        }
        return property.name().equals("domain") ? text.trim().toLowerCase(Locale.ROOT) : text;
    }

    private static String number(String text) throws BadValueException {
        try {
            BigDecimal number = new BigDecimal(text.trim());
            return number.precision() > LONGEST_SHOWN ? text.trim() : number.toPlainString();
        } catch (NumberFormatException e) {
            throw new BadValueException("INVALID_NUMBER", shown(text) + " was not a valid number.");
        }
    }

    private static String bool(String text) throws BadValueException {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        if (!lower.equals("true") && !lower.equals("false")) {
            throw notAllowed(text, List.of("true", "false"));
        }
        return lower;
    }

    private static Instant date(String text) throws BadValueException {
        return Times.read(text)
                .orElseThrow(() -> new BadValueException(
                        "INVALID_DATE",
                        shown(text) + " was not a valid date. Use milliseconds since 1970 or ISO 8601."));
    }

    private static String option(Property property, String text, String before, Supplier<Collection<String>> external)
            throws BadValueException {
        Collection<String> allowed = property.external()
                ? external.get()
                : property.options().stream().map(Property.Option::value).toList();
        if (!property.isMultiple()) {
            if (!allowed.contains(text)) {
                throw notAllowed(text, allowed);
            }
            return text;
        }
        // A leading semicolon appends instead of replacing.
        Set<String> chosen = new LinkedHashSet<>();
        if (text.startsWith(";") && !before.isEmpty()) {
            chosen.addAll(List.of(before.split(";")));
        }
        for (String one : text.split(";")) {
            if (!one.isBlank()) {
                if (!property.external() && !allowed.contains(one.trim())) {
                    throw notAllowed(one, allowed);
                }
                chosen.add(one.trim());
            }
        }
        return String.join(";", chosen);
    }

    private static BadValueException notAllowed(String text, Collection<String> allowed) {
        String list = allowed.stream().collect(Collectors.joining(", ", "[", "]"));
        return new BadValueException("INVALID_OPTION", shown(text) + " was not one of the allowed options: " + list);
    }

    private static String shown(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    }
}
