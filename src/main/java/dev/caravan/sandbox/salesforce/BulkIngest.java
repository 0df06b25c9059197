package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;

/** Jobs that write rows of CSV. A job is worked off at once when its upload is complete. */
final class BulkIngest {
    private static final Set<String> OPERATIONS = Set.of("insert", "update", "upsert", "delete", "hardDelete");

    private final Org org;
    private final Ids ids = new Ids();
    private final Map<String, Job> jobs = new ConcurrentSkipListMap<>();

    BulkIngest(Org org) {
        this.org = org;
    }

    private static final class Job {
        private final ObjectNode info;
        private final ObjectType object;
        private String csv = "";
        private final StringBuilder good = new StringBuilder();
        private final StringBuilder bad = new StringBuilder();
        private int processed;
        private int failed;

        Job(ObjectNode info, ObjectType object) {
            this.info = info;
            this.object = object;
        }

        String text(String key) {
            return info.path(key).asText();
        }

        char delimiter() {
            return Csv.delimiter(text("columnDelimiter"));
        }
    }

    void addTo(Routes routes, String prefix, BiFunction<Request, SalesforceApi.Versioned, Answer> guard) {
        routes.add("POST", prefix, request -> guard.apply(request, version -> create(request, version)))
                .add("GET", prefix, request -> guard.apply(request, version -> list()))
                .add("GET", prefix + "/{id}", request -> guard.apply(request, version -> show(job(request))))
                .add("PATCH", prefix + "/{id}", request -> guard.apply(request, version -> change(request)))
                .add("DELETE", prefix + "/{id}", request -> guard.apply(request, version -> delete(request)))
                .add("PUT", prefix + "/{id}/batches", request -> guard.apply(request, version -> upload(request)))
                .add(
                        "GET",
                        prefix + "/{id}/successfulResults",
                        request -> guard.apply(request, v -> csv(job(request).good)))
                .add("GET", prefix + "/{id}/failedResults", request -> guard.apply(request, v -> csv(job(request).bad)))
                .add(
                        "GET",
                        prefix + "/{id}/unprocessedrecords",
                        request -> guard.apply(request, v -> unprocessed(job(request))));
    }

    Ids ids() {
        return ids;
    }

    void reset() {
        jobs.clear();
    }

    private Answer create(Request request, String version) {
        JsonNode wanted = request.json();
        String operation = wanted.path("operation").asText();
        if (!OPERATIONS.contains(operation)) {
            throw SalesforceError.bad("INVALIDJOB", "operation '" + operation + "' must be one of " + OPERATIONS);
        }
        ObjectType object = org.schema()
                .object(wanted.path("object").asText())
                .orElseThrow(() -> SalesforceError.bad(
                        "INVALIDENTITY",
                        "Entity '" + wanted.path("object").asText() + "' is not supported by the Bulk API."));
        String key = wanted.path("externalIdFieldName").asText();
        if (operation.equals("upsert")) {
            Checks.matchKey(object, key);
        }
        String id;
        synchronized (ids) {
            id = ids.next("750");
        }
        String delimiter = wanted.path("columnDelimiter").asText("COMMA");
        Csv.delimiter(delimiter);
        String now = Values.time(org.context().clock().instant());
        ObjectNode info = Json.object()
                .put("id", id)
                .put("operation", operation)
                .put("object", object.name())
                .put("createdById", org.me())
                .put("createdDate", now)
                .put("systemModstamp", now)
                .put("state", "Open");
        if (!key.isEmpty()) {
            info.put("externalIdFieldName", key);
        }
        info.put("concurrencyMode", "Parallel")
                .put("contentType", "CSV")
                .put("apiVersion", Double.parseDouble(version.substring(1)))
                .put("contentUrl", "services/data/" + version + "/jobs/ingest/" + id + "/batches")
                .put("lineEnding", wanted.path("lineEnding").asText("LF"))
                .put("columnDelimiter", delimiter);
        jobs.put(id, new Job(info, object));
        request.markCommitted();
        return Answer.json(200, info);
    }

    private Job job(Request request) {
        Job job = jobs.get(String.valueOf(Ids.full(request.path("id"))));
        if (job == null) {
            throw SalesforceError.notFound();
        }
        return job;
    }

    private Answer list() {
        ArrayNode records = Json.array();
        jobs.values().forEach(job -> records.add(job.info));
        return Answer.json(
                200, Json.object().put("done", true).putNull("nextRecordsUrl").set("records", records));
    }

    private static Answer show(Job job) {
        ObjectNode info = job.info.deepCopy().put("jobType", "V2Ingest");
        return Answer.json(
                200,
                info.put("numberRecordsProcessed", job.processed)
                        .put("numberRecordsFailed", job.failed)
                        .put("retries", 0)
                        .put("totalProcessingTime", job.processed)
                        .put("apiActiveProcessingTime", job.processed)
                        .put("apexProcessingTime", 0));
    }

    private Answer upload(Request request) {
        Job job = job(request);
        if (!job.text("state").equals("Open") || !job.csv.isEmpty()) {
            throw SalesforceError.bad(
                    "INVALIDJOBSTATE",
                    "Found multiple contents for job: <" + job.text("id")
                            + ">, please 'Close' / 'Abort' / 'Delete' the current Job");
        }
        job.csv = request.text();
        return Answer.empty(201);
    }

    private Answer change(Request request) {
        Job job = job(request);
        String state = request.json().path("state").asText();
        if (!job.text("state").equals("Open")
                || !Set.of("UploadComplete", "Aborted").contains(state)) {
            throw SalesforceError.bad(
                    "INVALIDJOBSTATE", "Job in state " + job.text("state") + " cannot go to " + state);
        }
        job.info.put("state", state);
        Answer answer = Answer.json(200, job.info);
        if (state.equals("UploadComplete")) {
            org.writing(request, () -> {
                work(job, request);
                return job;
            });
            job.info
                    .put("state", "JobComplete")
                    .put("systemModstamp", Values.time(org.context().clock().instant()));
        }
        request.markCommitted();
        return answer;
    }

    private void work(Job job, Request request) {
        List<List<String>> rows = Csv.parse(job.csv, job.delimiter());
        if (rows.isEmpty()) {
            return;
        }
        List<String> head = rows.get(0);
        writeRow(job.good, List.of("sf__Id", "sf__Created"), head, job);
        writeRow(job.bad, List.of("sf__Id", "sf__Error"), head, job);
        for (List<String> row : rows.subList(1, rows.size())) {
            Writes.Mark mark = org.writes().mark();
            job.processed++;
            try {
                if (org.context().faults().failsRow(request)) {
                    throw SalesforceError.bad("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
                }
                ObjectNode body = body(head, row);
                boolean creates = creates(job, body);
                writeRow(job.good, List.of(apply(job, body), String.valueOf(creates)), row, job);
            } catch (SalesforceError e) {
                org.writes().rollBackTo(mark);
                job.failed++;
                String fields = String.join(",", e.fields());
                writeRow(
                        job.bad,
                        List.of(body(head, row).path("Id").asText(), e.code() + ":" + e.text() + ":" + fields + " --"),
                        row,
                        job);
            }
        }
    }

    private static void writeRow(StringBuilder into, List<String> first, List<String> rest, Job job) {
        List<String> cells = new ArrayList<>(first);
        cells.addAll(rest);
        Csv.write(into, cells, job.delimiter());
    }

    /** An empty cell leaves the field alone, {@code #N/A} empties it; {@code Account.Key__c} names a parent. */
    private static ObjectNode body(List<String> head, List<String> row) {
        ObjectNode body = Json.object();
        for (int i = 0; i < Math.min(head.size(), row.size()); i++) {
            String column = head.get(i);
            String cell = row.get(i);
            int dot = column.indexOf('.');
            if (cell.isEmpty()) {
                continue;
            }
            if (dot > 0) {
                body.putObject(column.substring(0, dot)).put(column.substring(dot + 1), cell);
            } else if (cell.equals("#N/A")) {
                body.putNull(column);
            } else {
                body.put(column.equalsIgnoreCase("Id") ? "Id" : column, cell);
            }
        }
        return body;
    }

    private boolean creates(Job job, ObjectNode body) {
        return switch (job.text("operation")) {
            case "insert" -> true;
            case "upsert" -> matches(job, body).isEmpty();
            default -> false;
        };
    }

    private List<Row> matches(Job job, ObjectNode body) {
        Field key = Checks.matchKey(job.object, job.text("externalIdFieldName"));
        String value = body.path(key.name()).asText();
        if (value.isEmpty() && key.type() != FieldType.ID) {
            throw SalesforceError.bad("MISSING_ARGUMENT", key.name() + " not specified");
        }
        List<Row> rows = org.checks().matches(job.object, key, value);
        if (rows.size() > 1) {
            throw SalesforceError.bad(
                    "DUPLICATE_EXTERNAL_ID",
                    key.label() + ": more than one record found for external id field",
                    key.name());
        }
        return rows;
    }

    /** Gives the record's id. */
    private String apply(Job job, ObjectNode body) {
        Writes writes = org.writes();
        String operation = job.text("operation");
        if (operation.equals("insert")) {
            return writes.insert(job.object, Writes.withoutId(body)).id();
        }
        if (operation.equals("upsert")) {
            List<Row> rows = matches(job, body);
            if (rows.isEmpty()) {
                return writes.insert(job.object, Writes.withoutId(body)).id();
            }
            writes.update(rows.get(0), Writes.withoutId(body));
            return rows.get(0).id();
        }
        if (!body.has("Id")) {
            throw SalesforceError.bad("MISSING_ARGUMENT", "Id not specified in an update call");
        }
        Row row = org.checks().inRow(job.object, body.path("Id").asText());
        if (operation.equals("update")) {
            writes.update(row, Writes.withoutId(body));
        } else {
            writes.delete(row);
        }
        if (operation.equals("hardDelete")) {
            org.store().purge(row);
        }
        return row.id();
    }

    private Answer delete(Request request) {
        Job job = job(request);
        if (Set.of("Open", "UploadComplete", "InProgress").contains(job.text("state"))) {
            throw SalesforceError.bad("INVALIDJOBSTATE", "Job must be closed or aborted before it is deleted");
        }
        jobs.remove(job.text("id"));
        return Answer.empty(204);
    }

    private static Answer csv(CharSequence text) {
        return Answer.text(200, "text/csv", text.toString());
    }

    private static Answer unprocessed(Job job) {
        boolean aborted = job.text("state").equals("Aborted");
        return csv(aborted ? job.csv : job.csv.lines().limit(1).reduce("", (none, head) -> head + "\n"));
    }
}
