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

/** Jobs that read by SOQL and give CSV, page by page. */
final class BulkQuery {
    private static final int USUAL_PAGE = 50_000;

    private final Org org;
    private final Ids ids = new Ids();
    private final Map<String, Job> jobs = new ConcurrentSkipListMap<>();

    BulkQuery(Org org) {
        this.org = org;
    }

    /** A finished job: its data are those of the moment in which it was made. */
    private record Job(ObjectNode info, List<String> columns, List<List<String>> rows) {}

    void addTo(Routes routes, String prefix, BiFunction<Request, SalesforceApi.Versioned, Answer> guard) {
        routes.add("POST", prefix, request -> guard.apply(request, version -> create(request, version)))
                .add("GET", prefix, request -> guard.apply(request, version -> list()))
                .add("GET", prefix + "/{id}", request -> guard.apply(request, version -> show(job(request))))
                .add("PATCH", prefix + "/{id}", request -> guard.apply(request, version -> abort(request)))
                .add("DELETE", prefix + "/{id}", request -> guard.apply(request, version -> delete(request)))
                .add("GET", prefix + "/{id}/results", request -> guard.apply(request, version -> results(request)));
    }

    Ids ids() {
        return ids;
    }

    void reset() {
        jobs.clear();
    }

    private Answer create(Request request, String version) {
        JsonNode wanted = request.json();
        String operation = wanted.path("operation").asText("query");
        if (!Set.of("query", "queryAll").contains(operation)) {
            throw SalesforceError.bad("INVALIDJOB", "operation '" + operation + "' must be query or queryAll");
        }
        String delimiter = wanted.path("columnDelimiter").asText("COMMA");
        Csv.delimiter(delimiter);
        SoqlQuery query = SoqlParser.parse(wanted.path("query").asText());
        String id;
        synchronized (ids) {
            id = ids.next("750");
        }
        String now = Values.time(org.context().clock().instant());
        ObjectNode info = Json.object()
                .put("id", id)
                .put("operation", operation)
                .put("object", query.from())
                .put("createdById", org.me())
                .put("createdDate", now)
                .put("systemModstamp", now)
                .put("state", "UploadComplete")
                .put("concurrencyMode", "Parallel")
                .put("contentType", "CSV")
                .put("apiVersion", Double.parseDouble(version.substring(1)))
                .put("lineEnding", wanted.path("lineEnding").asText("LF"))
                .put("columnDelimiter", delimiter);
        Answer answer = Answer.json(200, info);
        List<String> columns = columns(query);
        List<List<String>> rows = org.reading(() -> rows(query, columns, operation.equals("queryAll"), version));
        jobs.put(id, new Job(info.put("state", "JobComplete"), columns, rows));
        request.markCommitted();
        return answer;
    }

    private static List<String> columns(SoqlQuery query) {
        List<String> columns = new ArrayList<>();
        for (SoqlQuery.Item item : query.select()) {
            if (!(item instanceof SoqlQuery.Column column)) {
                throw SalesforceError.bad(
                        "API_ERROR", "Aggregate, FIELDS and nested queries are not supported by the Bulk API");
            }
            columns.add(column.path());
        }
        return columns;
    }

    private List<List<String>> rows(SoqlQuery query, List<String> columns, boolean withDeleted, String version) {
        QueryResult result = org.soql(withDeleted).run(query);
        Rendering rendering = new Rendering(version);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < result.rows().size(); i++) {
            ObjectNode record = result.at(i, rendering);
            rows.add(columns.stream().map(column -> cell(record, column)).toList());
        }
        return rows;
    }

    private static String cell(JsonNode record, String column) {
        JsonNode node = record;
        for (String step : column.split("\\.")) {
            JsonNode inner = Json.object().missingNode();
            for (var fields = node.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> entry = fields.next();
                inner = entry.getKey().equalsIgnoreCase(step) ? entry.getValue() : inner;
            }
            node = inner;
        }
        return node.isNull() || node.isMissingNode() ? "" : node.asText();
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
        jobs.values().forEach(job -> records.add(job.info()));
        return Answer.json(
                200, Json.object().put("done", true).putNull("nextRecordsUrl").set("records", records));
    }

    private static Answer show(Job job) {
        return Answer.json(
                200,
                job.info()
                        .deepCopy()
                        .put("jobType", "V2Query")
                        .put("numberRecordsProcessed", job.rows().size())
                        .put("retries", 0)
                        .put("totalProcessingTime", 1)
                        .put("isPkChunkingSupported", true));
    }

    private Answer abort(Request request) {
        throw SalesforceError.bad(
                "INVALIDJOBSTATE",
                "Job in state " + job(request).info().path("state").asText() + " cannot be aborted");
    }

    private Answer delete(Request request) {
        jobs.remove(job(request).info().path("id").asText());
        return Answer.empty(204);
    }

    private Answer results(Request request) {
        Job job = job(request);
        int from = number(request, "locator", 0);
        int to = (int) Math.min(job.rows().size(), (long) from + number(request, "maxRecords", USUAL_PAGE));
        if (from > job.rows().size()) {
            throw SalesforceError.bad("INVALID_QUERY_LOCATOR", "invalid query locator");
        }
        char delimiter = Csv.delimiter(job.info().path("columnDelimiter").asText());
        StringBuilder csv = new StringBuilder();
        Csv.write(csv, job.columns(), delimiter);
        job.rows().subList(from, to).forEach(row -> Csv.write(csv, row, delimiter));
        return Answer.text(200, "text/csv", csv.toString())
                .with("Sforce-Locator", to == job.rows().size() ? "null" : String.valueOf(to))
                .with("Sforce-NumberOfRecords", String.valueOf(to - from));
    }

    private static int number(Request request, String parameter, int usual) {
        String text = request.query(parameter).orElse("");
        return text.matches("\\d{1,8}") ? Integer.parseInt(text) : usual;
    }
}
