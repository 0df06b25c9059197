package dev.caravan.mapping;

import dev.caravan.crm.Write;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows from a record, its match and the mapping. */
public sealed interface MappingResult {

    /** There is something to write. */
    record Send(Write write) implements MappingResult {}

    /**
     * Both sides agree already.
     *
     * @param agreed the values they agree on; becomes the link's base
     */
    record Unchanged(Map<String, @Nullable Object> agreed) implements MappingResult {}

    /** A rule of the mapping says that the record does not go there. */
    record Skip(String reason) implements MappingResult {}

    /** The record waits for something that is missing. */
    record Hold(String reason) implements MappingResult {}
}
