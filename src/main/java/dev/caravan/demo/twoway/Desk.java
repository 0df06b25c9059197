package dev.caravan.demo.twoway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** A CRM sandbox from the side of its people: its screens, what it holds, and what was written by its API. */
final class Desk {
    private static final String PEOPLE = "/_sandbox/";

    private final Place place;
    private final String url;
    private final RestClient client;

    Desk(Place place, String url) {
        this.place = place;
        this.url = url;
        this.client = RestClient.create(url + "/_sandbox");
    }

    /** A commit in the CRM that came by its API. */
    record Commit(long seq, String at, String operation, String object, String id, String fields) {}

    Place place() {
        return place;
    }

    String url() {
        return url;
    }

    /** A person makes a record; gives its id. */
    String create(String object, Map<String, ?> values) {
        return send(HttpMethod.POST, "/records/" + object + "?as=person", values)
                .at("/ids/0")
                .asText();
    }

    void edit(String object, String id, Map<String, ?> values) {
        send(HttpMethod.PATCH, "/records/" + object + "/" + id, values);
    }

    void delete(String object, String id) {
        send(HttpMethod.DELETE, "/records/" + object + "/" + id, null);
    }

    void merge(String object, String survivor, String other) {
        send(HttpMethod.POST, "/records/" + object + "/" + survivor + "/merge", Map.of("others", List.of(other)));
    }

    /** A person converts a lead; the answer names what it became. */
    JsonNode convert(String lead) {
        return send(HttpMethod.POST, "/records/Lead/" + lead + "/convert", Map.of());
    }

    /** Replaces all faults, and in which other form values are stored. */
    void faults(Map<String, ?> faults) {
        send(HttpMethod.PUT, "/faults", faults);
    }

    void sendWebhooksTo(Map<String, ?> target) {
        send(HttpMethod.POST, "/webhooks", target);
    }

    /** Events on their way. */
    int webhooksWaiting() {
        return webhookCount("waiting");
    }

    int webhookCount(String name) {
        return send(HttpMethod.GET, "/webhooks", null).at("/counts/" + name).asInt();
    }

    /** The living record with that id. */
    Optional<JsonNode> record(String object, String id) {
        return living(object).stream()
                .filter(record ->
                        record.path("id").asText(record.path("Id").asText()).equals(id))
                .map(record -> record.has("properties") ? record.path("properties") : record)
                .findFirst();
    }

    /** How many living records have that value in a field. */
    long count(String object, String field, String value) {
        return living(object).stream()
                .map(record -> record.has("properties") ? record.path("properties") : record)
                .filter(record -> record.path(field).asText().equalsIgnoreCase(value))
                .count();
    }

    private List<JsonNode> living(String object) {
        List<JsonNode> living = new ArrayList<>();
        for (JsonNode record : send(HttpMethod.GET, "/records/" + object, null)) {
            if (!record.path("archived").asBoolean()
                    && !record.path("IsDeleted").asBoolean()) {
                living.add(record);
            }
        }
        return living;
    }

    /** Calls of the API that write, by operation, since the start. */
    Map<String, Long> writes() {
        Map<String, Long> writes = new LinkedHashMap<>();
        send(HttpMethod.GET, "/calls", null).path("operations").fields().forEachRemaining(call -> {
            if (WritingCalls.isWriting(call.getKey())) {
                writes.put(call.getKey(), call.getValue().asLong());
            }
        });
        return writes;
    }

    /** What came by the API after a commit, the oldest first. */
    List<Commit> commits(long after) {
        List<Commit> commits = new ArrayList<>();
        for (JsonNode each : send(HttpMethod.GET, "/journal?after=" + after, null)) {
            if (!each.path("what").asText().contains(PEOPLE)) {
                List<String> fields = new ArrayList<>();
                each.path("values").fieldNames().forEachRemaining(fields::add);
                commits.add(new Commit(
                        each.path("seq").asLong(),
                        each.path("at").asText(),
                        each.path("what").asText(),
                        each.path("object").asText(),
                        each.path("id").asText(),
                        String.join(", ", fields)));
            }
        }
        return commits;
    }

    /** The number of the newest commit. */
    long lastCommit() {
        JsonNode all = send(HttpMethod.GET, "/journal", null);
        return all.isEmpty() ? 0 : all.get(all.size() - 1).path("seq").asLong();
    }

    private JsonNode send(HttpMethod method, String path, @Nullable Object body) {
        RestClient.RequestBodySpec request = client.method(method).uri(path);
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        JsonNode answer = request.retrieve().body(JsonNode.class);
        return answer == null ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : answer;
    }

    static Map<String, ?> webhookFaults(int times, Duration delay) {
        return Map.of(
                "webhooks",
                Map.of(
                        "duplicate",
                        Map.of("times", times),
                        "delay",
                        Map.of("millis", delay.toMillis(), "jitterMillis", delay.toMillis()),
                        "reorder",
                        Map.of("window", 6, "millis", 300)));
    }
}
