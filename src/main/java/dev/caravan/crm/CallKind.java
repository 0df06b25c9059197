package dev.caravan.crm;

/** Kinds of API calls that vendors count apart. */
public enum CallKind {
    GENERAL,
    /** Searches; HubSpot counts them apart and allows few. */
    SEARCH,
    /** Not calls but what they cost, where a vendor has a price for each: Pipedrive's tokens, Zoho's credits. */
    UNITS
}
