package dev.caravan.mapping;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import java.util.Optional;

/** Finds the CRM's id of a record that another one refers to. Asked once per mapped record, so it should be quick. */
@FunctionalInterface
public interface LinkedIds {

    /** The id that the record has as this object in the connection; empty when it is not linked there. */
    Optional<String> externalId(ConnectionName connection, RecordKey record, String object);
}
