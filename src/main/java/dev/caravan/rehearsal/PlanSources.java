package dev.caravan.rehearsal;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.StandingMarkStore;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a plan is made from, and checked against.
 *
 * @param stops why a connection is stopped until a person lets it go on; empty when it is not
 */
public record PlanSources(
        Connections connections,
        Mappings mappings,
        RecordStore records,
        LinkStore links,
        StandingMarkStore marks,
        Function<ConnectionName, Optional<String>> stops) {

    Optional<Mapping> mapping(ConnectionName connection, RecordType type) {
        return mappings.find(connection, driver(connection), type);
    }

    String fingerprint(ConnectionName connection, RecordType type) {
        return mappings.fingerprint(connection, driver(connection), type);
    }

    /** The CRM's object for records of the type; empty text when it is not mapped. */
    String object(ConnectionName connection, RecordType type) {
        return mapping(connection, type).map(Mapping::object).orElse("");
    }

    private String driver(ConnectionName connection) {
        Connection open = connections.get(connection.value());
        return open.settings().type();
    }
}
