package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SOQL over HTTP with cursors (REST guide, "Query", "Query More Results"). */
final class QueryResource {
    private static final int USUAL_BATCH = 2000;
    private static final int SMALLEST_BATCH = 200;
    private static final int OPEN_CURSORS = 200;
    private static final long OPEN_ROWS = 5_000_000;
    private static final Duration CURSOR_LIFE = Duration.ofDays(2);
    private static final Pattern BATCH = Pattern.compile("batchSize\\s*=\\s*(\\d{1,6})", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOCATOR = Pattern.compile("(01g\\w{15})-(\\d{1,9})");

    private final Org org;
    private final Ids ids = new Ids();
    private final Map<String, Cursor> cursors = new LinkedHashMap<>();

    QueryResource(Org org) {
        this.org = org;
    }

    private record Cursor(QueryResult result, int batch, Instant opened) {}

    void addTo(Resources resources) {
        resources
                .add("GET", "/query", call -> start(call, false))
                .add("GET", "/queryAll", call -> start(call, true))
                .add("GET", "/query/{locator}", this::more)
                .add("GET", "/queryAll/{locator}", this::more);
    }

    Ids ids() {
        return ids;
    }

    void reset() {
        synchronized (cursors) {
            cursors.clear();
        }
    }

    private Reply start(Call call, boolean withDeleted) {
        String statement = call.query("q").orElse("");
        if (statement.isBlank()) {
            throw SalesforceError.malformedQuery("A query string has to be specified");
        }
        QueryResult result = org.soql(withDeleted).run(statement);
        int batch = batch(call);
        if (result.rows().size() <= batch) {
            return page(
                    call, "", new Cursor(result, batch, org.context().clock().instant()), 0);
        }
        Cursor cursor = new Cursor(result, batch, org.context().clock().instant());
        synchronized (cursors) {
            String id = ids.next("01g");
            cursors.put(id, cursor);
            closeOldest();
            return page(call, id, cursor, 0);
        }
    }

    /** The last one stays, however large. */
    private void closeOldest() {
        long rows = cursors.values().stream()
                .mapToLong(open -> open.result().rows().size())
                .sum();
        Iterator<Cursor> oldest = cursors.values().iterator();
        while (cursors.size() > OPEN_CURSORS || rows > OPEN_ROWS && cursors.size() > 1) {
            rows -= oldest.next().result().rows().size();
            oldest.remove();
        }
    }

    private static int batch(Call call) {
        Matcher wanted =
                BATCH.matcher(call.outer().header("Sforce-Query-Options").orElse(""));
        int batch = wanted.find() ? Integer.parseInt(wanted.group(1)) : USUAL_BATCH;
        return Math.max(SMALLEST_BATCH, Math.min(USUAL_BATCH, batch));
    }

    private Reply more(Call call) {
        Matcher locator = LOCATOR.matcher(call.path("locator"));
        if (!locator.matches()) {
            throw invalidLocator();
        }
        Cursor cursor;
        synchronized (cursors) {
            cursor = cursors.get(locator.group(1));
        }
        int from = Integer.parseInt(locator.group(2));
        Instant now = org.context().clock().instant();
        if (cursor == null
                || cursor.opened().plus(CURSOR_LIFE).isBefore(now)
                || from > cursor.result().rows().size()) {
            throw invalidLocator();
        }
        return page(call, locator.group(1), cursor, from);
    }

    private static SalesforceError invalidLocator() {
        return SalesforceError.bad("INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    private static Reply page(Call call, String id, Cursor cursor, int from) {
        QueryResult result = cursor.result();
        int to = Math.min(result.rows().size(), from + cursor.batch());
        boolean done = to == result.rows().size();
        ObjectNode page = Json.object().put("totalSize", result.total()).put("done", done);
        if (!done) {
            page.put("nextRecordsUrl", call.url("/query/" + id + "-" + to));
        }
        ArrayNode records = page.putArray("records");
        for (int i = from; i < to; i++) {
            records.add(result.at(i, call.rendering()));
        }
        return Reply.ok(page);
    }
}
