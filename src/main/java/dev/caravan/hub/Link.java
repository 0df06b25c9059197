package dev.caravan.hub;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Record X is external id Y in connection C.
 *
 * @param base CRM field name to the value that the CRM was known to hold at the last agreement, null for a field that
 *     was empty; an entry named {@code @company} holds the external id of the company that the record is associated
 *     with, {@code @contact} and {@code @deal} likewise
 * @param sent CRM field name to the hub's value that stands for the one in the base where the two are not written
 *     alike: a CRM trims, cuts and formats what it gets. Null for a value that was sent and not seen again yet
 * @param agreedAt by our clock
 * @param how how the two found each other: {@code created}, a match rule, {@code review}
 * @param seenModified the CRM's own time of the state that was seen last; null when that is not known
 */
public record Link(
        RecordKey record,
        ExternalId id,
        Map<String, @Nullable Object> base,
        Map<String, @Nullable Object> sent,
        Instant agreedAt,
        String how,
        @Nullable Instant seenModified) {
    /** Entry of the base that holds the external id of the company that the record is associated with. */
    public static final String COMPANY = "@company";

    /** Entry of the base that holds the external id of the record of that type that the record is associated with. */
    public static String associated(RecordType type) {
        return "@" + type.word();
    }

    /** Whether an entry of the base is about an association and no field. */
    public static boolean isAssociation(String entry) {
        return entry.startsWith("@");
    }

    public Link {
        base = Collections.unmodifiableMap(new LinkedHashMap<>(base));
        sent = sent.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(sent));
    }

    /** A link whose CRM keeps everything as it was sent. */
    public Link(RecordKey record, ExternalId id, Map<String, @Nullable Object> base, Instant agreedAt, String how) {
        this(record, id, base, Map.of(), agreedAt, how, null);
    }

    /** The same link after both sides were compared again. */
    public Link agreed(Map<String, @Nullable Object> newBase, Map<String, @Nullable Object> newSent, Instant at) {
        return new Link(record, id, newBase, newSent, at, how, seenModified);
    }
}
