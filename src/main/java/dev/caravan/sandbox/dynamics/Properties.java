package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/** What the questions about a kind of thing may name. */
interface Properties<T> {

    /**
     * A property.
     *
     * @param edmType such as {@code Edm.String}; empty when literals of any type may be compared with it
     */
    record Property<T>(String edmType, Function<T, JsonNode> read) {}

    /**
     * The property under a path such as {@code parentcustomerid_account/name}.
     *
     * @throws dev.caravan.sandbox.RefusedException when there is none
     */
    Property<T> find(String path);

    /** The same by a column's logical name, as Dataverse's own functions name it. */
    Property<T> named(String column);

    /**
     * Members of a collection, for {@code any} and {@code all}.
     *
     * @throws dev.caravan.sandbox.RefusedException when there is no such collection
     */
    Members<T, ?> members(String path);

    /** A collection that hangs on a thing, with what questions about its members may name. */
    record Members<T, M>(Function<T, List<M>> read, Properties<M> properties) {}
}
