package dev.caravan.crm;

import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All connections that are configured and enabled, by name. */
public final class Connections implements AutoCloseable {
    private final Map<String, Connection> byName = new TreeMap<>();

    public Connections(Collection<Connection> connections) {
        connections.forEach(c -> byName.put(c.name().value(), c));
    }

    /** The connections in the order of their names. */
    public List<Connection> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Connection> find(ConnectionName name) {
        return Optional.ofNullable(byName.get(name.value()));
    }

    /**
     * The connection of that name.
     *
     * @throws InvalidInputException with the nearest known name when there is none
     */
    public Connection get(String name) {
        Connection found = byName.get(name);
        if (found == null) {
            throw new InvalidInputException(
                    ErrorCode.CONNECTION_UNKNOWN,
                    "unknown connection '" + name + "'. " + NearestName.hint(name, byName.keySet()));
        }
        return found;
    }

    @Override
    public void close() {
        byName.values().forEach(c -> c.crm().close());
    }
}
