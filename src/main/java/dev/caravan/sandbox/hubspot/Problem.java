package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import java.util.Collection;
import java.util.List;

/**
 * Something that HubSpot refuses: the body of its error answers, or one row of {@code errors} in a batch answer with
 * status 207.
 */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final transient ObjectNode body = Json.object();

    private Problem(int status, String category, String message) {
        super(message, null, false, false);
        this.status = status;
        body.put("status", "error");
        body.put("message", message);
        body.put("category", category);
    }

    static Problem of(int status, String category, String message) {
        return new Problem(status, category, message);
    }

    /** HTTP 400, category VALIDATION_ERROR. */
    static Problem invalid(String message) {
        return new Problem(400, "VALIDATION_ERROR", message);
    }

    /** A record named in a path is not there (recorded answers: the two blanks belong to the text). */
    static Problem noRecord(String id) {
        return new Problem(404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.")
                .context("id", List.of(id));
    }

    /** Something else named in a path is not there. */
    static Problem notFound(String message) {
        return new Problem(404, "OBJECT_NOT_FOUND", message);
    }

    Problem sub(String subCategory) {
        body.put("subCategory", subCategory);
        return this;
    }

    Problem context(String key, Collection<String> values) {
        ArrayNode list = body.withObject("/context").putArray(key);
        values.forEach(list::add);
        return this;
    }

    /** One more entry of {@code errors}. */
    Problem detail(String code, String message, String property) {
        ObjectNode detail = body.withArray("errors").addObject();
        detail.put("message", message);
        detail.put("code", code);
        detail.putObject("context").putArray("propertyName").add(property);
        return this;
    }

    /** The whole answer for a call. */
    Answer answer(String correlationId) {
        ObjectNode whole = body.deepCopy();
        whole.put("correlationId", correlationId);
        return Answer.json(status, whole);
    }

    /** A row of {@code errors} in a batch answer. */
    ObjectNode row() {
        return body.deepCopy();
    }
}
