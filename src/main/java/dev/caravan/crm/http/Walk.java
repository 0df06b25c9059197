package dev.caravan.crm.http;

import dev.caravan.crm.SearchPage;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the records of an object page by page. It is what a CRM without a query language can do; {@link Walked}
 * makes searches, look-ups, counts and changes of it.
 */
@FunctionalInterface
public interface Walk {

    /**
     * One page, in any order that meets every record even when some change meanwhile: each record with the fields, its
     * id and the time of its last change.
     *
     * @param since only what was changed at or after that time; null for everything. Deleted records may be among those
     *     that changed, marked as archived
     * @param cursor from the page before, null for the first
     */
    SearchPage page(String object, @Nullable Instant since, Collection<String> fields, @Nullable String cursor);
}
