package dev.caravan.dedup.sourcing;

import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What prospects are to be compared with.
 *
 * @param in connections by name, {@code hub} for the hub alone; empty for all
 * @param filter what a record has to meet to count, in the hub's or the CRM's field names; null for what the
 *     configuration says
 * @param lane in which the CRMs are asked
 */
public record SourcingOrder(
        RecordType type, List<String> in, @Nullable String filter, Lane lane) {
    /** Stands for the hub where connections are named. */
    public static final String HUB = "hub";

    public SourcingOrder {
        in = List.copyOf(in);
    }

    /**
     * An order as people write it.
     *
     * @param in names with commas between them; empty for all
     * @param filter empty for what the configuration says
     */
    public static SourcingOrder of(RecordType type, String in, String filter, Lane lane) {
        List<String> names = Arrays.stream(in.split(","))
                .map(String::strip)
                .filter(n -> !n.isEmpty())
                .toList();
        return new SourcingOrder(type, names, filter.isBlank() ? null : filter, lane);
    }
}
