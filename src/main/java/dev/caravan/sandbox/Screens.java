package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a person does at the CRM's own screens: checked, journalled and told by webhooks like a call of the API, with
 * the vendor's mark for a change by a person where it has one. Every method throws {@link IllegalArgumentException} if
 * it cannot be done; the message says why. The request is only for the journal.
 */
public interface Screens {
    /**
     * Makes a record.
     *
     * @param values by the vendor's field names
     * @return its id
     */
    String create(Request request, String object, ObjectNode values);

    /** Writes the named fields; null or empty text clears one. */
    void edit(Request request, String object, String id, ObjectNode values);

    /** Puts a record into the bin. */
    void delete(Request request, String object, String id);

    /** Takes a record out of the bin. */
    void restore(Request request, String object, String id);

    /** Merges others into one; it stays under its id, theirs lead to it where the vendor does so. */
    void merge(Request request, String object, String id, List<String> others);
}
