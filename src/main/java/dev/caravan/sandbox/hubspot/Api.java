package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What all HubSpot calls read and write in the same way: parameters, paging, batches. */
final class Api {
    private final Supplier<String> baseUrl;

    Api(Supplier<String> baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** Adds {@code paging.next}; the link is the same call with another {@code after}. */
    void paging(ObjectNode body, Request request, String after) {
        StringBuilder link =
                new StringBuilder(baseUrl.get()).append(request.rawPath()).append('?');
        request.queries().forEach((name, values) -> {
            if (!name.equals("after")) {
                values.forEach(value -> link.append(encode(name))
                        .append('=')
                        .append(encode(value))
                        .append('&'));
            }
        });
        link.append("after=").append(encode(after));
        body.putObject("paging").putObject("next").put("after", after).put("link", link.toString());
    }

    static boolean flag(Request request, String name) {
        return request.query(name).map(Boolean::parseBoolean).orElse(false);
    }

    /** A whole number of 0 or more. */
    static int number(String text, String name) {
        if (!text.matches("\\d{1,9}")) {
            throw Problem.invalid("Invalid " + name + " '" + text + "': must be a whole number of 0 or more");
        }
        return Integer.parseInt(text);
    }

    /** The parameter {@code limit}, 1 to {@code most}. */
    static int limit(Request request, int usual, int most) {
        int limit = number(request.query("limit").orElse(String.valueOf(usual)), "limit");
        if (limit < 1 || limit > most) {
            throw Problem.invalid("Invalid limit " + limit + ": must be between 1 and " + most);
        }
        return limit;
    }

    /** Names in a query parameter, repeated or separated by commas. */
    static List<String> names(Request request, String parameter) {
        List<String> names = new ArrayList<>();
        for (String value : request.queryAll(parameter)) {
            for (String name : value.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.trim());
                }
            }
        }
        return names;
    }

    /** Texts of a JSON array. */
    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    /**
     * The body, which has to be a JSON object.
     *
     * @throws Problem HTTP 400 if it is not
     */
    static JsonNode object(Request request) {
        JsonNode body = request.json();
        if (!body.isObject()) {
            throw Problem.invalid("Invalid input JSON on line 1, column 1: an object is expected");
        }
        return body;
    }

    /**
     * {@code inputs} of a batch.
     *
     * @throws Problem HTTP 400 if it is not there, empty or longer than {@code most}
     */
    static List<JsonNode> inputs(Request request, int most) {
        JsonNode inputs = object(request).path("inputs");
        if (!inputs.isArray()) {
            throw Problem.invalid(
                    "Invalid input JSON on line 1, column 1: Some required fields were not set: [inputs]");
        }
        if (inputs.isEmpty()) {
            throw Problem.invalid("Invalid input: inputs must not be empty");
        }
        if (inputs.size() > most) {
            throw Problem.invalid(
                    "Invalid input: the number of inputs (" + inputs.size() + ") exceeds the limit of " + most);
        }
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode input : inputs) {
            if (!input.isObject()) {
                throw Problem.invalid("Invalid input JSON: every entry of inputs must be an object");
            }
            rows.add(input);
        }
        return rows;
    }

    /** The answer to a batch; with {@code errors} it is one of status 207. */
    static ObjectNode batch(ArrayNode results, ArrayNode errors, Instant started, Instant completed) {
        ObjectNode body = Json.object();
        body.put("status", "COMPLETE");
        body.set("results", results);
        if (!errors.isEmpty()) {
            body.put("numErrors", errors.size());
            body.set("errors", errors);
        }
        body.put("startedAt", Times.iso(started));
        body.put("completedAt", Times.iso(completed));
        return body;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
