package dev.caravan.dedup;

import dev.caravan.hub.KeyRule;
import dev.caravan.hub.Link;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.MatchRules;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What matching needs to know of a mapping.
 *
 * @param object the CRM's kind of thing, such as {@code contacts}
 * @param crmFields hub field to CRM field, in the order of the mapping
 * @param needsCurrent whether a linked CRM record has to be read, because the link's base does not know enough of it
 * @param idField the CRM's unique field that holds the hub's id; null when it has none
 * @param reads further CRM fields that a found record is to be read with, because the mapping compares them
 */
public record MatchPlan(
        RecordType type,
        String object,
        MatchRules rules,
        Map<String, String> crmFields,
        @Nullable String idField,
        Collection<String> reads,
        Predicate<Link> needsCurrent) {
    public MatchPlan {
        crmFields = Collections.unmodifiableMap(new LinkedHashMap<>(crmFields));
        LinkedHashSet<String> all = new LinkedHashSet<>(crmFields.values());
        all.addAll(reads);
        if (idField != null) {
            all.add(idField);
        }
        reads = List.copyOf(all);
    }

    /** A plan under which the base of a link always serves. */
    public MatchPlan(
            RecordType type, String object, MatchRules rules, Map<String, String> crmFields, Collection<String> reads) {
        this(type, object, rules, crmFields, null, reads, link -> false);
    }

    /**
     * The plan of a mapping.
     *
     * @param idField the CRM's unique field that holds the hub's id; null when it has none
     * @param isTwoWay whether the CRM's own changes are pulled: then its records are read before they are written, so
     *     that none of these changes is overwritten unseen
     */
    public static MatchPlan of(FieldPlan plan, @Nullable String idField, boolean isTwoWay) {
        boolean always = isTwoWay && plan.pullsUpdates();
        Mapping mapping = plan.mapping();
        return new MatchPlan(
                mapping.record(),
                mapping.object(),
                mapping.match(),
                mapping.crmFieldsByHubField(),
                idField,
                plan.crmFields(),
                link -> always || plan.needsCurrent(link));
    }

    /** What the hub has to keep keys of so that two of its records are known to be the same under these rules. */
    public List<KeyRule> keyRules() {
        return ladder().stream().map(LadderRule::wide).toList();
    }

    /** The CRM field that a rule's field is asked by; null when it is not mapped. */
    @Nullable
    String crmField(String hubField) {
        String direct = crmFields.get(hubField);
        return direct != null
                ? direct
                : MatchKeys.sameAs(type, hubField).map(crmFields::get).orElse(null);
    }

    /** The rules as they are tried, one after the other; {@code crm_id} is left out because it stands for the link. */
    List<LadderRule> ladder() {
        return rules.rules().stream()
                .filter(rule -> !rule.fields().equals(List.of(MatchRules.LINK)))
                .map(rule -> LadderRule.of(rule, this))
                .toList();
    }
}
