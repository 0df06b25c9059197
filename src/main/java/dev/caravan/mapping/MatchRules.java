package dev.caravan.mapping;

import java.util.List;

/**
 * How a record finds its counterpart: the first rule with a hit decides.
 *
 * @param rules in order; a rule names hub fields that all have to be equal. The field {@code crm_id} stands for the
 *     link
 * @param anyDomainExtension whether {@code acme.com} and {@code acme.es} count as equal (R99)
 */
public record MatchRules(List<Rule> rules, OnAmbiguous onAmbiguous, boolean anyDomainExtension) {
    /** The rule that stands for the link. */
    public static final String LINK = "crm_id";

    public MatchRules {
        rules = List.copyOf(rules);
    }

    /** All named hub fields equal; shown as {@code work_email} or {@code first_name+last_name}. */
    public record Rule(List<String> fields) {
        public Rule {
            fields = List.copyOf(fields);
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("a match rule needs at least one field");
            }
        }

        public String name() {
            return String.join("+", fields);
        }
    }

    /** What is done when a rule finds several. Each is deterministic. */
    public enum OnAmbiguous {
        HOLD,
        OLDEST,
        NEWEST,
        MOST_COMPLETE,
        SKIP
    }
}
