package dev.caravan.demo.twoway;

import java.util.List;

/**
 * Which calls of the two CRMs' APIs write, by method and path template. What is not known to read counts as a write.
 */
final class WritingCalls {
    /** Salesforce reads by id and asks several queries at once by POST; HubSpot searches and reads by POST. */
    private static final List<String> READING = List.of(
            "GET .*",
            "HEAD .*",
            "POST /crm/.*/search",
            "POST /crm/.*/batch/read",
            "POST /services/data/[^/]+/composite/sobjects/[^/]+",
            "POST .*/(oauth2|oauth)/.*token");

    /** A Salesforce batch of other calls; whether it wrote is told by the journal alone. */
    private static final String BATCH = "POST /services/data/[^/]+/composite";

    private WritingCalls() {}

    static boolean isWriting(String operation) {
        return !operation.matches(BATCH) && READING.stream().noneMatch(operation::matches);
    }
}
