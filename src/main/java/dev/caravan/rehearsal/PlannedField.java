package dev.caravan.rehearsal;

import org.jspecify.annotations.Nullable;

/**
 * One value that changes.
 *
 * @param field the hub's name of the field; null for a CRM field that no hub field goes to
 * @param crmField the CRM's name; null for a hub field that is not mapped
 * @param before what is there now, null for nothing
 * @param after what would be there, null for nothing; a text that begins with {@link PlannedIds#MARK} stands for the id
 *     of a record that is made before this one
 * @param why in a few words
 */
public record PlannedField(
        @Nullable String field,
        @Nullable String crmField,
        @Nullable Object before,
        @Nullable Object after,
        String why) {}
