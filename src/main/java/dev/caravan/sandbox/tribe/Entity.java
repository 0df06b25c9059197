package dev.caravan.sandbox.tribe;

import dev.caravan.sandbox.store.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One type of the API with its set.
 *
 * @param set as paths name it; with dots for underscores it is the {@code _Type}
 * @param base set of the type that this one extends; null for none
 * @param isAbstract whether it is only a union of others: it can be read, changed and deleted from, and nothing is made
 *     in it
 * @param fields own ones, without those of the base
 * @param navs own ones, without those of the base
 */
record Entity(String set, @Nullable String base, boolean isAbstract, List<Field> fields, List<Nav> navs) {
    Entity {
        fields = List.copyOf(fields);
        navs = List.copyOf(navs);
    }

    /**
     * A reference to another record.
     *
     * @param to set that the record is in, perhaps an abstract one
     * @param isNeeded whether a record cannot be made without it
     * @param isMany whether it is a list of records that belong to this one
     */
    record Nav(String name, String to, boolean isNeeded, boolean isMany) {}

    /** The word in {@code _Type}. */
    String type() {
        return set.replace('_', '.');
    }

    boolean isChoice() {
        return set.startsWith("Datastore_");
    }
}
