package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One error as Salesforce words it: an entry of an error body ({@code errorCode}), of a collection row
 * ({@code statusCode}), or a login error ({@code error}).
 *
 * @param code empty when the answer held none
 * @param fields the fields to blame; often empty
 * @param existingId the only record that stands in the way, when it was named
 */
record Refusal(String code, String message, List<String> fields, Optional<String> existingId) {
    private static final String RECORD_WITH_ID = "record with id: ";

    Refusal {
        fields = List.copyOf(fields);
    }

    static Refusal none(String message) {
        return new Refusal("", message, List.of(), Optional.empty());
    }

    /**
     * Reads the first error of an answer.
     *
     * @param object the sObject that was written, null for other calls: a match of another object is not the record
     *     that stands in the way
     */
    static Refusal of(@Nullable JsonNode body, @Nullable String object) {
        if (body == null) {
            return none("");
        }
        JsonNode error = body.isArray() ? body.path(0) : body;
        String code = firstText(error, "errorCode", "statusCode", "error");
        String message = withoutStatement(firstText(error, "message", "error_description"));
        List<String> fields = new ArrayList<>();
        error.path("fields").forEach(field -> fields.add(field.asText()));
        return new Refusal(code, message, fields, existing(error, message, object));
    }

    /** Code, text and fields in one line. */
    String detail() {
        String text = code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
        boolean named = fields.isEmpty() || fields.stream().allMatch(message::contains);
        return named ? text : text + " " + fields;
    }

    /** Whether the error is about the record itself rather than about a record that one of its fields points to. */
    boolean isAboutTheRecord() {
        return fields.isEmpty() || fields.stream().allMatch("id"::equalsIgnoreCase);
    }

    private static Optional<String> existing(JsonNode error, String message, @Nullable String object) {
        int at = message.lastIndexOf(RECORD_WITH_ID);
        if (at >= 0) {
            return Optional.of(message.substring(at + RECORD_WITH_ID.length()).strip())
                    .map(rest -> rest.split("[^A-Za-z0-9]", 2)[0])
                    .filter(Soql::isId)
                    .map(Soql::longId);
        }
        Set<String> ids = new LinkedHashSet<>();
        // The wire has both spellings, by version.
        for (String key : List.of("duplicateResut", "duplicateResult")) {
            for (JsonNode result : error.path(key).path("matchResults")) {
                String entity = result.path("entityType").asText("");
                if (object == null || entity.isEmpty() || entity.equalsIgnoreCase(object)) {
                    result.path("matchRecords")
                            .forEach(match -> ids.add(
                                    Soql.longId(match.path("record").path("Id").asText(""))));
                }
            }
        }
        ids.removeIf(id -> !Soql.isId(id));
        return ids.size() == 1 ? Optional.of(ids.iterator().next()) : Optional.empty();
    }

    /** A query's error starts with a piece of the statement, and so with values of records. */
    private static String withoutStatement(String message) {
        int error = message.indexOf("ERROR at Row");
        int line = error < 0 ? -1 : message.indexOf('\n', error);
        return line < 0 ? message.strip() : message.substring(line + 1).strip();
    }

    private static String firstText(JsonNode node, String... names) {
        for (String name : names) {
            if (node.path(name).isTextual()) {
                return node.path(name).asText();
            }
        }
        return "";
    }
}
