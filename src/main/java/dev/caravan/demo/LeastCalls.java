package dev.caravan.demo;

import java.util.Map;

/**
 * The least number of API calls for a push, by what the vendor's API allows: every record that is not linked yet is looked up once and written once,
 * in full batches. HubSpot: look-ups and writes of 100, associations of 1,000 in calls of their own. Salesforce: look-ups and writes of 200, the
 * association is a field.
 */
public final class LeastCalls {
    private static final int HUBSPOT_ASSOCIATIONS = 1_000;

    private LeastCalls() {}

    /**
     * The least number of calls for what ended in a connection.
     *
     * @param outcomes by record type and outcome: how many records ended so
     */
    public static long of(String vendor, Map<String, Map<String, Long>> outcomes) {
        int batch = vendor.equals("salesforce") ? 200 : 100;
        long calls = 0;
        for (Map.Entry<String, Map<String, Long>> type : outcomes.entrySet()) {
            long all = type.getValue().values().stream().mapToLong(Long::longValue).sum();
            long written = type.getValue().getOrDefault("created", 0L) + type.getValue().getOrDefault("updated", 0L);
            calls += full(all, batch) + full(written, batch);
            if (vendor.equals("hubspot") && !type.getKey().equals("company")) {
                calls += full(written, HUBSPOT_ASSOCIATIONS);
            }
        }
        return calls;
    }

    private static long full(long records, int batch) {
        return (records + batch - 1) / batch;
    }
}
