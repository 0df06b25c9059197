package dev.caravan.cli;

import dev.caravan.rehearsal.PlanTotals;
import dev.caravan.rehearsal.PlannedField;
import dev.caravan.rehearsal.PlannedIds;
import dev.caravan.rehearsal.PlannedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;

/** A plan as people read it, record by record. */
final class PlanText {
    private static final int SHOWN = 60;
    private static final Map<String, String> SIGNS = Map.of(
            "created", "+",
            "updated", "~",
            "unlinked", "-",
            "deleted", "-",
            "held", "!",
            "failed", "x",
            "waits", "?",
            "skipped", ".");
    private static final List<String> ORDER =
            List.of("created", "updated", "deleted", "unlinked", "unchanged", "skipped", "held", "waits", "failed");

    private final Session session;
    private String heading = "";

    PlanText(Session session) {
        this.session = session;
    }

    /** One record; those that both sides agree on are only counted. */
    void print(PlannedRecord record) {
        if (record.outcome().equals("unchanged") && record.mark() != null) {
            return;
        }
        String where = record.connection() + " " + record.type() + " " + record.direction();
        if (!where.equals(heading)) {
            session.say(heading.isEmpty() ? session.strong(where) : System.lineSeparator() + session.strong(where));
            heading = where;
        }
        String id = record.record() == null ? "new in the hub" : record.record();
        String external = record.externalId() == null ? "" : "   " + record.object() + " " + record.externalId();
        session.say(SIGNS.getOrDefault(record.outcome(), "=") + " " + Table.oneLine(id) + external + "   "
                + session.tinted(record.outcome(), record.outcome()) + ": " + Table.oneLine(record.reason()));
        fields(record);
        record.associations()
                .forEach(a ->
                        session.say("    with " + a.object() + " " + value(a.before()) + " -> " + value(a.after())));
        if (!record.then().isEmpty()) {
            session.say("    goes on to " + String.join(", ", record.then()));
        }
        if (!record.skippedSteps().isEmpty()) {
            session.say("    left out: " + String.join(", ", record.skippedSteps()));
        }
    }

    private void fields(PlannedRecord record) {
        int width = record.fields().stream()
                .mapToInt(f -> name(f, record).length())
                .max()
                .orElse(0);
        for (PlannedField field : record.fields()) {
            session.say("    " + StringUtils.rightPad(name(field, record), width) + "  " + value(field.before())
                    + " -> " + value(field.after()) + "   " + field.why());
        }
    }

    /** The side that gets the value names it. */
    private static String name(PlannedField field, PlannedRecord record) {
        String first = record.direction().equals("push") ? field.crmField() : field.field();
        String name = first != null ? first : field.field() != null ? field.field() : field.crmField();
        return String.valueOf(name);
    }

    private static String value(@Nullable Object value) {
        if (value == null) {
            return "(empty)";
        }
        String text = Table.oneLine(value.toString());
        return text.startsWith(PlannedIds.MARK)
                ? "(" + text.substring(PlannedIds.MARK.length()) + ", once it is there)"
                : StringUtils.abbreviate(text, SHOWN);
    }

    void print(PlanTotals totals, int limit) {
        if (!heading.isEmpty()) {
            session.say("");
        }
        for (PlanTotals.Line line : totals.lines()) {
            List<String> counts = new ArrayList<>();
            ORDER.forEach(word -> {
                Integer count = line.outcomes().get(word);
                if (count != null) {
                    counts.add(count + " " + session.tinted(word, word));
                }
            });
            session.say(line.connection() + " " + line.type() + " " + line.direction() + ": "
                    + String.join(", ", counts) + "; API calls: " + line.writeCalls() + " to write, "
                    + line.readCalls() + " to read");
        }
        if (totals.changes() == 0) {
            session.say("Nothing to change.");
        }
        totals.notes().forEach(note -> session.note("Note: " + note + "."));
        if (totals.left() > 0) {
            session.note("Looked at the first " + limit + " records; " + totals.left()
                    + " more have marks. Raise --limit, or apply this plan and plan again.");
        }
    }
}
