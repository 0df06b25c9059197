package dev.caravan.runtime;

import dev.caravan.dedup.Links;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The links in the database, as matching asks for them. */
final class StoredLinks implements Links {
    private final LinkStore store;

    StoredLinks(LinkStore store) {
        this.store = store;
    }

    @Override
    public Map<RecordKey, Link> find(ConnectionName connection, Collection<RecordKey> records) {
        Map<RecordType, List<String>> byType = new EnumMap<>(RecordType.class);
        records.forEach(
                r -> byType.computeIfAbsent(r.type(), t -> new ArrayList<>()).add(r.id()));
        Map<RecordKey, Link> found = new HashMap<>();
        byType.forEach((type, ids) -> found.putAll(store.find(connection, type, ids)));
        return found;
    }

    @Override
    public Map<String, RecordKey> owners(ConnectionName connection, String object, Collection<String> externalIds) {
        return store.recordsOf(connection, object, externalIds);
    }
}
