package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Append-only list of every commit, for audits. */
public final class Journal {
    private final Clock clock;
    private final List<Change> changes = new ArrayList<>();
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();

    public Journal(Clock clock) {
        this.clock = clock;
    }

    /** Writes down one commit, marks the call as committed and tells the listeners. Call it under the vendor's lock. */
    public synchronized Change add(
            Request request, Change.Kind kind, String object, String id, Map<String, String> values) {
        request.markCommitted();
        Change change = new Change(
                changes.size() + 1L, clock.instant(), request.id(), request.operation(), kind, object, id, values);
        changes.add(change);
        listeners.forEach(listener -> listener.changed(change));
        return change;
    }

    /** From now on the listener hears every commit. */
    public void listen(ChangeListener listener) {
        listeners.add(listener);
    }

    /** Commits after a sequence number, oldest first, at most {@code limit}. */
    public synchronized List<Change> after(long seq, int limit) {
        int from = (int) Math.min(Math.max(seq, 0), changes.size());
        return List.copyOf(changes.subList(from, (int) Math.min((long) from + limit, changes.size())));
    }

    synchronized void reset() {
        changes.clear();
    }

    ArrayNode show(long seq, int limit) {
        ArrayNode all = Json.array();
        for (Change change : after(seq, limit)) {
            ObjectNode row = all.addObject();
            row.put("seq", change.seq());
            row.put("at", change.at().toString());
            row.put("op", change.kind().word());
            row.put("object", change.object());
            row.put("id", change.id());
            row.put("what", change.operation());
            row.put("request", change.request());
            row.set("values", Json.tree(change.values()));
        }
        return all;
    }
}
