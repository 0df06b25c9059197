package dev.caravan.crm.batch;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the intents of creates that the CRM itself cannot recognise when they are repeated. */
final class CreateGuard {
    private static final Logger LOG = LoggerFactory.getLogger(CreateGuard.class);

    private final ConnectionName connection;
    private final Intents intents;

    CreateGuard(ConnectionName connection, Intents intents) {
        this.connection = connection;
        this.intents = intents;
    }

    /** Since when it has been unknown whether the CRM has the record. */
    Optional<Instant> unknownSince(PendingWrite pending) {
        return pending.write().isCreate()
                ? intents.openSince(connection, pending.write().record())
                : Optional.empty();
    }

    /** Writes down, in one commit, which creates are about to be sent. */
    void open(List<PendingWrite> batch) {
        List<RecordKey> creates = creates(batch);
        if (!creates.isEmpty()) {
            intents.open(connection, creates);
        }
    }

    /** These creates certainly did not happen. */
    void didNotHappen(List<PendingWrite> refused) {
        List<RecordKey> creates = creates(refused);
        if (creates.isEmpty()) {
            return;
        }
        try {
            intents.close(connection, creates);
        } catch (RuntimeException e) {
            LOG.warn(
                    "connection={} {} intent(s) stay open though nothing was created; the CRM is searched before the next try",
                    connection,
                    creates.size(),
                    e);
        }
    }

    /** Whether the CRM may have done what was asked in spite of the error. */
    static boolean mayHaveHappened(Exception error) {
        if (!(error instanceof CrmException crm)) {
            return true;
        }
        return crm.error() instanceof CrmError.Transient t && t.outcomeUnknown();
    }

    private static List<RecordKey> creates(List<PendingWrite> batch) {
        return batch.stream()
                .map(PendingWrite::write)
                .filter(w -> w.isCreate())
                .map(w -> w.record())
                .toList();
    }
}
