package dev.caravan.runtime;

import dev.caravan.crm.batch.Intents;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.IntentStore;
import dev.caravan.hub.RecordKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * The intents in the database.
 *
 * @param isKept whether new ones are written down and old ones ended; else they are only looked at
 */
record StoredIntents(IntentStore store, boolean isKept) implements Intents {
    @Override
    public void open(ConnectionName connection, Collection<RecordKey> records) {
        if (isKept) {
            store.open(connection, records);
        }
    }

    @Override
    public void close(ConnectionName connection, Collection<RecordKey> records) {
        if (isKept) {
            store.close(connection, records);
        }
    }

    @Override
    public Optional<Instant> openSince(ConnectionName connection, RecordKey record) {
        return store.openSince(connection, record);
    }
}
