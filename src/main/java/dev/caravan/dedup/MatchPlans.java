package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;

/** The plans of all mappings as they are at this moment; a mapping file may be reloaded between two calls. */
@FunctionalInterface
public interface MatchPlans {

    /**
     * The plan for records of a type in a connection.
     *
     * @throws dev.caravan.problem.CaravanException when the connection has no mapping for the type
     */
    MatchPlan of(ConnectionName connection, RecordType type);
}
