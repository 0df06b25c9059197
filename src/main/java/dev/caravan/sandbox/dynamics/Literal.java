package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A constant of a {@code $filter}. */
record Literal(Kind kind, String text) {
    /** What a constant may be. */
    enum Kind {
        TEXT("Edm.String"),
        NUMBER("Edm.Int32"),
        BOOLEAN("Edm.Boolean"),
        GUID("Edm.Guid"),
        DAY("Edm.Date"),
        TIME("Edm.DateTimeOffset"),
        NULL("");

        private final String edm;

        Kind(String edm) {
            this.edm = edm;
        }
    }

    static Literal read(FilterTokens tokens) {
        FilterTokens.Token token = tokens.take();
        if (token.isText()) {
            return new Literal(Kind.TEXT, token.text());
        }
        String word = token.text();
        if (word.startsWith("Microsoft.Dynamics.CRM.") && tokens.peek().isText()) {
            return new Literal(Kind.TEXT, tokens.take().text());
        }
        return ofWord(word);
    }

    private static Literal ofWord(String word) {
        if (word.equals("null")) {
            return new Literal(Kind.NULL, "");
        }
        if (word.equals("true") || word.equals("false")) {
            return new Literal(Kind.BOOLEAN, word);
        }
        if (word.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            return new Literal(Kind.GUID, word.toLowerCase(java.util.Locale.ROOT));
        }
        if (word.matches("-?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,2})?[mMdDfFlL]?")) {
            return new Literal(Kind.NUMBER, word.replaceAll("[mMdDfFlL]$", ""));
        }
        if (word.matches("\\d{4}-\\d{2}-\\d{2}")) {
            return new Literal(Kind.DAY, word);
        }
        if (word.matches("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+(Z|[+-]\\d{2}:\\d{2})")) {
            return new Literal(Kind.TIME, word);
        }
        throw Wire.syntax("Could not find a property named '" + word + "', and it is no literal either.");
    }

    boolean isNull() {
        return kind == Kind.NULL;
    }

    /** Refuses what cannot be compared with a property of that type. */
    void mustFit(String edmType, String operator) {
        boolean fits = edmType.isEmpty()
                || isNull()
                || switch (edmType) {
                    case "Edm.Int32", "Edm.Int64", "Edm.Decimal", "Edm.Double" -> kind == Kind.NUMBER;
                    case "Edm.DateTimeOffset", "Edm.Date" -> kind == Kind.TIME || kind == Kind.DAY;
                    default -> kind.edm.equals(edmType);
                };
        if (!fits) {
            throw Wire.syntax("A binary operator with incompatible types was detected. Found operand types '" + edmType
                    + "' and '" + kind.edm + "' for operator kind '" + operatorName(operator) + "'.");
        }
        if (kind == Kind.TIME || kind == Kind.DAY) {
            instant(text);
        }
    }

    /** How a value stands to this one. */
    int order(JsonNode value) {
        return switch (kind) {
            case NUMBER -> value.decimalValue().compareTo(new BigDecimal(text));
            case DAY, TIME -> instant(value.asText()).compareTo(instant(text));
            default -> Filter.folded(value.asText()).compareTo(Filter.folded(text));
        };
    }

    static Instant instant(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Wire.syntax("Unrecognized 'Edm.DateTimeOffset' literal '" + text + "'.");
        }
    }

    private static String operatorName(String operator) {
        return switch (operator) {
            case "eq" -> "Equal";
            case "ne" -> "NotEqual";
            case "gt" -> "GreaterThan";
            case "ge" -> "GreaterThanOrEqual";
            case "lt" -> "LessThan";
            default -> "LessThanOrEqual";
        };
    }
}
