package dev.caravan.mapping;

import java.util.List;

/**
 * What is written besides or instead of the usual fields when an event pushes the record (R114); a field named here
 * replaces the usual one.
 */
public record Trigger(List<MappedField> fields, List<FixedField> fixed) {
    public Trigger {
        fields = List.copyOf(fields);
        fixed = List.copyOf(fixed);
    }
}
