package dev.caravan.mapping;

import dev.caravan.hub.ChangeMark;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the import that made a pull mark said about its records. */
@FunctionalInterface
public interface PullOptions {
    /** Nothing was said. */
    PullOptions NONE = via -> Optional.empty();

    /**
     * The options of an import, by the {@link ChangeMark#via} of its marks; empty when there is no such import any
     * more.
     */
    Optional<Of> find(String via);

    /** The options for one mark. */
    default Of of(ChangeMark mark) {
        String via = mark.via();
        return via == null ? Of.NOTHING : find(via).orElse(Of.NOTHING);
    }

    /**
     * Options of one import.
     *
     * @param duplicates what happens to records that the hub has; null for what the mapping file says
     * @param tag put on each record that it brought; null for none
     */
    record Of(
            PullPolicy.@Nullable Duplicates duplicates,
            @Nullable String tag) {
        static final Of NOTHING = new Of(null, null);
    }
}
