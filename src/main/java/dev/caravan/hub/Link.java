package dev.caravan.hub;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Record X is external id Y in connection C.
 *
 * @param base CRM field name to the value of the last agreement, null for a field that was agreed to be empty; an entry
 *     named {@code @company} holds the external id of the company that the record is associated with
 * @param how how the two found each other: {@code created}, a match rule, {@code review}
 */
public record Link(RecordKey record, ExternalId id, Map<String, @Nullable Object> base, Instant agreedAt, String how) {
    /** Entry of the base that holds the external id of the company that the record is associated with. */
    public static final String COMPANY = "@company";

    public Link {
        base = Collections.unmodifiableMap(new LinkedHashMap<>(base));
    }
}
