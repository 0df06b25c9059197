package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was changed or deleted in a span of time (REST guide, "sObject Get Updated", "sObject Get Deleted"). */
final class ChangesResource {
    private static final Duration BACK = Duration.ofDays(30);

    private final Org org;

    ChangesResource(Org org) {
        this.org = org;
    }

    void addTo(Resources resources) {
        resources
                .add("GET", "/sobjects/{type!}/updated", this::updated)
                .add("GET", "/sobjects/{type!}/deleted", this::deleted);
    }

    /** @param covered up to where nothing more can come */
    private record Span(Instant start, Instant end, Instant covered) {
        boolean contains(@Nullable Object time) {
            return time instanceof Instant instant && !instant.isBefore(start) && instant.isBefore(end);
        }
    }

    private Span span(Call call) {
        Instant now = org.context().clock().instant();
        Instant thisMinute = now.truncatedTo(ChronoUnit.MINUTES);
        Instant end = time(call, "end");
        Span span = new Span(time(call, "start"), end, end.isBefore(thisMinute) ? end : thisMinute);
        if (!span.start().isBefore(span.end())) {
            throw SalesforceError.bad("INVALID_REPLICATION_DATE", "startDate must be before endDate");
        }
        if (span.start().isBefore(now.minus(BACK).truncatedTo(ChronoUnit.MINUTES))) {
            throw SalesforceError.bad("INVALID_REPLICATION_DATE", "startDate cannot be more than 30 days ago");
        }
        return span;
    }

    /** Seconds are ignored; a plus sign that came as a space is put right. */
    private static Instant time(Call call, String parameter) {
        String text = call.query(parameter).orElse("").replace(' ', '+');
        try {
            return Values.instant(text).truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeException e) {
            throw SalesforceError.bad("INVALID_REPLICATION_DATE", "invalid " + parameter + " date: " + text);
        }
    }

    private List<Row> changed(Call call, Span span, boolean deleted) {
        return org.store().since(org.object(call.path("type")), span.start()).stream()
                .filter(row -> row.isDeleted() == deleted && span.contains(row.get("SystemModstamp")))
                .toList();
    }

    private Reply updated(Call call) {
        Span span = span(call);
        ObjectNode reply = Json.object();
        ArrayNode ids = reply.putArray("ids");
        changed(call, span, false).forEach(row -> ids.add(row.id()));
        return Reply.ok(reply.put("latestDateCovered", Values.time(span.covered())));
    }

    private Reply deleted(Call call) {
        Span span = span(call);
        ObjectNode reply = Json.object();
        ArrayNode records = reply.putArray("deletedRecords");
        for (Row row : changed(call, span, true)) {
            ObjectNode record = records.addObject();
            if (row.get("SystemModstamp") instanceof Instant when) {
                record.put("deletedDate", Values.time(when));
            }
            record.put("id", row.id());
        }
        Instant earliest = org.context().clock().instant().minus(BACK).truncatedTo(ChronoUnit.MINUTES);
        return Reply.ok(reply.put("earliestDateAvailable", Values.time(earliest))
                .put("latestDateCovered", Values.time(span.covered())));
    }
}
