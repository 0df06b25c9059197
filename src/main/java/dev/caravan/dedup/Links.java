package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Link;
import dev.caravan.hub.RecordKey;
import java.util.Collection;
import java.util.Map;

/** What matching asks about links; each method is one query. */
public interface Links {

    /** The links that the named records have in the connection; a record without one is absent. */
    Map<RecordKey, Link> find(ConnectionName connection, Collection<RecordKey> records);

    /** The hub records that CRM records are linked with, by external id; one that is linked with nothing is absent. */
    Map<String, RecordKey> owners(ConnectionName connection, String object, Collection<String> externalIds);
}
