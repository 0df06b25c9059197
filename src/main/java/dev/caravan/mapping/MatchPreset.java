package dev.caravan.mapping;

import dev.caravan.mapping.MatchRules.Rule;
import java.util.List;
import java.util.Optional;

/** Match rules that have a name. Each begins with the link (R106). */
public enum MatchPreset {
    /** R93. */
    ACCOUNT_LADDER("account-ladder", List.of("domain")),
    /** R94. */
    CONTACT_LADDER("contact-ladder", List.of("work_email")),
    /** R65. */
    EMAIL_OR_PHONE("email-or-phone", List.of("work_email"), List.of("phone")),
    /** R95. */
    NAME_AND_COMPANY("name-and-company", List.of("first_name", "last_name", "company_name")),
    /** R96. */
    LINKEDIN_OR_NAME_AND_COMPANY(
            "linkedin-or-name-and-company",
            List.of("linkedin_url"),
            List.of("first_name", "last_name", "company_name")),
    /** R98. */
    DOMAIN("domain", List.of("domain")),
    /** R100. */
    DOMAIN_OR_NAME("domain-or-name", List.of("domain"), List.of("name")),
    /** R101. */
    DOMAIN_OR_LINKEDIN("domain-or-linkedin", List.of("domain"), List.of("linkedin_url"));

    private final String word;
    private final List<Rule> rules;

    @SafeVarargs
    @SuppressWarnings("varargs")
    MatchPreset(String word, List<String>... rules) {
        this.word = word;
        java.util.ArrayList<Rule> all = new java.util.ArrayList<>();
        all.add(new Rule(List.of(MatchRules.LINK)));
        for (List<String> rule : rules) {
            all.add(new Rule(rule));
        }
        this.rules = List.copyOf(all);
    }

    /** The word in the mapping file. */
    public String word() {
        return word;
    }

    /** What the word stands for. */
    public List<Rule> rules() {
        return rules;
    }

    /** The preset that a word names, or empty. */
    public static Optional<MatchPreset> find(String word) {
        return java.util.Arrays.stream(values())
                .filter(p -> p.word.equals(word))
                .findFirst();
    }
}
