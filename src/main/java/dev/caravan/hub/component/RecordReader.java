package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads records from JSON (one object or an array), NDJSON or CSV; what is wrong with one record is said for that
 * record alone.
 */
final class RecordReader {
    static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
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

    /** Reads one value out of many: what follows it is not its business. */
    private static final ObjectReader EACH = JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final FieldReader fields;

    /**
     * One record of a request.
     *
     * @param line its place: the line of NDJSON and CSV, the position in a JSON array, from 1
     * @param record empty when it is wrong
     * @param id the sender's id as far as it could be read
     * @param reason what is wrong and the cure; empty when nothing is
     */
    record Row(int line, Optional<Incoming> record, String id, String reason) {
        static Row wrong(int line, String id, String reason) {
            return new Row(line, Optional.empty(), id, reason);
        }
    }

    RecordReader(RecordType type, String origin, Clock clock) {
        this.fields = new FieldReader(type, origin, clock);
    }

    /**
     * All records of a body.
     *
     * @throws InvalidInputException when the body as a whole cannot be read
     */
    List<Row> read(String contentType, InputStream body) throws IOException {
        String kind = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].trim();
        return switch (kind) {
            case "application/json", "" -> json(body);
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines" ->
                lines(body);
            case "text/csv", "application/csv" -> csv(body);
            default ->
                throw new InvalidInputException(
                        ErrorCode.BODY_MALFORMED,
                        "the content type '" + kind
                                + "' is not taken. Send application/json, application/x-ndjson or text/csv.");
        };
    }

    Row map(int place, Map<?, ?> map) {
        return fields.row(place, JSON.valueToTree(map));
    }

    private List<Row> json(InputStream body) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InvalidInputException(
                        ErrorCode.BODY_MALFORMED, "the body is empty. Send one object or an array.");
            }
            if (first != JsonToken.START_ARRAY) {
                rows.add(fields.row(1, EACH.readTree(parser)));
                if (parser.nextToken() != null) {
                    throw new InvalidInputException(
                            ErrorCode.BODY_MALFORMED,
                            "the body goes on after its first value. Send an array, or NDJSON as application/x-ndjson.");
                }
                return rows;
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                rows.add(fields.row(rows.size() + 1, EACH.readTree(parser)));
            }
            return rows;
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED,
                    "the body is not valid JSON at " + place(e)
                            + ". Nothing of it was taken; correct it and send it again.");
        }
    }

    private List<Row> lines(InputStream body) throws IOException {
        List<Row> rows = new ArrayList<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        int line = 0;
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            line++;
            if (text.isBlank()) {
                continue;
            }
            try {
                rows.add(fields.row(line, JSON.readTree(text)));
            } catch (JsonProcessingException e) {
                rows.add(Row.wrong(
                        line,
                        "",
                        "is not valid JSON at column " + e.getLocation().getColumnNr()
                                + ". Correct the line and send it again."));
            }
        }
        return rows;
    }

    private List<Row> csv(InputStream body) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .detectBomHeader(true)
                .ofNamedCsvRecord(body, StandardCharsets.UTF_8)) {
            for (NamedCsvRecord record : reader) {
                int line = (int) record.getStartingLineNumber();
                int columns = record.getHeader().size();
                rows.add(
                        record.getFieldCount() == columns
                                ? fields.csv(line, record)
                                : Row.wrong(
                                        line,
                                        "",
                                        "has " + record.getFieldCount() + " values and the header names " + columns
                                                + " columns. Check separators and quotes."));
            }
            return rows;
        } catch (CsvParseException e) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED,
                    "the CSV cannot be read after line "
                            + (rows.isEmpty() ? 1 : rows.get(rows.size() - 1).line())
                            + ". Check quotes and that the header names each column once.");
        }
    }

    private static String place(JsonProcessingException e) {
        return "line " + e.getLocation().getLineNr() + ", column "
                + e.getLocation().getColumnNr();
    }
}
