package dev.caravan.rehearsal;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.StandingMarkStore.Taken;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The records of a plan that are being carried out, and what was found against that. */
final class Expected {
    private final Map<Key, Item> items = new ConcurrentHashMap<>();
    private final Map<Key, String> objections = new ConcurrentHashMap<>();
    private final Map<Key, AppliedRecord> ends = new ConcurrentHashMap<>();

    /** Names a record's mark. */
    record Key(MarkKind kind, String key) {
        static Key of(ChangeMark mark) {
            return new Key(new MarkKind(mark.connection(), mark.direction(), mark.type()), mark.key());
        }

        static Key of(PlannedRecord planned) {
            return new Key(planned.kind(), planned.key());
        }
    }

    /** A record and its claimed mark. */
    record Item(PlannedRecord planned, Taken taken) {}

    void add(Item item) {
        items.put(Key.of(item.planned()), item);
    }

    Optional<Item> find(Key key) {
        return Optional.ofNullable(items.get(key));
    }

    /** Says why the plan does not hold for that record; the first reason counts. */
    void object(Key key, String why) {
        objections.putIfAbsent(key, why);
    }

    Optional<String> objection(Key key) {
        return Optional.ofNullable(objections.get(key));
    }

    /**
     * Says how it ended.
     *
     * @return false when that was said before
     */
    boolean end(Key key, AppliedRecord end) {
        return ends.putIfAbsent(key, end) == null;
    }

    /** Says that it ended otherwise than was said. */
    void overrule(Key key, AppliedRecord end) {
        ends.put(key, end);
    }

    /** How it ended, once; empty when nobody said. */
    Optional<AppliedRecord> take(Key key) {
        items.remove(key);
        objections.remove(key);
        return Optional.ofNullable(ends.remove(key));
    }
}
