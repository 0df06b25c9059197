package dev.caravan.dedup;

import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A value in the spellings in which a CRM may hold it, likeliest first: a CRM compares whole values and normalises few
 * of them.
 */
final class Spellings {
    private final String region;

    Spellings(String region) {
        this.region = region;
    }

    /** The spellings to ask for; empty when the record's value is not what its field says. */
    Set<String> of(HubRecord record, LadderRule rule, String crmField) {
        Object value = MatchKeys.valueOf(record, rule.hubField());
        if (value == null) {
            return Set.of();
        }
        String raw = value.toString().strip();
        Set<String> spellings = new LinkedHashSet<>();
        switch (MatchKeys.kindOf(record.key().type(), rule.hubField())) {
            case MatchKey.EMAIL -> withRaw(MatchKeys.email(raw), raw, spellings);
            case MatchKey.DOMAIN -> domain(raw, crmField, spellings);
            case MatchKey.LINKEDIN -> linkedIn(raw, spellings);
            case MatchKey.PHONE -> spellings.addAll(MatchKeys.phoneSpellings(raw, region));
            case MatchKey.NAME -> companyName(raw, spellings);
            default -> spellings.add(raw);
        }
        spellings.remove("");
        return spellings;
    }

    private static void withRaw(Optional<String> normal, String raw, Set<String> spellings) {
        normal.ifPresent(value -> {
            spellings.add(value);
            spellings.add(raw);
        });
    }

    private static void domain(String raw, String crmField, Set<String> spellings) {
        Optional<String> domain = MatchKeys.domain(raw);
        if (domain.isEmpty()) {
            return;
        }
        String bare = domain.get();
        spellings.add(bare);
        // A field of that name holds bare domains (HubSpot companies); a site field holds whatever somebody pasted.
        if (crmField.toLowerCase(Locale.ROOT).endsWith("domain")) {
            return;
        }
        spellings.add("www." + bare);
        for (String start : List.of("https://www.", "https://", "http://www.", "http://")) {
            spellings.add(start + bare);
            spellings.add(start + bare + "/");
        }
        spellings.add(raw);
    }

    private static void linkedIn(String raw, Set<String> spellings) {
        Optional<String> page = MatchKeys.linkedIn(raw);
        if (page.isEmpty()) {
            return;
        }
        for (String start : List.of("https://www.", "https://", "http://www.", "www.", "")) {
            spellings.add(start + page.get());
            spellings.add(start + page.get() + "/");
        }
        spellings.add(raw);
    }

    private static void companyName(String raw, Set<String> spellings) {
        spellings.add(raw);
        Optional<String> folded = MatchKeys.companyName(raw);
        String shorter = raw;
        while (shorter.lastIndexOf(' ') > 0) {
            shorter = shorter.substring(0, shorter.lastIndexOf(' ')).replaceFirst("[\\s,;&-]++$", "");
            if (!MatchKeys.companyName(shorter).equals(folded)) {
                return;
            }
            spellings.add(shorter);
        }
    }
}
