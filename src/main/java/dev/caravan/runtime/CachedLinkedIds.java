package dev.caravan.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.LinkedIds;
import dev.caravan.synclog.SyncLogEntry;
import dev.caravan.synclog.SyncLogStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/** Remembers for a short while which CRM record a hub record is: the contacts of one company often come together. */
final class CachedLinkedIds implements LinkedIds {
    private final LinkStore links;
    private final RecordStore records;
    private final ChangeMarkStore marks;
    private final SyncLogStore log;
    private final Cache<Asked, String> known = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    private record Asked(ConnectionName connection, RecordKey record, String object) {}

    CachedLinkedIds(LinkStore links, RecordStore records, ChangeMarkStore marks, SyncLogStore log) {
        this.links = links;
        this.records = records;
        this.marks = marks;
        this.log = log;
    }

    /** Only what was found is remembered: a company may be linked at any moment. */
    @Override
    public Optional<String> externalId(ConnectionName connection, RecordKey record, String object) {
        Asked asked = new Asked(connection, record, object);
        String id = known.getIfPresent(asked);
        if (id != null) {
            return Optional.of(id);
        }
        Optional<String> found = links.find(connection, record)
                .filter(l -> l.id().object().equals(object))
                .map(l -> l.id().id());
        found.ifPresent(f -> known.put(asked, f));
        return found;
    }

    @Override
    public Optional<RecordKey> companyOf(RecordKey contact) {
        return records.find(contact).flatMap(r -> r.reference(RecordType.COMPANY));
    }

    @Override
    public Absence absence(ConnectionName connection, RecordKey record) {
        if (marks.standing(connection, Direction.PUSH, record.type(), record.id())
                .isPresent()) {
            return new Absence(true, null);
        }
        if (records.find(record).isEmpty()) {
            return new Absence(false, "the hub has none with that id");
        }
        return new Absence(
                false,
                log.of(record).stream()
                        .filter(e -> e.connection().equals(connection.value()))
                        .max(Comparator.comparingLong(SyncLogEntry::id))
                        .map(e -> e.outcome() + ", " + e.message())
                        .orElse("it was never pushed there"));
    }
}
