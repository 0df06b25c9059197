package dev.caravan.dedup.component;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.caravan.dedup.sourcing.Comparison;
import dev.caravan.dedup.sourcing.ProspectAnswer;
import dev.caravan.dedup.sourcing.Sourcing;
import dev.caravan.dedup.sourcing.SourcingOrder;
import dev.caravan.hub.component.JsonAnswer;
import dev.caravan.hub.component.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Answers a list of prospects: a list of maps by a list of maps, a body of JSON, NDJSON or CSV by JSON or NDJSON. */
final class ListAnswer {
    private static final String NDJSON = "application/x-ndjson";
    private static final TypeReference<List<Map<String, Object>>> MAPS = new TypeReference<>() {};

    private final Sourcing sourcing;
    private final Clock clock;

    ListAnswer(Sourcing sourcing, Clock clock) {
        this.sourcing = sourcing;
        this.clock = clock;
    }

    void to(Exchange exchange, SourcingOrder order) {
        Message message = exchange.getMessage();
        RecordReader reader = new RecordReader(order.type(), "prospect", clock);
        Comparison comparison = sourcing.open(order);
        if (message.getBody() instanceof List<?> list) {
            List<RecordReader.Row> rows = new ArrayList<>();
            for (Object each : list) {
                int place = rows.size() + 1;
                rows.add(
                        each instanceof Map<?, ?> map
                                ? reader.map(place, map)
                                : RecordReader.Row.wrong(place, "", "is not an object"));
            }
            message.setBody(RecordReader.JSON.convertValue(all(new ProspectList(comparison, rows.iterator())), MAPS));
            return;
        }
        InputStream body = message.getBody(InputStream.class);
        ProspectList answers = new ProspectList(
                comparison,
                reader.rows(
                        message.getHeader(Exchange.CONTENT_TYPE, "application/json", String.class),
                        body == null ? new ByteArrayInputStream(new byte[0]) : body));
        if (wantsLines(message)) {
            stream(message, AnswerStream.of(answers));
        } else {
            whole(exchange, comparison, all(answers));
        }
    }

    private static boolean wantsLines(Message message) {
        String format = message.getHeader(DedupHeaders.FORMAT, "", String.class);
        return format.equalsIgnoreCase("ndjson")
                || format.isEmpty()
                        && message.getHeader("Accept", "", String.class).contains("ndjson");
    }

    private static void stream(Message message, InputStream lines) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, NDJSON);
        message.setBody(lines);
    }

    private static void whole(Exchange exchange, Comparison comparison, List<ProspectAnswer> answers) {
        Map<String, Integer> counts = new TreeMap<>();
        answers.forEach(answer -> counts.merge(answer.status(), 1, Integer::sum));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("received", answers.size());
        body.putAll(counts);
        body.put("asked", comparison.asked().stream().map(Object::toString).toList());
        body.put("results", answers);
        boolean allWrong = !answers.isEmpty() && counts.getOrDefault(ProspectAnswer.REJECTED, 0) == answers.size();
        JsonAnswer.write(exchange, allWrong ? 422 : 200, body);
    }

    private static List<ProspectAnswer> all(ProspectList list) {
        List<ProspectAnswer> all = new ArrayList<>();
        list.forEachRemaining(all::addAll);
        return all;
    }
}
