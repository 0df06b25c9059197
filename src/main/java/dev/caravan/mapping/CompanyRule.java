package dev.caravan.mapping;

import dev.caravan.crm.AssociateTo;

/**
 * How a record is associated with its company in the CRM.
 *
 * @param association R179-R181
 * @param requiredParent what happens when the company is not in the CRM yet
 * @param line where the association stands in the file; 0 when it does not
 */
public record CompanyRule(AssociateTo.Kind association, RequiredParent requiredParent, int line) {

    /** A rule of no file. */
    public CompanyRule(AssociateTo.Kind association, RequiredParent requiredParent) {
        this(association, requiredParent, 0);
    }

    /** R123. */
    public enum RequiredParent {
        /** The company is pushed first, even if companies are not pushed otherwise. */
        PUSH,
        /** The record goes without its company. */
        IGNORE,
        /** The record is held until the company is there. */
        HOLD
    }
}
