package dev.caravan.dedup;

import dev.caravan.hub.KeyRule;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.MatchRules;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One match rule as it applies to one CRM object.
 *
 * @param exact the rule with domains compared whole
 * @param wide the rule with any domain extension; the same as {@code exact} where the mapping does not ask for that
 * @param unmapped hub fields of the rule that the CRM does not have; the CRM cannot be asked by this rule then
 * @param hubField the field that the CRM is asked by: the one that fewest records share
 * @param crmField its name in the CRM; null when a field is not mapped
 */
record LadderRule(
        String name,
        KeyRule exact,
        KeyRule wide,
        List<String> unmapped,
        String hubField,
        @Nullable String crmField) {

    static LadderRule of(MatchRules.Rule rule, MatchPlan plan) {
        RecordType type = plan.type();
        List<String> fields =
                rule.fields().stream().filter(f -> !f.equals(MatchRules.LINK)).toList();
        List<String> unmapped =
                fields.stream().filter(f -> plan.crmField(f) == null).toList();
        String sharpest = fields.stream()
                .min(Comparator.comparingInt(f -> sharedByMany(type, f)))
                .orElseThrow();
        KeyRule exact = new KeyRule(type, fields, false);
        boolean anyExtension = plan.rules().anyDomainExtension()
                && MatchKeys.kindOf(type, sharpest).equals(MatchKey.DOMAIN);
        return new LadderRule(
                rule.name(),
                exact,
                anyExtension ? new KeyRule(type, fields, true) : exact,
                unmapped,
                sharpest,
                unmapped.isEmpty() ? plan.crmField(sharpest) : null);
    }

    boolean isWide() {
        return !wide.equals(exact);
    }

    private static int sharedByMany(RecordType type, String field) {
        return switch (MatchKeys.kindOf(type, field)) {
            case MatchKey.EMAIL -> 0;
            case MatchKey.LINKEDIN -> 1;
            case MatchKey.DOMAIN -> 2;
            case MatchKey.PHONE -> 3;
            case MatchKey.NAME -> 6;
            default -> field.equals("last_name") ? 5 : field.endsWith("name") ? 7 : 4;
        };
    }
}
