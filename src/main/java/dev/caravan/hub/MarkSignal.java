package dev.caravan.hub;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wakes the consumers of this process when marks were committed; other processes notice by looking now and then. */
public final class MarkSignal {
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();

    /** Calls back, on the committing thread, whenever marks of that kind were committed. */
    public AutoCloseable listen(ConnectionName connection, Direction direction, RecordType type, Runnable wake) {
        List<Runnable> list =
                listeners.computeIfAbsent(key(connection, direction, type), k -> new CopyOnWriteArrayList<>());
        list.add(wake);
        return () -> list.remove(wake);
    }

    /** Marks of that kind were committed. */
    public void marked(ConnectionName connection, Direction direction, RecordType type) {
        listeners.getOrDefault(key(connection, direction, type), List.of()).forEach(Runnable::run);
    }

    private static String key(ConnectionName connection, Direction direction, RecordType type) {
        return connection.value() + '/' + direction.word() + '/' + type.word();
    }
}
