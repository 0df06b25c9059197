package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** Counts the calls of a vendor's API. Calls of the control API are not counted. */
final class Calls {
    private final Map<String, Long> operations = new TreeMap<>();
    private final Map<String, Long> statuses = new TreeMap<>();
    private long total;
    private long refused;

    synchronized void came(String operation) {
        operations.merge(operation, 1L, Long::sum);
        total++;
    }

    synchronized void answered(int status) {
        statuses.merge(String.valueOf(status), 1L, Long::sum);
        if (status == 401 || status == 403 || status == 429) {
            refused++;
        }
    }

    synchronized void reset() {
        operations.clear();
        statuses.clear();
        total = 0;
        refused = 0;
    }

    synchronized ObjectNode show() {
        ObjectNode shown = Json.object();
        shown.set("operations", Json.tree(operations));
        shown.put("total", total);
        shown.put("refused", refused);
        shown.set("statuses", Json.tree(statuses));
        return shown;
    }
}
