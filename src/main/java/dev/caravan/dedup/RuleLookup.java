package dev.caravan.dedup;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Limits;
import dev.caravan.filter.Condition;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import dev.caravan.mapping.MatchRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Looks records up in a CRM by one match rule, without deciding which of those that fit is taken. */
public final class RuleLookup {
    private final MatchPlan plan;
    private final LadderRule rule;
    private final MatchKeys keys;
    private final Condition only;
    private final Spellings spellings;

    private RuleLookup(MatchPlan plan, LadderRule rule, MatchKeys keys, Condition only) {
        this.plan = plan;
        this.rule = rule;
        this.keys = keys;
        this.only = only;
        this.spellings = new Spellings(keys.region());
    }

    /**
     * One look-up per rule, in the order of the rules; the one that stands for the link is left out.
     *
     * @param plan says how fields are called in the CRM, and whether any domain extension will do; its own rules do not
     *     count
     * @param only what a record of the CRM has to meet besides, in the CRM's field names
     */
    public static List<RuleLookup> of(MatchPlan plan, List<MatchRules.Rule> rules, MatchKeys keys, Condition only) {
        Map<String, String> compared = new LinkedHashMap<>();
        for (MatchRules.Rule each : rules) {
            for (String field : each.fields()) {
                String crmField = plan.crmField(field);
                if (crmField != null) {
                    compared.put(field, crmField);
                }
            }
        }
        MatchRules asked =
                new MatchRules(rules, plan.rules().onAmbiguous(), plan.rules().anyDomainExtension());
        MatchPlan narrow = new MatchPlan(plan.type(), plan.object(), asked, compared, List.of());
        return narrow.ladder().stream()
                .map(each -> new RuleLookup(narrow, each, keys, only))
                .toList();
    }

    /** The rule as it is shown: {@code work_email}. */
    public String name() {
        return rule.name();
    }

    /** The CRM's kind of thing. */
    public String object() {
        return plan.object();
    }

    /** Fields of the rule that the mapping does not map; the CRM cannot be asked then. */
    public List<String> unmapped() {
        return rule.unmapped();
    }

    /** Whether the record has what the rule compares. */
    public boolean applies(HubRecord record) {
        return keys.ofRule(record, rule.exact()).isPresent();
    }

    /** The records in pieces, each of which is one look-up; those to which the rule does not apply are left out. */
    public List<List<HubRecord>> pieces(Collection<HubRecord> records, Limits limits) {
        String crmField = Objects.requireNonNull(rule.crmField());
        int most = Math.max(1, limits.lookupBatch());
        List<List<HubRecord>> pieces = new ArrayList<>();
        List<HubRecord> piece = new ArrayList<>();
        Set<String> values = new LinkedHashSet<>();
        for (HubRecord record : records) {
            if (!applies(record)) {
                continue;
            }
            Set<String> own = spellings.of(record, rule, crmField);
            long more = own.stream().filter(value -> !values.contains(value)).count();
            if (!piece.isEmpty() && values.size() + more > most) {
                pieces.add(List.copyOf(piece));
                piece.clear();
                values.clear();
            }
            piece.add(record);
            values.addAll(own);
        }
        if (!piece.isEmpty()) {
            pieces.add(List.copyOf(piece));
        }
        return pieces;
    }

    /**
     * The CRM records that fit, in the order of their ids; a record that nothing fits is absent.
     *
     * @throws dev.caravan.crm.CrmException when the CRM could not be asked
     */
    public Map<RecordKey, List<CrmRecord>> find(Crm crm, Collection<HubRecord> piece) {
        Map<RecordKey, List<CrmRecord>> found = new LinkedHashMap<>();
        new CandidateSearch(crm, plan, keys, only)
                .find(rule, piece)
                .forEach((key, candidates) -> found.put(key, candidates.records()));
        return found;
    }
}
