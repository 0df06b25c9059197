package dev.caravan.mapping;

/**
 * A CRM field that always gets the same value (R144, R148).
 *
 * @param to the CRM's name
 * @param value a {@code String}, {@code Boolean}, {@code Long} or {@code java.math.BigDecimal}; an option's internal
 *     name
 * @param line where it stands in the file
 */
public record FixedField(String to, Object value, Send send, int line) {}
