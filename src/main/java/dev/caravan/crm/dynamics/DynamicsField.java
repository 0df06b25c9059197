package dev.caravan.crm.dynamics;

import dev.caravan.crm.FieldSchema;
import java.util.Map;
import java.util.Optional;

/**
 * One column.
 *
 * @param kind Dataverse's word for its type, such as {@code Customer}
 * @param targets of a look-up or of parties: table to the navigation property that leads there
 * @param states of a status reason: its number to that of the state to which it belongs
 */
record DynamicsField(FieldSchema schema, String kind, Map<String, String> targets, Map<String, Integer> states) {

    DynamicsField(FieldSchema schema, String kind, Map<String, String> targets) {
        this(schema, kind, targets, Map.of());
    }

    String name() {
        return schema.name();
    }

    boolean isLookup() {
        return kind.equals("Lookup") || kind.equals("Customer") || kind.equals("Owner");
    }

    /** Whether it holds the people of an activity in one of their parts, such as the recipients of an e-mail. */
    boolean isParties() {
        return kind.equals(Parties.KIND);
    }

    /** The name under which records show it. (Dataverse docs, "Lookup properties".) */
    String shownName() {
        return isLookup() ? "_" + name() + "_value" : name();
    }

    /** The table whose records are named by their ids alone: accounts, users, or the only one there is. */
    Optional<String> mainTarget() {
        if (targets.size() == 1) {
            return targets.keySet().stream().findFirst();
        }
        return Optional.of(kind.equals("Owner") ? "systemuser" : "account").filter(targets::containsKey);
    }

    /** The navigation property that leads to a table. */
    Optional<String> navigation(String target) {
        return Optional.ofNullable(targets.get(target));
    }
}
