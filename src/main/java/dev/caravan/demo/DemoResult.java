package dev.caravan.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * What became of the sample data.
 *
 * @param taken by record type, what the hub said when the sample came in
 * @param inHub by record type, how many records the hub holds
 * @param outcomes by connection, record type and outcome: how many records ended so
 * @param calls by connection, API calls since the start
 * @param settled whether no mark was left
 */
public record DemoResult(
        Map<String, Taken> taken,
        Map<String, Long> inHub,
        Map<String, Map<String, Map<String, Long>>> outcomes,
        Map<String, Long> calls,
        Duration took,
        boolean settled) {

    /** How many sample records were new, changed, known, or refused. */
    public record Taken(long received, long created, long updated, long unchanged, long rejected) {
        static Taken of(byte[] answer) throws IOException {
            JsonNode json = new ObjectMapper().readTree(answer);
            return new Taken(
                    json.path("received").asLong(),
                    json.path("created").asLong(),
                    json.path("updated").asLong(),
                    json.path("unchanged").asLong(),
                    json.path("rejected").asLong());
        }

        /** Whether the hub knew it all before. */
        public boolean nothingNew() {
            return created + updated == 0;
        }
    }

    /** How many records ended in any outcome, for a connection and a type. */
    public long ended(String connection, String type) {
        return outcomes.getOrDefault(connection, Map.of()).getOrDefault(type, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Whether in every connection as many records ended as the hub holds. */
    public boolean addsUp() {
        return outcomes.keySet().stream()
                .allMatch(c -> inHub.entrySet().stream().allMatch(t -> ended(c, t.getKey()) == t.getValue()));
    }
}
