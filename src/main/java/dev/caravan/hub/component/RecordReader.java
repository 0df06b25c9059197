package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads records from JSON (one object or an array), NDJSON or CSV; what is wrong with one record is said for that
 * record alone.
 */
public final class RecordReader {
    public static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(256 * 1024)
                            .maxNumberLength(100)
                            .maxNameLength(200)
                            .build())
                    .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final FieldReader fields;

    /**
     * One record of a request.
     *
     * @param line its place: the line of NDJSON and CSV, the position in a JSON array, from 1
     * @param record empty when it is wrong
     * @param id the sender's id as far as it could be read
     * @param reason what is wrong and the cure; empty when nothing is
     */
    public record Row(int line, Optional<Incoming> record, String id, String reason) {
        public static Row wrong(int line, String id, String reason) {
            return new Row(line, Optional.empty(), id, reason);
        }
    }

    public RecordReader(RecordType type, String origin, Clock clock) {
        this.fields = new FieldReader(type, origin, clock);
    }

    /**
     * All records of a body.
     *
     * @throws InvalidInputException when the body as a whole cannot be read
     */
    List<Row> read(String contentType, InputStream body) throws IOException {
        try {
            List<Row> rows = new ArrayList<>();
            rows(contentType, body).forEachRemaining(rows::add);
            return rows;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * The records of a body one by one; no more of it is read than is asked for. What the body as a whole has wrong is
     * thrown when it is met, as {@link InvalidInputException}; a body that breaks off as {@link UncheckedIOException}.
     */
    public Iterator<Row> rows(String contentType, InputStream body) {
        String kind = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].trim();
        return switch (kind) {
            case "application/json", "" -> new JsonRows(body, fields);
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines" ->
                new LineRows(body, fields);
            case "text/csv", "application/csv" -> new CsvRows(body, fields);
            default ->
                throw new InvalidInputException(
                        ErrorCode.BODY_MALFORMED,
                        "the content type '" + kind
                                + "' is not taken. Send application/json, application/x-ndjson or text/csv.");
        };
    }

    public Row map(int place, Map<?, ?> map) {
        return fields.row(place, JSON.valueToTree(map));
    }
}
