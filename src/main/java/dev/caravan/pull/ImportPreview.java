package dev.caravan.pull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an import would bring (R68).
 *
 * @param total how many records; null when the CRM does not say
 * @param records the first few
 */
public record ImportPreview(String object, @Nullable Long total, List<Sample> records) {
    public ImportPreview {
        records = List.copyOf(records);
    }

    /**
     * One record as it would come.
     *
     * @param id the CRM's
     * @param crm what the CRM holds, under its names
     * @param hub what it means to the hub; empty when a value does not fit the mapping
     * @param known the hub's id of the record, null when it is new to the hub
     * @param knownBy {@code link} or the match rule by which the hub knows it; empty when it is new
     * @param problem why it would not come in as it is; empty when nothing is wrong
     */
    public record Sample(
            String id,
            Map<String, @Nullable Object> crm,
            Map<String, @Nullable Object> hub,
            @Nullable String known,
            String knownBy,
            String problem) {}
}
