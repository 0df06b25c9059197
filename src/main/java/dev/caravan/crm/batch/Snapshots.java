package dev.caravan.crm.batch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.crm.CrmRecord;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * CRM records that were just read while a listing was walked through, so that whoever works on their marks need not
 * read them again. Bounded; what was forgotten is read.
 */
public final class Snapshots {
    private static final int MOST = 20_000;

    private final Cache<ExternalId, Snapshot> kept =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /**
     * A record as it was.
     *
     * @param readAt by our clock, before the call that read it began
     */
    public record Snapshot(CrmRecord record, Instant readAt) {}

    /** Keeps records with all the fields that their mapping needs. To be called before their marks are committed. */
    public void keep(ConnectionName connection, Collection<CrmRecord> records, Instant readAt) {
        records.forEach(r -> kept.put(new ExternalId(connection, r.object(), r.id()), new Snapshot(r, readAt)));
    }

    /** The record, once; empty when nothing is known. */
    public Optional<Snapshot> take(ExternalId id) {
        return Optional.ofNullable(kept.asMap().remove(id));
    }
}
