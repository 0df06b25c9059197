package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Hub records that share a match key; one query per call. */
public interface Twins {

    /**
     * All records of the type that have one of the keys, once per key that they have. Where very many share a key, the
     * linked ones and those with the smallest open marks are enough, some tens of each.
     */
    List<Holder> holders(ConnectionName connection, RecordType type, Collection<MatchKey> keys);

    /**
     * A record that has a key.
     *
     * @param openMark number of the record's unsettled push mark for the connection; of two records the one with the
     *     smaller number goes first. Numbers grow in the order in which marks are committed, so that two records never
     *     both believe to be first. Empty when there is no mark: such a record is not on its way, and nobody waits for
     *     it
     * @param link the record's counterpart in the connection, when it has one
     */
    record Holder(MatchKey key, RecordKey record, OptionalLong openMark, Optional<ExternalId> link) {}
}
