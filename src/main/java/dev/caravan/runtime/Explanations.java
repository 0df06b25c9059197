package dev.caravan.runtime;

import dev.caravan.console.operations.Explanation;
import dev.caravan.console.operations.SyncLogLine;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.GoneStore;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.LostValue;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.synclog.SyncLogEntry;
import dev.caravan.synclog.SyncLogStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells why a record is as it is: matched how, mapped what, sent what, answered what. */
public final class Explanations {
    private static final int LATEST = 20;

    private final RecordStore records;
    private final LinkStore links;
    private final ChangeMarkStore marks;
    private final SyncLogStore log;
    private final GoneStore gone;
    private final FieldHistoryStore history;
    private final List<ConnectionName> connections;

    /** @param connections those whose marks are looked at */
    public Explanations(
            RecordStore records,
            LinkStore links,
            ChangeMarkStore marks,
            SyncLogStore log,
            GoneStore gone,
            FieldHistoryStore history,
            Collection<ConnectionName> connections) {
        this.gone = gone;
        this.history = history;
        this.records = records;
        this.links = links;
        this.marks = marks;
        this.log = log;
        this.connections = List.copyOf(connections);
    }

    /** Everything that is known about one record, empty when the hub has never seen it. */
    public Optional<Explanation> of(RecordKey key) {
        Optional<HubRecord> record = records.find(key);
        List<SyncLogEntry> lines = new ArrayList<>(log.of(key));
        if (record.isEmpty() && lines.isEmpty()) {
            return Optional.empty();
        }
        Collections.reverse(lines);
        Map<String, Map<String, Object>> trail = new LinkedHashMap<>();
        lines.forEach(line -> trail.putIfAbsent(line.connection(), withoutNulls(line.trail())));
        return Optional.of(new Explanation(
                key.type().word(),
                key.id(),
                record.map(HubRecord::version).orElse(0L),
                record.map(Explanations::values).orElse(Map.of()),
                links.of(key).stream().map(Explanations::link).toList(),
                gone.of(key).stream().map(Explanations::gone).toList(),
                history.of(key, LATEST).stream().map(Explanations::lost).toList(),
                waiting(key),
                lines.stream().limit(LATEST).map(Explanations::line).toList(),
                trail));
    }

    private List<Explanation.Waiting> waiting(RecordKey key) {
        List<Explanation.Waiting> waiting = new ArrayList<>();
        for (ConnectionName connection : connections) {
            marks.standing(connection, Direction.PUSH, key.type(), key.id())
                    .ifPresent(s -> waiting.add(waiting(connection, Direction.PUSH, s)));
        }
        for (Link link : links.of(key)) {
            ConnectionName connection = link.id().connection();
            marks.standing(connection, Direction.PULL, key.type(), link.id().id())
                    .ifPresent(s -> waiting.add(waiting(connection, Direction.PULL, s)));
        }
        return waiting;
    }

    private static Explanation.Waiting waiting(
            ConnectionName connection, Direction direction, ChangeMarkStore.Standing standing) {
        String reason = standing.reason()
                + standing.waitsFor()
                        .map(w -> "; waits for " + w.replace('/', ' '))
                        .orElse("")
                + standing.lastError().map(e -> "; last try: " + e).orElse("");
        return new Explanation.Waiting(
                connection.value(), direction.word(), standing.since(), reason, standing.attempts(), standing.dueAt());
    }

    private static Explanation.Gone gone(GoneStore.Gone gone) {
        return new Explanation.Gone(
                gone.id().connection().value(), gone.id().object(), gone.id().id(), gone.why(), gone.at());
    }

    private static Explanation.Lost lost(FieldHistoryStore.Entry entry) {
        LostValue lost = entry.lost();
        return new Explanation.Lost(
                lost.field(), lost.value(), lost.origin(), lost.changedAt(), lost.lostTo(), entry.lostAt(), lost.why());
    }

    private static Map<String, Explanation.Value> values(HubRecord record) {
        Map<String, Explanation.Value> values = new LinkedHashMap<>();
        record.fields()
                .forEach((field, value) -> values.put(
                        field,
                        new Explanation.Value(
                                value,
                                record.stamp(field).time(),
                                record.stamp(field).origin())));
        return values;
    }

    private static Explanation.LinkView link(Link l) {
        return new Explanation.LinkView(
                l.id().connection().value(), l.id().object(), l.id().id(), l.how(), l.agreedAt(), l.base());
    }

    static SyncLogLine line(SyncLogEntry e) {
        return SyncLogLine.of(
                e.id(),
                e.connection(),
                RecordType.of(e.type()),
                e.direction().equals("From App") ? Direction.PUSH : Direction.PULL,
                e.outcome(),
                e.at(),
                e.message(),
                e.recordId(),
                e.externalId(),
                e.code());
    }

    static Map<String, Object> withoutNulls(Map<String, @Nullable Object> map) {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((key, value) -> result.put(key, value == null ? "" : value));
        return result;
    }
}
