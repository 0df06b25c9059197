package dev.caravan.crm.component;

/** What a crm endpoint does with an exchange. */
public enum CrmOperation {
    /** Creates or updates, as the write in the body says. */
    WRITE,
    /** The same as {@link #WRITE}. */
    UPSERT,
    /** The same as {@link #WRITE}. */
    CREATE,
    /** The same as {@link #WRITE}. */
    UPDATE,
    /** Reads the records whose ids are in the body. */
    READ,
    /** Finds the records that meet the condition in the body, a page at a time. */
    SEARCH,
    /** Removes the record that the body names. */
    DELETE,
    /** Makes the association in the body. */
    ASSOCIATE,
    /** Takes a webhook call of the connection; stands without a record. */
    RECEIVE,
    /**
     * Lets a signed call of the connection pass with its body, and ends the way of any other; stands without a record.
     */
    VERIFY,
    /** Orders an import. */
    /** Orders an import of the records that the body or the headers name. */
    IMPORT
}
