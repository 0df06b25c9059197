package dev.caravan.hub;

import java.util.List;

/**
 * Hub fields that together identify a record of a type, as a mapping's match rules name them.
 *
 * @param fields at least one
 * @param anyDomainExtension whether {@code acme.com} and {@code acme.es} count as equal
 */
public record KeyRule(RecordType type, List<String> fields, boolean anyDomainExtension) {
    public KeyRule {
        fields = List.copyOf(fields);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a key rule of " + type.word() + " needs at least one field");
        }
    }
}
