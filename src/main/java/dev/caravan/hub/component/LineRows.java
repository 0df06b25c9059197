package dev.caravan.hub.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.collect.AbstractIterator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The records of an NDJSON body: one object a line; empty lines count as lines only. */
final class LineRows extends AbstractIterator<RecordReader.Row> {
    private final BufferedReader reader;
    private final FieldReader fields;
    private int line;

    LineRows(InputStream body, FieldReader fields) {
        this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.fields = fields;
    }

    @Override
    protected RecordReader.@Nullable Row computeNext() {
        try {
            String text = reader.readLine();
            line++;
            while (text != null && text.isBlank()) {
                text = reader.readLine();
                line++;
            }
            return text == null ? endOfData() : row(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RecordReader.Row row(String text) throws IOException {
        try {
            return fields.row(line, RecordReader.JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return RecordReader.Row.wrong(
                    line,
                    "",
                    "is not valid JSON at column " + e.getLocation().getColumnNr()
                            + ". Correct the line and send it again.");
        }
    }
}
