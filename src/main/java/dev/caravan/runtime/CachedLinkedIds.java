package dev.caravan.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.mapping.LinkedIds;
import java.time.Duration;
import java.util.Optional;

/** Remembers for a short while which CRM record a hub record is: the contacts of one company often come together. */
final class CachedLinkedIds implements LinkedIds {
    private final LinkStore links;
    private final Cache<Asked, String> known = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    private record Asked(ConnectionName connection, RecordKey record, String object) {}

    CachedLinkedIds(LinkStore links) {
        this.links = links;
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
}
