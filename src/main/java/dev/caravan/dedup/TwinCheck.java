package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps two hub records for the same thing from becoming two CRM records: one goes first, the other waits and is then
 * its duplicate.
 */
final class TwinCheck {
    private static final long NO_TURN = Long.MAX_VALUE;
    private static final Comparator<RecordKey> BY_ID = Comparator.comparing(RecordKey::id, NaturalOrder.OF_IDS);

    private final MatchKeys keys;
    private final Map<MatchKey, Map<RecordKey, Optional<ExternalId>>> holders = new HashMap<>();
    private final Map<RecordKey, Long> turns = new HashMap<>();
    private final Comparator<RecordKey> firstInLine =
            Comparator.comparingLong(this::turn).thenComparing(BY_ID);

    private TwinCheck(MatchKeys keys) {
        this.keys = keys;
    }

    /**
     * Finds all that share a key with one of the unlinked records, in one query.
     *
     * @param batch the records that are matched together, linked ones too
     * @param links the links of those of them that are linked
     */
    static TwinCheck of(
            ConnectionName connection,
            MatchKeys keys,
            Twins twins,
            List<LadderRule> ladder,
            Collection<HubRecord> batch,
            Map<RecordKey, Link> links) {
        TwinCheck check = new TwinCheck(keys);
        Set<MatchKey> asked = new LinkedHashSet<>();
        for (HubRecord record : batch) {
            Optional<ExternalId> link =
                    Optional.ofNullable(links.get(record.key())).map(Link::id);
            // Who is in the batch is on its way, whether it has a mark or is only looked at.
            check.turns.putIfAbsent(record.key(), NO_TURN);
            for (LadderRule rule : ladder) {
                keys.ofRule(record, rule.wide()).ifPresent(key -> {
                    check.add(key, record.key(), link);
                    if (link.isEmpty()) {
                        asked.add(key);
                    }
                });
            }
        }
        if (!asked.isEmpty()) {
            twins.holders(connection, ladder.get(0).exact().type(), asked).forEach(check::add);
        }
        return check;
    }

    /** What follows for a record from those that share its key under a rule; empty when it may go on. */
    Optional<Decision> check(HubRecord record, LadderRule rule) {
        RecordKey self = record.key();
        Map<RecordKey, Optional<ExternalId>> sharing = keys.ofRule(record, rule.wide())
                .map(key -> holders.getOrDefault(key, Map.of()))
                .orElse(Map.of());
        List<RecordKey> others =
                sharing.keySet().stream().filter(r -> !r.equals(self)).toList();
        Optional<RecordKey> linked = others.stream()
                .filter(r -> sharing.getOrDefault(r, Optional.empty()).isPresent())
                .min(BY_ID);
        if (linked.isPresent()) {
            return sharing.getOrDefault(linked.get(), Optional.empty())
                    .map(id -> new Decision.Skipped(self, duplicateOf(linked.get(), id)));
        }
        return others.stream()
                .filter(turns::containsKey)
                .min(firstInLine)
                .filter(first -> firstInLine.compare(first, self) < 0)
                .map(first -> new Decision.Waits(self, first, "both have the same " + rule.name()));
    }

    /** The records in the order in which they may take a CRM record. */
    List<HubRecord> inLine(Collection<HubRecord> records) {
        List<HubRecord> sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparing(HubRecord::key, firstInLine));
        return sorted;
    }

    static String duplicateOf(RecordKey other, ExternalId id) {
        return "duplicate of " + other + ", which is linked with " + id;
    }

    private long turn(RecordKey record) {
        return turns.getOrDefault(record, NO_TURN);
    }

    private void add(Twins.Holder holder) {
        add(holder.key(), holder.record(), holder.link());
        holder.openMark().ifPresent(mark -> turns.merge(holder.record(), mark, Math::min));
    }

    private void add(MatchKey key, RecordKey record, Optional<ExternalId> link) {
        holders.computeIfAbsent(key, k -> new HashMap<>())
                .merge(record, link, (known, fresh) -> known.isPresent() ? known : fresh);
    }
}
