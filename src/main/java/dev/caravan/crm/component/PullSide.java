package dev.caravan.crm.component;

import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.batch.Snapshots;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Departures;
import dev.caravan.hub.MarkFeed;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Settling;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the consumer of a CRM's changes works with. */
public record PullSide(
        MarkFeed feed,
        Settling settler,
        Departures departures,
        Snapshots snapshots,
        Pulls pulls,
        Function<ConnectionName, Duration> untilUsable,
        Reading reading,
        Polling polling) {

    /** What has to be read of a CRM's records, by the mapping as it is at the moment. */
    public interface Reading {

        /** The CRM's object, and the fields that the pull of such records needs. */
        Wanted wanted(ConnectionName connection, RecordType type);

        /** The record type for which such objects are pulled; empty when they are not. */
        Optional<RecordType> typeOf(ConnectionName connection, String object);

        /**
         * Those of the records of which both sides changed a field whose rule asks who was later, with these fields:
         * CRM id to field names.
         */
        Map<String, Collection<String>> contested(ConnectionName connection, RecordType type, List<CrmRecord> records);
    }

    /** An object and its fields. */
    public record Wanted(String object, Collection<String> fields) {}

    /** Looks for changes in a CRM. */
    @FunctionalInterface
    public interface Polling {

        /**
         * Marks what changed since the last look, and remembers how far it looked.
         *
         * @throws dev.caravan.crm.CrmException when the CRM could not be asked; the next look asks the same again
         */
        void poll(ConnectionName connection, RecordType type) throws Exception;
    }
}
