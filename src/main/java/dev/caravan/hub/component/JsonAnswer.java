package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.IntakeResult;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The JSON bodies that the REST routes answer with. */
public final class JsonAnswer {
    private JsonAnswer() {}

    /** One result per record of the request, in its order, and how many of each kind. */
    static void received(Exchange exchange, List<RecordReader.Row> rows, List<IntakeResult> taken) {
        Iterator<IntakeResult> results = taken.iterator();
        Map<String, Integer> counts = new TreeMap<>();
        List<Map<String, Object>> lines = new ArrayList<>(rows.size());
        for (RecordReader.Row row : rows) {
            IntakeResult result = row.record().isPresent()
                    ? results.next()
                    : IntakeResult.rejected(row.id(), "the record at " + row.line() + " " + row.reason());
            counts.merge(result.status(), 1, Integer::sum);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("line", row.line());
            line.put("status", result.status());
            if (!result.id().isEmpty()) {
                line.put("id", result.id());
            }
            if (!result.reason().isEmpty()) {
                line.put("reason", result.reason());
            }
            lines.add(line);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("received", rows.size());
        body.putAll(counts);
        body.put("results", lines);
        boolean allWrong = !rows.isEmpty() && taken.isEmpty();
        write(exchange, allWrong ? 422 : 200, body);
    }

    /** What was wrong with the request, with the HTTP status that goes with it. */
    public static void problem(Exchange exchange, CaravanException problem) {
        write(exchange, status(problem.code()), problem(problem));
    }

    /** The same as it stands in a body. */
    public static Map<String, Object> problem(CaravanException problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("code", problem.code().code());
        body.put("message", problem.getMessage());
        body.put("cure", problem.code().cure());
        return body;
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case RECORD_NOT_FOUND, RECORD_TYPE_UNKNOWN -> 404;
            case BODY_TOO_LARGE -> 413;
            case STORE_BUSY, STORE_FAILED -> 503;
            default -> 400;
        };
    }

    static void record(Exchange exchange, HubRecord record) {
        write(exchange, 200, plain(record));
    }

    static void records(Exchange exchange, List<HubRecord> records) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("records", records.stream().map(JsonAnswer::plain).toList());
        if (!records.isEmpty()) {
            body.put("after", records.get(records.size() - 1).key().id());
        }
        write(exchange, 200, body);
    }

    static void empty(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        message.setBody(null);
    }

    /** Answers with a value as JSON. */
    public static void write(Exchange exchange, int status, Object body) {
        Message message = exchange.getMessage();
        // What came with the request must not go back with the answer.
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        if (status == 503) {
            message.setHeader("Retry-After", "5");
        }
        try {
            message.setBody(RecordReader.JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            exchange.setException(e);
        }
    }

    private static Map<String, Object> plain(HubRecord record) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("type", record.key().type().word());
        plain.put("id", record.key().id());
        plain.put("version", record.version());
        plain.put("updated_at", record.latest().time().toString());
        plain.put("origin", record.latest().origin());
        plain.put("fields", record.fields());
        return plain;
    }
}
