package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Takes the records of a queue's message in: one object or an array, each with its record type in the field
 * {@code type}. What is good is taken; when something is wrong the exchange ends with the reasons, so that the message
 * is kept as a dead letter.
 */
final class MessageProducer extends DefaultAsyncProducer {
    private final HubEndpoint endpoint;

    MessageProducer(HubEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            List<String> wrong = new ArrayList<>();
            Map<RecordType, List<Incoming>> good = read(exchange, wrong);
            List<CompletableFuture<?>> taken = new ArrayList<>();
            good.forEach((type, records) -> taken.add(endpoint.hub().intake().receive(type, records)));
            CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new)).whenComplete((v, error) -> {
                if (error != null) {
                    // Who asks what to do next shall see the reason, not the future that carried it.
                    exchange.setException(error.getCause() == null ? error : error.getCause());
                } else if (!wrong.isEmpty()) {
                    exchange.setException(new InvalidInputException(
                            ErrorCode.RECORD_INVALID,
                            "a message holds " + wrong.size() + " wrong record(s): "
                                    + String.join("; ", wrong.subList(0, Math.min(10, wrong.size())))));
                }
                callback.done(false);
            });
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private Map<RecordType, List<Incoming>> read(Exchange exchange, List<String> wrong) throws IOException {
        InputStream body = exchange.getMessage().getBody(InputStream.class);
        JsonNode node;
        try {
            node = body == null ? RecordReader.JSON.nullNode() : RecordReader.JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED, "the message is not valid JSON. Send one record or an array of them.");
        }
        Map<RecordType, List<Incoming>> good = new EnumMap<>(RecordType.class);
        int place = 0;
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            place++;
            RecordType type = RecordType.find(each.path("type").asText("")).orElse(null);
            if (type == null || !(each instanceof ObjectNode object)) {
                wrong.add("the record at " + place + " has no 'type' of company, contact, lead or deal");
                continue;
            }
            object.remove("type");
            RecordReader.Row row =
                    new FieldReader(type, endpoint.getOrigin(), endpoint.hub().clock()).row(place, object);
            row.record()
                    .ifPresentOrElse(
                            r -> good.computeIfAbsent(type, t -> new ArrayList<>())
                                    .add(r),
                            () -> wrong.add("the record at " + row.line() + " " + row.reason()));
        }
        return good;
    }
}
