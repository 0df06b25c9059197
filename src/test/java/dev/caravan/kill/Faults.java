package dev.caravan.kill;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** How the CRMs misbehave while the runtime dies again and again. */
final class Faults {
    static final List<String> KINDS = List.of(
            "429",
            "500",
            "503",
            "hang",
            "reset-before-commit",
            "reset-after-commit",
            "timeout-after-commit",
            "truncated-body",
            "not-json",
            "partial-batch");

    private Faults() {}

    /** Whether each kind struck at least one CRM. */
    static boolean everyKindStruck(Map<String, Map<String, Long>> faults) {
        return KINDS.stream().allMatch(kind -> faults.values().stream().anyMatch(f -> f.getOrDefault(kind, 0L) > 0));
    }

    /** All kinds: each a few times early on, then by lot. */
    static ObjectNode all() {
        ObjectNode faults = new ObjectMapper().createObjectNode().put("searchLag", 500);
        ArrayNode rules = faults.putArray("rules");
        rules.addObject()
                .put("kind", "latency")
                .put("probability", 0.3)
                .put("millis", 5)
                .put("jitterMillis", 60);
        // A few of each kind early on, so that no kind is left out by chance, and then a steady rate.
        for (String kind : KINDS) {
            rule(rules, kind).put("probability", 0.2).put("next", 2);
        }
        for (String kind : KINDS) {
            // Drawn for each row of a batch, not for each call.
            rule(rules, kind).put("probability", kind.equals("partial-batch") ? 0.005 : 0.035);
        }
        return faults;
    }

    private static ObjectNode rule(ArrayNode rules, String kind) {
        ObjectNode rule = rules.addObject().put("kind", kind);
        if (kind.equals("429")) {
            rule.put("retryAfter", "seconds").put("seconds", 1);
        } else if (kind.equals("hang") || kind.equals("timeout-after-commit")) {
            rule.put("millis", 4_000);
        }
        return rule;
    }
}
