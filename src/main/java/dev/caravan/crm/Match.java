package dev.caravan.crm;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import org.jspecify.annotations.Nullable;

/**
 * What dedup found out about a hub record and a connection.
 *
 * @param link the link that exists, null when there is none yet
 * @param current the CRM's record as it was just read, null when the link's base serves or when there is no such record
 * @param how how it was found: {@code link}, the match rule such as {@code work_email}, {@code review},
 *     {@link #UNIQUE_FIELD}, {@link #BEGUN}, or {@code none} for a new record
 */
public record Match(
        HubRecord record,
        ConnectionName connection,
        @Nullable Link link,
        @Nullable CrmRecord current,
        String how) {

    /** The CRM's record carries the hub's id in the unique field that creates go by. */
    public static final String UNIQUE_FIELD = "unique field";

    /** A create of the record was begun and got no answer, and now a match rule finds one. */
    public static final String BEGUN = "an earlier create";

    /**
     * Whether the CRM's record is one that we made and whose answer got lost: then its values are earlier ones of the
     * hub, and no first meeting.
     */
    public boolean isOwnCreation() {
        return link == null && (how.equals(UNIQUE_FIELD) || how.equals(BEGUN));
    }

    /** Whether the CRM has no counterpart, so that one is to be created. */
    public boolean isNew() {
        return link == null && current == null;
    }

    /** How the two found each other at first, which stays with their link. */
    public String foundBy() {
        return link == null ? how : link.how();
    }
}
