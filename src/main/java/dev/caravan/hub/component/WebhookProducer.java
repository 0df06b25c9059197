package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Takes one verified webhook of the App: {@code contact.created}, {@code .updated} and {@code .deleted}, the other
 * types alike, are a record's change; any other type is an event, as {@code /api/events} takes it, in {@code data}. A
 * call that is played again changes nothing: values of an older time stay out, and an event is known by its id.
 */
final class WebhookProducer extends DefaultAsyncProducer {
    private final HubEndpoint endpoint;

    WebhookProducer(HubEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            taken(exchange, read(exchange)).whenComplete((done, error) -> {
                if (error == null) {
                    JsonAnswer.empty(exchange);
                } else if (cause(error) instanceof CaravanException known) {
                    JsonAnswer.problem(exchange, known);
                } else {
                    exchange.setException(cause(error));
                }
                callback.done(false);
            });
            return false;
        } catch (CaravanException e) {
            JsonAnswer.problem(exchange, e);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private static Throwable cause(Throwable error) {
        return error.getCause() == null ? error : error.getCause();
    }

    private static JsonNode read(Exchange exchange) throws IOException {
        try {
            InputStream body = exchange.getMessage().getBody(InputStream.class);
            JsonNode node = body == null ? RecordReader.JSON.nullNode() : RecordReader.JSON.readTree(body);
            if (!node.path("type").isTextual() || !node.path("data").isObject()) {
                throw new InvalidInputException(
                        ErrorCode.BODY_MALFORMED, "the webhook is no object with 'type', 'timestamp' and 'data'.");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(ErrorCode.BODY_MALFORMED, "the webhook is not valid JSON.");
        }
    }

    private CompletableFuture<?> taken(Exchange exchange, JsonNode webhook) {
        String[] words = webhook.path("type").asText().split("\\.", 2);
        Optional<RecordType> type = RecordType.find(words[0]);
        String what = words.length < 2 ? "" : words[1];
        return switch (type.isEmpty() ? "" : what) {
            case "created", "updated" -> record(type.orElseThrow(), webhook);
            case "deleted" -> deleted(type.orElseThrow(), webhook);
            default -> event(exchange, webhook);
        };
    }

    private CompletableFuture<?> record(RecordType type, JsonNode webhook) {
        JsonNode data = webhook.path("data");
        JsonNode fields = data.path("fields");
        ObjectNode record = (fields.isObject() ? fields : data).deepCopy();
        if (data.hasNonNull("id")) {
            record.set("id", data.path("id"));
        }
        if (webhook.hasNonNull("timestamp") && !record.hasNonNull("updated_at")) {
            record.set("updated_at", webhook.path("timestamp"));
        }
        RecordReader.Row row =
                new FieldReader(type, endpoint.getOrigin(), endpoint.hub().clock()).row(1, record);
        return endpoint.hub()
                .intake()
                .receive(
                        type,
                        List.of(row.record()
                                .orElseThrow(() -> new InvalidInputException(
                                        ErrorCode.RECORD_INVALID, "the webhook's record " + row.reason()))));
    }

    private CompletableFuture<?> deleted(RecordType type, JsonNode webhook) {
        String id = webhook.path("data").path("id").asText("");
        try {
            // A record that the hub does not have is as good as deleted.
            endpoint.hub().intake().delete(new RecordKey(type, id), endpoint.getOrigin());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(ErrorCode.RECORD_INVALID, e.getMessage() + ".");
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<?> event(Exchange exchange, JsonNode webhook) {
        ObjectNode event = webhook.path("data").deepCopy();
        Map<String, JsonNode> usual = Map.of(
                "id", event.textNode(exchange.getMessage().getHeader(HubHeaders.WEBHOOK_ID, "", String.class)),
                "kind", webhook.path("type"),
                "occurred_at", webhook.path("timestamp"));
        usual.forEach((name, value) -> {
            if (!event.hasNonNull(name) && !value.isMissingNode()) {
                event.set(name, value);
            }
        });
        try {
            return endpoint.hub()
                    .events()
                    .add(List.of(
                            EventProducer.event(event, endpoint.hub().clock().instant())));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new InvalidInputException(ErrorCode.RECORD_INVALID, "the webhook's event: " + e.getMessage() + ".");
        }
    }
}
