package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.google.common.collect.AbstractIterator;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The records of a JSON body: one object, or an array of them. */
final class JsonRows extends AbstractIterator<RecordReader.Row> {
    /** Reads one value out of many: what follows it is not its business. */
    private static final ObjectReader EACH =
            RecordReader.JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final InputStream body;
    private final FieldReader fields;
    private @Nullable JsonParser parser;
    private boolean isArray;
    private int read;

    JsonRows(InputStream body, FieldReader fields) {
        this.body = body;
        this.fields = fields;
    }

    @Override
    protected RecordReader.@Nullable Row computeNext() {
        try {
            JsonParser open = parser == null ? open() : parser;
            JsonToken token = read == 0 && !isArray ? open.currentToken() : open.nextToken();
            if (isArray ? token == JsonToken.END_ARRAY : read > 0) {
                return end(token);
            }
            read++;
            return fields.row(read, EACH.readTree(open));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED,
                    "the body is not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr()
                            + ". Nothing of it was taken; correct it and send it again.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonParser open() throws IOException {
        JsonParser open = RecordReader.JSON.createParser(body);
        parser = open;
        JsonToken first = open.nextToken();
        if (first == null) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED, "the body is empty. Send one object or an array.");
        }
        isArray = first == JsonToken.START_ARRAY;
        return open;
    }

    private RecordReader.@Nullable Row end(@Nullable JsonToken token) {
        if (!isArray && token != null) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED,
                    "the body goes on after its first value. Send an array, or NDJSON as application/x-ndjson.");
        }
        return endOfData();
    }
}
