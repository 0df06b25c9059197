package dev.caravan.crm;

/** Kinds of API calls that vendors count apart. */
public enum CallKind {
    GENERAL,
    /** Searches; HubSpot counts them apart and allows few. */
    SEARCH
}
