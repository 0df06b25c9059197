package dev.caravan.pull;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The poller of each connection and type, made once. */
public final class ChangePollers implements BiFunction<ConnectionName, RecordType, ChangePoller> {
    private final ChangePoller.Tools tools;
    private final Function<ConnectionName, AskedCrm> connections;
    private final Map<String, ChangePoller> pollers = new ConcurrentHashMap<>();

    /** @param connections throws a Caravan exception for one that is not there */
    public ChangePollers(ChangePoller.Tools tools, Function<ConnectionName, AskedCrm> connections) {
        this.tools = tools;
        this.connections = connections;
    }

    @Override
    public ChangePoller apply(ConnectionName connection, RecordType type) {
        return pollers.computeIfAbsent(
                connection.value() + '/' + type.word(),
                k -> new ChangePoller(tools, connections.apply(connection), type));
    }
}
