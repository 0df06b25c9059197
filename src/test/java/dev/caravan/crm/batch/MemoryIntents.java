package dev.caravan.crm.batch;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Intents in memory; counts commits. */
public final class MemoryIntents implements Intents {
    private final Map<Key, Instant> open = new ConcurrentHashMap<>();
    private final AtomicInteger commits = new AtomicInteger();
    private final Clock clock;

    public MemoryIntents(Clock clock) {
        this.clock = clock;
    }

    private record Key(ConnectionName connection, RecordKey record) {}

    public Set<RecordKey> open() {
        return open.keySet().stream().map(Key::record).collect(Collectors.toSet());
    }

    public int commits() {
        return commits.get();
    }

    @Override
    public void open(ConnectionName connection, Collection<RecordKey> records) {
        commits.incrementAndGet();
        records.forEach(r -> open.putIfAbsent(new Key(connection, r), clock.instant()));
    }

    @Override
    public void close(ConnectionName connection, Collection<RecordKey> records) {
        commits.incrementAndGet();
        records.forEach(r -> open.remove(new Key(connection, r)));
    }

    @Override
    public Optional<Instant> openSince(ConnectionName connection, RecordKey record) {
        return Optional.ofNullable(open.get(new Key(connection, record)));
    }
}
