package dev.caravan.crm;

/** What a written record is to be associated with: the other's CRM object and id. */
public record AssociateTo(String object, String id, Kind kind) {

    /** How the association stands to those that exist (R179-R181). */
    public enum Kind {
        /** Leaves existing ones as they are. */
        ADDITIONAL,
        /** Becomes the primary one. */
        PRIMARY,
        /** Becomes the primary one, and all earlier ones are removed. */
        PRIMARY_REMOVING_OTHERS
    }
}
