package dev.caravan.sandbox.salesforce;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One field of an object.
 *
 * @param length longest text in characters, or digits of a number; 0 where neither applies
 * @param options values of a picklist, in order
 * @param defaultOption the option taken when a create names none, or null
 * @param targets objects that a reference may point to
 * @param relationship name under which a query reaches the target, or null
 * @param compound name of the compound field that this one is a part of, or null
 */
record Field(
        String name,
        String label,
        FieldType type,
        int length,
        Set<Trait> traits,
        List<String> options,
        @Nullable String defaultOption,
        List<String> targets,
        @Nullable String relationship,
        @Nullable String compound) {

    /** What a field is or lets a caller do. */
    enum Trait {
        CREATEABLE,
        UPDATEABLE,
        NILLABLE,
        DEFAULTED,
        NAME,
        EXTERNAL_ID,
        UNIQUE,
        ID_LOOKUP,
        RESTRICTED
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The vendor's own rule for a field that a create must name (REST guide, describe). */
    boolean isRequired() {
        return is(Trait.CREATEABLE) && !is(Trait.NILLABLE) && !is(Trait.DEFAULTED);
    }

    /** Whether the server alone keeps it on every record: who touched the record and when. */
    boolean isAudit() {
        return name.equals("CreatedById") || name.equals("LastModifiedById");
    }

    /** Whether it names the record that this one was merged into. */
    boolean isMaster() {
        return name.equals("MasterRecordId");
    }

    boolean isCustom() {
        return name.endsWith("__c");
    }

    /** Whether an upsert may match on it. */
    boolean isMatchKey() {
        return is(Trait.EXTERNAL_ID) || is(Trait.ID_LOOKUP);
    }

    /** Whether the store keeps a hash index over it. */
    boolean isIndexed() {
        return isMatchKey()
                || is(Trait.UNIQUE)
                || is(Trait.NAME)
                || type == FieldType.EMAIL
                || (type == FieldType.REFERENCE && !isAudit())
                || type == FieldType.URL
                || name.equals("Company");
    }

    /** Whether a query may filter on it: long text and binary content may not. */
    boolean isFilterable() {
        return !(type == FieldType.TEXTAREA && length > 255) && type != FieldType.BASE64 && type != FieldType.ADDRESS;
    }
}
