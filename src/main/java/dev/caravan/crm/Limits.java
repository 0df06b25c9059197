package dev.caravan.crm;

import java.time.Duration;
import java.util.List;

/**
 * What a CRM allows.
 *
 * @param writeBatch most records in one writing call
 * @param readBatch most ids in one reading call
 * @param lookupBatch most values in one {@link Crm#lookup} call
 * @param associateBatch most associations in one call; 0 when the CRM has no such call because an association is a
 *     field of the record
 * @param rates every window that the vendor counts calls in, until its headers say otherwise
 * @param searchLag how long a written record may stay invisible to searches
 */
public record Limits(
        int writeBatch, int readBatch, int lookupBatch, int associateBatch, List<Rate> rates, Duration searchLag) {
    public Limits {
        rates = List.copyOf(rates);
    }

    /** At most so many calls in a window. A window of a day or more is a quota, of which a reserve is kept back. */
    public record Rate(CallKind kind, long calls, Duration window) {}
}
