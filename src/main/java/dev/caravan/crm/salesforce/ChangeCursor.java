package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far an object's changes are told.
 *
 * @param time every change up to this one is told for good
 * @param id the last record of that time that is told for good; empty when none of that time is
 * @param told marks of later changes that were told already, at most {@link #MOST_TOLD}
 */
record ChangeCursor(Instant time, String id, Set<String> told) {
    /** Marks that fit into a cursor of 4,000 characters. */
    static final int MOST_TOLD = 400;

    private static final int MARK = 8;
    private static final String TIME = "t";
    private static final String ID = "id";
    private static final String TOLD = "told";

    ChangeCursor {
        told = Set.copyOf(told);
    }

    /** What {@link #text} gave; empty when it is anything else. */
    static Optional<ChangeCursor> of(String text) {
        JsonNode json = Json.tryRead(text.getBytes(StandardCharsets.UTF_8)).orElse(Json.object());
        String id = json.path(ID).asText();
        String marks = json.path(TOLD).asText();
        if (!(id.isEmpty() || Soql.isId(id)) || marks.length() % MARK != 0 || marks.length() > MOST_TOLD * MARK) {
            return Optional.empty();
        }
        Set<String> told = new LinkedHashSet<>();
        for (int at = 0; at < marks.length(); at += MARK) {
            told.add(marks.substring(at, at + MARK));
        }
        try {
            return Optional.of(new ChangeCursor(Instant.parse(json.path(TIME).asText()), id, told));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String text() {
        ObjectNode json = Json.object().put(TIME, time.toString()).put(ID, id);
        if (!told.isEmpty()) {
            json.put(TOLD, String.join("", new TreeSet<>(told)));
        }
        return new String(Json.write(json), StandardCharsets.UTF_8);
    }

    /** The condition on what comes after this cursor, in the order of time and id. */
    String where() {
        String later = ChangeQuery.MODIFIED + " > " + time;
        return id.isEmpty()
                ? later
                : "(" + ChangeQuery.MODIFIED + " = " + time + " AND Id > " + Soql.text(id) + ") OR " + later;
    }
}
