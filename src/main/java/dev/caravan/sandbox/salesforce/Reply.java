package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Answer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a resource answers.
 *
 * @param body null for an empty one
 */
record Reply(int status, @Nullable JsonNode body, Map<String, String> headers) {
    static Reply ok(JsonNode body) {
        return of(200, body);
    }

    static Reply of(int status, @Nullable JsonNode body) {
        return new Reply(status, body, Map.of());
    }

    static Reply of(SalesforceError error) {
        return of(error.status(), error.body());
    }

    static Reply created(JsonNode body, String location) {
        return new Reply(201, body, Map.of("Location", location));
    }

    Answer toAnswer() {
        Answer answer = body == null ? Answer.empty(status) : Answer.json(status, body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }
}
