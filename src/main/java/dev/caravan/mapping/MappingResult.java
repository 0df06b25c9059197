package dev.caravan.mapping;

import dev.caravan.crm.Write;
import dev.caravan.hub.LostValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows from a record, its match and the mapping. */
public sealed interface MappingResult {

    /**
     * There is something to write.
     *
     * @param lost values of the CRM that give way
     * @param wantsPull whether the CRM has something that the hub has to take
     */
    record Send(Write write, List<LostValue> lost, boolean wantsPull) implements MappingResult {}

    /**
     * There is nothing to write.
     *
     * @param agreed the values they agree on; becomes the link's base
     * @param sent see {@link dev.caravan.hub.Link#sent}
     * @param wantsPull whether the CRM has something that the hub has to take
     */
    record Unchanged(Map<String, @Nullable Object> agreed, Map<String, @Nullable Object> sent, boolean wantsPull)
            implements MappingResult {}

    /** A rule of the mapping says that the record does not go there. */
    record Skip(String reason) implements MappingResult {}

    /** The record waits for something that is missing. */
    record Hold(String reason) implements MappingResult {}
}
