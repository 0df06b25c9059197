package dev.caravan.rehearsal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.MappingIterator;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A plan as JSON, one record after the other in both directions: its size is no matter. */
public final class PlanFile {
    private static final int VERSION = 1;
    private static final String RECORDS = "records";

    private PlanFile() {}

    /** Writes a plan while it is made. To be closed; the stream is closed with it. */
    public static final class Writer implements AutoCloseable {
        private final JsonGenerator json;

        public Writer(OutputStream out, Instant madeAt) {
            try {
                json = PlanJson.MAPPER.getFactory().createGenerator(out);
                json.useDefaultPrettyPrinter();
                json.writeStartObject();
                json.writeNumberField("plan", VERSION);
                json.writeStringField("madeAt", madeAt.toString());
                json.writeArrayFieldStart(RECORDS);
            } catch (IOException e) {
                throw new UncheckedIOException("the plan cannot be written", e);
            }
        }

        /** Adds a record. */
        public void add(PlannedRecord record) {
            write(record);
        }

        /** Ends the plan. */
        public void end(PlanTotals totals) {
            try {
                json.writeEndArray();
                json.writeObjectField("totals", totals);
                json.writeEndObject();
                json.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the plan cannot be written", e);
            }
        }

        private void write(Object value) {
            try {
                json.writeObject(value);
            } catch (IOException e) {
                throw new UncheckedIOException("the plan cannot be written", e);
            }
        }

        @Override
        public void close() {
            try {
                json.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the plan cannot be written", e);
            }
        }
    }

    /**
     * The records of a plan, read as they are asked for.
     *
     * @throws InvalidInputException with {@code PLAN_UNREADABLE} when that is no plan; also later, from the iterator
     */
    public static Iterator<PlannedRecord> read(InputStream in) {
        try {
            JsonParser json = PlanJson.MAPPER.getFactory().createParser(in);
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(null);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("plan") && json.getIntValue() != VERSION) {
                    throw new InvalidInputException(
                            ErrorCode.PLAN_UNREADABLE, "the plan was made by another version of Caravan. Plan again.");
                }
                if (name.equals(RECORDS) && value == JsonToken.START_ARRAY) {
                    json.nextToken();
                    return new Records(
                            PlanJson.MAPPER.readerFor(PlannedRecord.class).readValues(json));
                }
                json.skipChildren();
            }
            throw unreadable(null);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InvalidInputException unreadable(@Nullable IOException cause) {
        // The cause may quote values of records.
        String what = cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
        return new InvalidInputException(
                ErrorCode.PLAN_UNREADABLE, "this is no plan that Caravan has made" + what + ".");
    }

    private record Records(MappingIterator<PlannedRecord> records) implements Iterator<PlannedRecord> {
        @Override
        public boolean hasNext() {
            try {
                return records.hasNextValue();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public PlannedRecord next() {
            try {
                return records.nextValue();
            } catch (IOException | RuntimeException e) {
                throw unreadable(e instanceof IOException io ? io : null);
            }
        }
    }
}
