package dev.caravan.dedup.sourcing;

import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PresenceStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Compares prospects with the hub's own records, in one query per kind of key. */
final class HubComparison {
    private final PresenceStore presence;
    private final RecordStore records;
    private final MatchKeys keys;

    HubComparison(PresenceStore presence, RecordStore records, MatchKeys keys) {
        this.presence = presence;
        this.records = records;
        this.keys = keys;
    }

    /**
     * The hub's record that a prospect is.
     *
     * @param rule the first rule that fits
     * @param record the first of those that fit
     * @param links counterparts of all that fit
     * @param counts whether one of those that fit meets the filter
     */
    record Held(String rule, RecordKey record, Set<ExternalId> links, boolean counts) {}

    /**
     * Compares them.
     *
     * @param rules in their order, the first with a hit decides
     * @param counts the filter
     * @return an entry for each that the hub has
     */
    Map<RecordKey, Held> of(List<HubRecord> prospects, List<KeyRule> rules, Predicate<HubRecord> counts) {
        Map<RecordKey, Held> held = new HashMap<>();
        for (KeyRule rule : rules) {
            Map<RecordKey, MatchKey> asked = new LinkedHashMap<>();
            for (HubRecord prospect : prospects) {
                if (!held.containsKey(prospect.key())) {
                    keys.ofRule(prospect, rule).ifPresent(key -> asked.put(prospect.key(), key));
                }
            }
            if (!asked.isEmpty()) {
                held.putAll(byRule(rule, asked, counts));
            }
        }
        return held;
    }

    private Map<RecordKey, Held> byRule(KeyRule rule, Map<RecordKey, MatchKey> asked, Predicate<HubRecord> counts) {
        Map<MatchKey, List<PresenceStore.Present>> found = new HashMap<>();
        presence.of(rule.type(), asked.values())
                .forEach(p ->
                        found.computeIfAbsent(p.key(), k -> new ArrayList<>()).add(p));
        Set<String> counting = counting(rule.type(), found, counts);
        Map<RecordKey, Held> held = new HashMap<>();
        asked.forEach((prospect, key) -> {
            List<PresenceStore.Present> fitting = found.getOrDefault(key, List.of());
            if (!fitting.isEmpty()) {
                Set<ExternalId> links = new LinkedHashSet<>();
                fitting.forEach(p -> p.link().ifPresent(links::add));
                held.put(
                        prospect,
                        new Held(
                                String.join("+", rule.fields()),
                                fitting.get(0).record(),
                                links,
                                fitting.stream()
                                        .anyMatch(p ->
                                                counting.contains(p.record().id()))));
            }
        });
        return held;
    }

    private Set<String> counting(
            RecordType type, Map<MatchKey, List<PresenceStore.Present>> found, Predicate<HubRecord> counts) {
        Set<String> ids = new LinkedHashSet<>();
        found.values().forEach(all -> all.forEach(p -> ids.add(p.record().id())));
        Map<String, HubRecord> stored = records.find(type, ids);
        ids.removeIf(id -> !stored.containsKey(id) || !counts.test(stored.get(id)));
        return ids;
    }
}
