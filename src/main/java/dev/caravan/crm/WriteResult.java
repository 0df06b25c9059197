package dev.caravan.crm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of one {@link Write}. */
public sealed interface WriteResult {

    /**
     * The CRM holds the record now.
     *
     * @param created whether it is new
     * @param returned what the CRM says it stored, as far as it says it; empty when it says nothing
     */
    record Written(String id, boolean created, Map<String, @Nullable Object> returned) implements WriteResult {
        public Written {
            returned = Collections.unmodifiableMap(new LinkedHashMap<>(returned));
        }
    }

    /** The CRM did not take this record; its batch-mates are not touched by that. */
    record Refused(CrmError error) implements WriteResult {}
}
