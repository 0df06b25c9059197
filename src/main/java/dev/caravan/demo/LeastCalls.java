package dev.caravan.demo;

import java.util.Map;

/**
 * The least number of API calls for a push, by what one call of the vendor's API takes: every record that is not linked
 * yet is looked up once and written once, in full batches. HubSpot: look-ups and writes of 100, and associations of
 * 1,000 in calls of their own, because an upsert takes none along. Salesforce: look-ups of 1,000 (one composite request
 * with five queries for 200 values each), writes of 200; the association is a field.
 */
public final class LeastCalls {
    private LeastCalls() {}

    /**
     * How many records one call takes.
     *
     * @param lookUp where the vendor can only list its records, how many one page of the list holds
     * @param associate 0 where the association is a field of the record
     */
    record Batches(int lookUp, int write, int associate) {}

    /**
     * The least number of calls for what ended in a connection.
     *
     * @param outcomes by record type and outcome: how many records ended so
     */
    public static long of(String vendor, Map<String, Map<String, Long>> outcomes) {
        Batches batches = DemoCrms.batches(vendor).orElseThrow();
        long calls = 0;
        for (Map.Entry<String, Map<String, Long>> type : outcomes.entrySet()) {
            long all =
                    type.getValue().values().stream().mapToLong(Long::longValue).sum();
            long written = type.getValue().getOrDefault("created", 0L)
                    + type.getValue().getOrDefault("updated", 0L);
            calls += full(all, batches.lookUp()) + full(written, batches.write());
            if (batches.associate() > 0 && !type.getKey().equals("company")) {
                calls += full(written, batches.associate());
            }
        }
        return calls;
    }

    private static long full(long records, int batch) {
        return (records + batch - 1) / batch;
    }
}
