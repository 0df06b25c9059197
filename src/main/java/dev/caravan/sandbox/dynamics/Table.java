package dev.caravan.sandbox.dynamics;

import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One table with its columns. */
final class Table {
    /** The people of activities; made and removed with their activity alone. */
    static final String PARTIES = "activityparty";

    private final String name;
    private final String set;
    private final String label;
    private final String primaryName;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<Column> described;
    private final Map<String, Column> shown = new LinkedHashMap<>();
    private final Map<String, Navigation> navigations = new LinkedHashMap<>();

    Table(String name, String set, String label, String primaryName, List<Column> all) {
        this.name = name;
        this.set = set;
        this.label = label;
        this.primaryName = primaryName;
        this.described = List.copyOf(all);
        for (Column column : all) {
            if (column.isParties()) {
                continue;
            }
            columns.put(column.name(), column);
            shown.put(column.shownName(), column);
            column.targets()
                    .forEach((target, navigation) ->
                            navigations.putIfAbsent(navigation, new Navigation(navigation, column, target)));
        }
    }

    /** A way from a record to the one that a look-up holds. */
    record Navigation(String name, Column column, String target) {}

    String name() {
        return name;
    }

    /** The name in paths. */
    String set() {
        return set;
    }

    String label() {
        return label;
    }

    String primaryName() {
        return primaryName;
    }

    String primaryId() {
        return isActivity() ? "activityid" : name + "id";
    }

    String type() {
        return "Microsoft.Dynamics.CRM." + name;
    }

    List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /** The same with those that descriptions alone show: in records parties are a collection. */
    List<Column> described() {
        return described;
    }

    Optional<Column> column(String logicalName) {
        return Optional.ofNullable(columns.get(logicalName));
    }

    /** By the name in records and questions, such as {@code _ownerid_value}. */
    Optional<Column> shown(String property) {
        return Optional.ofNullable(shown.get(property));
    }

    /** By the name of a single-valued navigation property; names count with their case. */
    Optional<Navigation> navigation(String property) {
        return Optional.ofNullable(navigations.get(property));
    }

    List<Navigation> navigations() {
        return List.copyOf(navigations.values());
    }

    boolean isTracked() {
        return List.of("account", "contact", "lead", "opportunity").contains(name);
    }

    boolean isActivity() {
        return columns.containsKey("activityid") && !name.equals(PARTIES);
    }

    /** The kind of rows that the store keeps for it. */
    Kind kind() {
        List<Field> fields = new ArrayList<>();
        for (Column column : columns.values()) {
            fields.add(column.field());
            if (column.isPolymorphic()) {
                fields.add(Field.of(column.name() + "type", column.label() + " Type", Field.Type.ANY));
            }
        }
        return new Kind(set, Kind.Ids.UUID, fields);
    }
}
