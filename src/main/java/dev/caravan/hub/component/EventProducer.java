package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.AppEvent;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** Takes App events in; an event that came before has no effect. */
final class EventProducer extends DefaultAsyncProducer {
    private static final String REJECTED = "rejected";
    private static final int MOST_REASONS = 10;

    private final HubEndpoint endpoint;

    EventProducer(HubEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            List<AppEvent> events = new ArrayList<>();
            List<Map<String, Object>> lines = new ArrayList<>();
            read(exchange, events, lines);
            endpoint.hub().events().add(events).whenComplete((fresh, error) -> {
                if (error == null) {
                    done(exchange, fresh, lines);
                } else {
                    failed(exchange, error);
                }
                callback.done(false);
            });
            return false;
        } catch (CaravanException e) {
            failed(exchange, e);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void done(Exchange exchange, int fresh, List<Map<String, Object>> lines) {
        if (endpoint.isAnswer()) {
            answer(exchange, fresh, lines);
            return;
        }
        List<String> wrong = lines.stream()
                .filter(l -> REJECTED.equals(l.get("status")))
                .map(l -> String.valueOf(l.get("reason")))
                .toList();
        if (!wrong.isEmpty()) {
            exchange.setException(new InvalidInputException(
                    ErrorCode.RECORD_INVALID,
                    "a message holds " + wrong.size() + " wrong event(s): "
                            + String.join("; ", wrong.subList(0, Math.min(MOST_REASONS, wrong.size())))));
        }
    }

    private void failed(Exchange exchange, Throwable error) {
        if (endpoint.isAnswer() && error instanceof CaravanException known) {
            JsonAnswer.problem(exchange, known);
        } else {
            exchange.setException(error);
        }
    }

    private void read(Exchange exchange, List<AppEvent> events, List<Map<String, Object>> lines) throws IOException {
        InputStream body = exchange.getMessage().getBody(InputStream.class);
        JsonNode node;
        try {
            node = body == null ? RecordReader.JSON.nullNode() : RecordReader.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED, "the body is not valid JSON. Send one event or an array of them.");
        }
        List<JsonNode> each = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each::add);
        } else {
            each.add(node);
        }
        for (int i = 0; i < each.size(); i++) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("line", i + 1);
            try {
                events.add(event(each.get(i)));
                line.put("status", "accepted");
            } catch (IllegalArgumentException | DateTimeException e) {
                line.put("status", REJECTED);
                line.put("reason", "the event at " + (i + 1) + ": " + e.getMessage());
            }
            lines.add(line);
        }
    }

    private AppEvent event(JsonNode node) {
        return event(node, endpoint.hub().clock().instant());
    }

    /**
     * @throws IllegalArgumentException or {@link DateTimeException} when a field is missing or wrong; the message says
     *     which
     */
    static AppEvent event(JsonNode node, Instant now) {
        String type = text(node, "record_type");
        RecordType recordType = RecordType.find(type)
                .orElseThrow(
                        () -> new IllegalArgumentException("'record_type' must be company, contact, lead or deal"));
        Instant at = node.hasNonNull("occurred_at") ? Instant.parse(text(node, "occurred_at")) : now;
        return new AppEvent(
                text(node, "id"),
                new RecordKey(recordType, text(node, "record_id")),
                text(node, "kind"),
                at,
                now,
                node.toString());
    }

    private static String text(JsonNode node, String name) {
        String text = node.path(name).asText("");
        if (text.isEmpty() || text.length() > 200) {
            throw new IllegalArgumentException("'" + name + "' must be 1-200 characters of text");
        }
        return text;
    }

    private static void answer(Exchange exchange, int fresh, List<Map<String, Object>> lines) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("received", lines.size());
        body.put("new", fresh);
        body.put("results", lines);
        boolean allWrong = !lines.isEmpty() && lines.stream().allMatch(l -> REJECTED.equals(l.get("status")));
        JsonAnswer.write(exchange, allWrong ? 422 : 200, body);
    }
}
