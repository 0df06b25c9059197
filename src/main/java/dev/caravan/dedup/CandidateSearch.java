package dev.caravan.dedup;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.filter.Condition;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks the CRM for the records that may fit, many hub records per call, and keeps those that fit once both sides are
 * normalised. The CRM's own comparison only narrows down: what counts is the key.
 */
final class CandidateSearch {
    /** HubSpot takes five OR groups in one search, the fewest of all (HubSpot docs, "Search": filterGroups). */
    private static final int PATTERNS_PER_SEARCH = 5;

    private static final int PAGES = 5;

    private final Crm crm;
    private final MatchPlan plan;
    private final MatchKeys keys;
    private final Spellings spellings;
    private final Condition only;

    CandidateSearch(Crm crm, MatchPlan plan, MatchKeys keys) {
        this(crm, plan, keys, new Condition.Everything());
    }

    /** @param only what a candidate has to meet besides, in the CRM's field names */
    CandidateSearch(Crm crm, MatchPlan plan, MatchKeys keys, Condition only) {
        this.only = only;
        this.crm = crm;
        this.plan = plan;
        this.keys = keys;
        this.spellings = new Spellings(keys.region());
    }

    /**
     * The candidates of each of the records under a rule whose fields are all mapped; a record that nothing fits is
     * absent.
     */
    Map<RecordKey, Candidates> find(LadderRule rule, Collection<HubRecord> records) {
        Map<RecordKey, Candidates> found = new LinkedHashMap<>();
        lookUp(rule, records, found);
        if (rule.isWide()) {
            List<HubRecord> left =
                    records.stream().filter(r -> !found.containsKey(r.key())).toList();
            searchByDomainName(rule, left, found);
        }
        return found;
    }

    private void lookUp(LadderRule rule, Collection<HubRecord> records, Map<RecordKey, Candidates> found) {
        String crmField = Objects.requireNonNull(rule.crmField());
        int most = Math.max(1, crm.limits().lookupBatch());
        Map<HubRecord, MatchKey> chunk = new LinkedHashMap<>();
        Set<String> values = new LinkedHashSet<>();
        for (HubRecord record : records) {
            Optional<MatchKey> key = keys.ofRule(record, rule.exact());
            if (key.isEmpty()) {
                continue;
            }
            List<String> ask =
                    spellings.of(record, rule, crmField).stream().limit(most).toList();
            if (!values.isEmpty() && union(values, ask).size() > most) {
                lookUp(rule, crmField, chunk, values, found);
                chunk.clear();
                values.clear();
            }
            chunk.put(record, key.get());
            values.addAll(ask);
        }
        if (!values.isEmpty()) {
            lookUp(rule, crmField, chunk, values, found);
        }
    }

    private void lookUp(
            LadderRule rule,
            String crmField,
            Map<HubRecord, MatchKey> chunk,
            Set<String> values,
            Map<RecordKey, Candidates> found) {
        List<CrmRecord> answers = crm.lookup(plan.object(), crmField, List.copyOf(values), plan.reads(), only);
        fit(chunk, byKey(rule.exact(), answers), false, found);
    }

    private void searchByDomainName(LadderRule rule, List<HubRecord> records, Map<RecordKey, Candidates> found) {
        Map<HubRecord, MatchKey> chunk = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (HubRecord record : records) {
            Optional<MatchKey> key = keys.ofRule(record, rule.wide());
            if (key.isEmpty()) {
                continue;
            }
            chunk.put(record, key.get());
            MatchKeys.domainName(String.valueOf(MatchKeys.valueOf(record, rule.hubField())))
                    .ifPresent(names::add);
            if (names.size() == PATTERNS_PER_SEARCH) {
                search(rule, chunk, names, found);
                chunk.clear();
                names.clear();
            }
        }
        if (!names.isEmpty()) {
            search(rule, chunk, names, found);
        }
    }

    private void search(
            LadderRule rule, Map<HubRecord, MatchKey> chunk, Set<String> names, Map<RecordKey, Candidates> found) {
        String crmField = Objects.requireNonNull(rule.crmField());
        List<Condition> patterns = names.stream()
                .map(name -> (Condition) new Condition.Like(crmField, "%" + name + ".%"))
                .toList();
        Condition any = patterns.size() == 1 ? patterns.get(0) : new Condition.Or(patterns);
        Condition condition = only instanceof Condition.Everything ? any : new Condition.And(List.of(any, only));
        List<CrmRecord> answers = new ArrayList<>();
        SearchPage page = crm.search(plan.object(), condition, plan.reads(), null);
        answers.addAll(page.records());
        for (int read = 1; read < PAGES && page.next().isPresent(); read++) {
            page = crm.search(
                    plan.object(), condition, plan.reads(), page.next().get());
            answers.addAll(page.records());
        }
        fit(chunk, byKey(rule.wide(), answers), page.next().isPresent(), found);
    }

    private static void fit(
            Map<HubRecord, MatchKey> chunk,
            Map<MatchKey, Map<String, CrmRecord>> byKey,
            boolean isCut,
            Map<RecordKey, Candidates> found) {
        chunk.forEach((record, key) -> {
            Candidates candidates =
                    new Candidates(List.copyOf(byKey.getOrDefault(key, Map.of()).values()), isCut);
            if (!candidates.isEmpty()) {
                found.put(record.key(), candidates);
            }
        });
    }

    private Map<MatchKey, Map<String, CrmRecord>> byKey(KeyRule rule, List<CrmRecord> answers) {
        Map<MatchKey, Map<String, CrmRecord>> byKey = new HashMap<>();
        for (CrmRecord answer : answers) {
            if (!answer.archived()) {
                keys.ofRule(asHubRecord(rule, answer), rule)
                        .ifPresent(key -> byKey.computeIfAbsent(key, k -> new TreeMap<>(NaturalOrder.OF_IDS))
                                .put(answer.id(), answer));
            }
        }
        return byKey;
    }

    /** The CRM's values under the hub's names, so that both sides go through the same normalisation. */
    private HubRecord asHubRecord(KeyRule rule, CrmRecord answer) {
        Map<String, Object> fields = new HashMap<>();
        for (String field : rule.fields()) {
            String crmField = plan.crmField(field);
            Object value = crmField == null ? null : answer.fields().get(crmField);
            if (value != null) {
                fields.put(field, value);
            }
        }
        return HubRecord.of(new RecordKey(plan.type(), "candidate"), fields, Instant.EPOCH, "crm");
    }

    private static Set<String> union(Set<String> values, List<String> more) {
        Set<String> all = new LinkedHashSet<>(values);
        all.addAll(more);
        return all;
    }
}
