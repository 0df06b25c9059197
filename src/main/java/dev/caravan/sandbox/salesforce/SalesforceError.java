package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An answer other than success, with the vendor's own code and words (REST guide, "Status Codes and Error Responses").
 */
final class SalesforceError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<String> fields;

    SalesforceError(int status, String code, String message, List<String> fields) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.fields = List.copyOf(fields);
    }

    static SalesforceError bad(String code, String message, String... fields) {
        return new SalesforceError(400, code, message, List.of(fields));
    }

    static SalesforceError malformedQuery(String message) {
        return bad("MALFORMED_QUERY", message);
    }

    static SalesforceError notFound() {
        return new SalesforceError(404, "NOT_FOUND", "The requested resource does not exist", List.of());
    }

    static SalesforceError methodNotAllowed(String method) {
        return new SalesforceError(
                405, "METHOD_NOT_ALLOWED", "HTTP Method '" + method + "' not allowed. Allowed are others", List.of());
    }

    static SalesforceError deleted() {
        return new SalesforceError(404, "ENTITY_IS_DELETED", "entity is deleted", List.of());
    }

    static SalesforceError noSuchColumn(String name, ObjectType object) {
        return bad("INVALID_FIELD", "No such column '" + name + "' on sobject of type " + object.name());
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    List<String> fields() {
        return fields;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** The body of a failed call: a list with one entry. */
    ArrayNode body() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        ObjectNode entry = list.addObject().put("message", text()).put("errorCode", code);
        if (!fields.isEmpty()) {
            fields.forEach(entry.putArray("fields")::add);
        }
        return list;
    }

    /** The entry of a failed row in a collection call, where the code is called {@code statusCode}. */
    ObjectNode row() {
        ObjectNode row = JsonNodeFactory.instance.objectNode().put("success", false);
        ObjectNode entry =
                row.putArray("errors").addObject().put("statusCode", code).put("message", text());
        fields.forEach(entry.putArray("fields")::add);
        return row;
    }
}
