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
 * @param how how it was found: {@code link}, the match rule such as {@code work_email}, {@code review}, or {@code none}
 *     for a new record
 */
public record Match(
        HubRecord record,
        ConnectionName connection,
        @Nullable Link link,
        @Nullable CrmRecord current,
        String how) {

    /** Whether the CRM has no counterpart, so that one is to be created. */
    public boolean isNew() {
        return link == null && current == null;
    }
}
