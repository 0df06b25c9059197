package dev.caravan.dedup.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.caravan.dedup.sourcing.ProspectAnswer;
import dev.caravan.hub.component.JsonAnswer;
import dev.caravan.hub.component.RecordReader;
import dev.caravan.problem.CaravanException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.NoSuchElementException;

/**
 * Answers as NDJSON that are found while they are read: at most one batch is held. What ends the list early is its last
 * line, as the status has gone out by then.
 */
final class AnswerStream implements Enumeration<InputStream> {
    private final ProspectList list;
    private byte[] ready;
    private boolean isOver;

    private AnswerStream(ProspectList list) {
        this.list = list;
        this.ready = next();
    }

    /**
     * The answers as a stream; the first batch is found before this returns.
     *
     * @throws CaravanException when not even that can be read
     */
    static InputStream of(ProspectList list) {
        return new SequenceInputStream(new AnswerStream(list));
    }

    @Override
    public boolean hasMoreElements() {
        if (ready.length == 0 && !isOver) {
            try {
                ready = next();
            } catch (CaravanException e) {
                isOver = true;
                ready = line(JsonAnswer.problem(e));
            }
        }
        return ready.length > 0;
    }

    @Override
    public InputStream nextElement() {
        if (!hasMoreElements()) {
            throw new NoSuchElementException();
        }
        InputStream batch = new ByteArrayInputStream(ready);
        ready = new byte[0];
        return batch;
    }

    private byte[] next() {
        if (!list.hasNext()) {
            isOver = true;
            return new byte[0];
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (ProspectAnswer answer : list.next()) {
            lines.writeBytes(line(answer));
        }
        return lines.toByteArray();
    }

    private static byte[] line(Object value) {
        try {
            byte[] json = RecordReader.JSON.writeValueAsBytes(value);
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
