package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes records into the hub: merges their fields, keeps their match keys, and marks them for every connection that
 * wants them.
 */
public final class Intake implements Receiving {
    private final Database database;
    private final Clock clock;
    private final Subscriptions subscriptions;
    private final MarkSignal signal;
    private final Function<HubRecord, List<MatchKey>> keys;
    /** Whether the last request brought new records for the most part: the next one will do so too. */
    private final Map<RecordType, Boolean> mostlyNew = new ConcurrentHashMap<>();

    /** @param keys makes the match keys of a record */
    public Intake(
            Database database,
            Clock clock,
            Subscriptions subscriptions,
            MarkSignal signal,
            Function<HubRecord, List<MatchKey>> keys) {
        this.database = database;
        this.clock = clock;
        this.subscriptions = subscriptions;
        this.signal = signal;
        this.keys = keys;
    }

    @Override
    public CompletableFuture<List<IntakeResult>> receive(RecordType type, List<Incoming> incoming) {
        List<List<MatchKey>> findBy = incoming.stream()
                .map(i -> i.id() == null ? findingKeys(i) : List.<MatchKey>of())
                .toList();
        List<String> freshIds = incoming.stream()
                .map(i -> i.id() == null ? FreshIds.next() : i.id())
                .toList();
        List<Draft> drafts = mostlyNew.getOrDefault(type, true) ? drafts(type, incoming, freshIds) : List.of();
        CompletableFuture<List<IntakeResult>> done =
                database.write(tx -> new Merge(tx, type, incoming, findBy, freshIds, drafts).run());
        done.thenAccept(results -> {
            long created =
                    results.stream().filter(r -> r.status().equals("created")).count();
            mostlyNew.put(type, created * 2 > results.size());
            if (results.stream().anyMatch(r -> !r.status().equals("unchanged"))) {
                wake(type);
            }
        });
        return done;
    }

    /** What will be stored of a record that turns out to be new; made before the transaction, which has one thread. */
    private record Draft(RecordStore.Row row, List<MatchKey> keys) {}

    private List<Draft> drafts(RecordType type, List<Incoming> incoming, List<String> ids) {
        List<Draft> drafts = new ArrayList<>(incoming.size());
        for (int i = 0; i < incoming.size(); i++) {
            HubRecord record = FieldMerge.apply(null, new RecordKey(type, ids.get(i)), incoming.get(i));
            drafts.add(new Draft(RecordStore.Row.of(record), keys.apply(record)));
        }
        return drafts;
    }

    @Override
    public boolean delete(RecordKey key, String origin) {
        Optional<List<ConnectionName>> told = database.writeNow(
                tx -> Optional.ofNullable(new Deletion(tx, subscriptions, clock.millis()).delete(key, origin, "")));
        told.ifPresent(connections -> connections.forEach(c -> signal.marked(c, Direction.PUSH, key.type())));
        return told.isPresent();
    }

    @Override
    public boolean isToldOfDeletions(ConnectionName connection, RecordType type) {
        return subscriptions.hearsOfDeletions(connection, type);
    }

    /** Marks records of the hub for a connection as if they had changed, and wakes the consumers. */
    public void push(ConnectionName connection, RecordType type, List<String> ids, String reason, Lane lane) {
        database.writeNow(tx -> {
            ChangeMarkStore.mark(tx, connection, Direction.PUSH, type, ids, reason, lane, clock.millis());
            return ids.size();
        });
        signal.marked(connection, Direction.PUSH, type);
    }

    /** Marks one record inside a transaction of the caller, who calls {@link #wake} after the commit. */
    public void mark(
            Tx tx,
            ConnectionName connection,
            Direction direction,
            RecordType type,
            String key,
            String reason,
            Lane lane)
            throws SQLException {
        ChangeMarkStore.mark(tx, connection, direction, type, List.of(key), reason, lane, clock.millis());
    }

    /**
     * Marks records of a CRM as changed there, inside a transaction of the caller, who calls {@link #wake} after the
     * commit.
     *
     * @param externalIds the CRM's ids
     * @param reason why, in a few words and without values
     * @param via see {@link ChangeMark#via}; null for the usual way
     */
    public void markPull(
            Tx tx,
            ConnectionName connection,
            RecordType type,
            Collection<String> externalIds,
            String reason,
            Lane lane,
            @Nullable String via)
            throws SQLException {
        ChangeMarkStore.mark(tx, connection, Direction.PULL, type, externalIds, reason, lane, via, clock.millis());
    }

    /** Wakes the consumers of marks of that kind. */
    public void wake(ConnectionName connection, Direction direction, RecordType type) {
        signal.marked(connection, direction, type);
    }

    private void wake(RecordType type) {
        for (RecordType each : RecordType.pushed()) {
            boolean isParent = each == RecordType.COMPANY || type.isActivity() && !each.isActivity();
            if (each == type || isParent) {
                subscriptions.of(each).forEach(s -> signal.marked(s.connection(), Direction.PUSH, each));
            }
        }
    }

    /** A record without an id is known by its e-mail (a person) or its domain (a company). */
    private List<MatchKey> findingKeys(Incoming incoming) {
        Map<String, Object> present = new HashMap<>();
        incoming.fields().forEach((f, v) -> {
            if (v != null) {
                present.put(f, v);
            }
        });
        HubRecord probe =
                HubRecord.of(new RecordKey(incoming.type(), "new"), present, incoming.time(), incoming.origin());
        String kind = incoming.type() == RecordType.COMPANY ? "domain" : "email";
        return keys.apply(probe).stream().filter(k -> k.kind().equals(kind)).toList();
    }

    /** One transaction; holds nothing that outlives it. */
    private final class Merge {
        private final Tx tx;
        private final RecordType type;
        private final List<Incoming> incoming;
        private final List<List<MatchKey>> findBy;
        private final List<String> freshIds;
        private final List<Draft> drafts;
        private final Map<HubRecord, Draft> drafted = new IdentityHashMap<>();
        private final Map<String, HubRecord> records = new HashMap<>();
        private final Map<String, List<MatchKey>> keysBefore = new HashMap<>();
        private final Map<String, HubRecord> changed = new LinkedHashMap<>();
        private final Map<String, String> firstOrigin = new HashMap<>();
        private final Map<MatchKey, String> fresh = new HashMap<>();
        private final Map<String, Set<String>> touched = new HashMap<>();

        Merge(
                Tx tx,
                RecordType type,
                List<Incoming> incoming,
                List<List<MatchKey>> findBy,
                List<String> freshIds,
                List<Draft> drafts) {
            this.tx = tx;
            this.type = type;
            this.incoming = incoming;
            this.findBy = findBy;
            this.freshIds = freshIds;
            this.drafts = drafts;
        }

        List<IntakeResult> run() throws SQLException {
            List<String> ids = new ArrayList<>(incoming.size());
            for (int i = 0; i < incoming.size(); i++) {
                ids.add(idOf(i));
            }
            records.putAll(RecordStore.load(tx, type, new LinkedHashSet<>(ids)));
            List<IntakeResult> results = new ArrayList<>(incoming.size());
            for (int i = 0; i < incoming.size(); i++) {
                results.add(merge(i, ids.get(i)));
            }
            save();
            markChanged();
            return results;
        }

        private void save() throws SQLException {
            List<RecordStore.Row> rows = new ArrayList<>(changed.size());
            List<RecordStore.Keys> found = new ArrayList<>(changed.size());
            for (HubRecord record : changed.values()) {
                Draft draft = drafted.get(record);
                rows.add(draft == null ? RecordStore.Row.of(record) : draft.row());
                found.add(new RecordStore.Keys(
                        record.key(),
                        keysBefore.getOrDefault(record.key().id(), List.of()),
                        draft == null ? keys.apply(record) : draft.keys()));
            }
            RecordStore.save(tx, rows, clock.millis());
            RecordStore.saveKeys(tx, found);
        }

        private String idOf(int i) throws SQLException {
            String id = incoming.get(i).id();
            if (id != null) {
                return id;
            }
            for (MatchKey key : findBy.get(i)) {
                String known = fresh.get(key);
                if (known == null) {
                    known = RecordStore.idByKey(tx, type, key).orElse(null);
                }
                if (known != null) {
                    return known;
                }
            }
            findBy.get(i).forEach(key -> fresh.put(key, freshIds.get(i)));
            return freshIds.get(i);
        }

        private IntakeResult merge(int i, String id) {
            Incoming in = incoming.get(i);
            HubRecord before = records.get(id);
            HubRecord after = before == null ? create(i, id) : FieldMerge.apply(before, new RecordKey(type, id), in);
            if (after == before) {
                return new IntakeResult("unchanged", id, "");
            }
            if (before != null && !changed.containsKey(id)) {
                keysBefore.put(id, keys.apply(before));
            }
            records.put(id, after);
            changed.put(id, after);
            touch(before, after, in);
            firstOrigin.merge(id, in.origin(), (a, b) -> a.equals(b) ? a : "several");
            return new IntakeResult(before == null ? "created" : "updated", id, "");
        }

        private HubRecord create(int i, String id) {
            if (drafts.isEmpty() || !id.equals(freshIds.get(i))) {
                return FieldMerge.apply(null, new RecordKey(type, id), incoming.get(i));
            }
            HubRecord drawn = drafts.get(i).row().record();
            drafted.put(drawn, drafts.get(i));
            return drawn;
        }

        /** Remembers which fields were set, where some connection has to know what it said itself. */
        private void touch(@Nullable HubRecord before, HubRecord after, Incoming in) {
            if (before != null && subscriptions.of(type).stream().anyMatch(s -> s.hasSaidByItself(in.origin()))) {
                Set<String> fields = touched.computeIfAbsent(after.key().id(), id -> new LinkedHashSet<>());
                for (String field : in.fields().keySet()) {
                    if (!Objects.equals(before.value(field), after.value(field))) {
                        fields.add(field);
                    }
                }
            }
        }

        private void markChanged() throws SQLException {
            new Announcement(tx, subscriptions, clock.millis())
                    .announce(type, changed, id -> firstOrigin.getOrDefault(id, ""));
            if (!touched.isEmpty()) {
                for (Subscriptions.Subscription wish : subscriptions.of(type)) {
                    if (wish.hearsOfDeletions()) {
                        new OwnNews(tx).note(wish, touched);
                    }
                }
            }
        }
    }
}
