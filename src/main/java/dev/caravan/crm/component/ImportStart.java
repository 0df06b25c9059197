package dev.caravan.crm.component;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import org.jspecify.annotations.Nullable;

/** Orders an import for a route. */
@FunctionalInterface
public interface ImportStart {

    /**
     * Orders the import; it runs on its own.
     *
     * @return its number
     * @throws dev.caravan.problem.CaravanException when the words make no import
     */
    long start(ConnectionName connection, RecordType type, Words words);

    /**
     * What the route said.
     *
     * @param filter the condition; null when a list or everything is wanted
     * @param list id or name of a saved list; null when there is none
     * @param route id of the route
     */
    record Words(
            @Nullable String filter,
            @Nullable String list,
            boolean isAll,
            @Nullable String duplicates,
            @Nullable String tag,
            String route) {}
}
