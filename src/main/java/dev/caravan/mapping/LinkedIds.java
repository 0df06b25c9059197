package dev.caravan.mapping;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the CRM's id of a record that another one refers to. Asked once per mapped record, so it should be quick. */
@FunctionalInterface
public interface LinkedIds {

    /** The id that the record has as this object in the connection; empty when it is not linked there. */
    Optional<String> externalId(ConnectionName connection, RecordKey record, String object);

    /** The company that a contact refers to in the hub. */
    default Optional<RecordKey> companyOf(RecordKey contact) {
        return Optional.empty();
    }

    /** Why a record that another one refers to is not linked in the connection. */
    default Absence absence(ConnectionName connection, RecordKey record) {
        return new Absence(false, null);
    }

    /**
     * A record that is not linked.
     *
     * @param isOnItsWay whether it is still to be worked on
     * @param why how the work on it ended last, without values; null when nobody knows
     */
    record Absence(boolean isOnItsWay, @Nullable String why) {}
}
