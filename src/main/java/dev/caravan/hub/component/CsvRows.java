package dev.caravan.hub.component;

import com.google.common.collect.AbstractIterator;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The records of a CSV body with a header line. */
final class CsvRows extends AbstractIterator<RecordReader.Row> {
    private final InputStream body;
    private final FieldReader fields;
    private @Nullable CloseableIterator<NamedCsvRecord> records;
    private int last = 1;

    CsvRows(InputStream body, FieldReader fields) {
        this.body = body;
        this.fields = fields;
    }

    @Override
    protected RecordReader.@Nullable Row computeNext() {
        try {
            CloseableIterator<NamedCsvRecord> open = records == null ? open() : records;
            if (!open.hasNext()) {
                open.close();
                return endOfData();
            }
            NamedCsvRecord record = open.next();
            last = (int) record.getStartingLineNumber();
            int columns = record.getHeader().size();
            return record.getFieldCount() == columns
                    ? fields.csv(last, record)
                    : RecordReader.Row.wrong(
                            last,
                            "",
                            "has " + record.getFieldCount() + " values and the header names " + columns
                                    + " columns. Check separators and quotes.");
        } catch (CsvParseException e) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED,
                    "the CSV cannot be read after line " + last
                            + ". Check quotes and that the header names each column once.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CloseableIterator<NamedCsvRecord> open() throws IOException {
        CloseableIterator<NamedCsvRecord> open = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .detectBomHeader(true)
                .ofNamedCsvRecord(body, StandardCharsets.UTF_8)
                .iterator();
        records = open;
        return open;
    }
}
