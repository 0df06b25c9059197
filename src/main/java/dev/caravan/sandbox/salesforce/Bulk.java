package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.util.Map;
import java.util.function.BiFunction;

/** Bulk API 2.0: ingest and query jobs (Bulk API 2.0 guide). */
final class Bulk {
    private final BulkIngest ingest;
    private final BulkQuery query;

    Bulk(Org org) {
        ingest = new BulkIngest(org);
        query = new BulkQuery(org);
    }

    /** @param guard checks the version and turns errors into answers */
    void addTo(Routes routes, String prefix, BiFunction<Request, SalesforceApi.Versioned, Answer> guard) {
        ingest.addTo(routes, prefix + "/jobs/ingest", guard);
        query.addTo(routes, prefix + "/jobs/query", guard);
    }

    /** Counters of the ids of jobs, by kind of job. */
    Map<String, Ids> ids() {
        return Map.of("ingestJobs", ingest.ids(), "queryJobs", query.ids());
    }

    void reset() {
        ingest.reset();
        query.reset();
    }
}
