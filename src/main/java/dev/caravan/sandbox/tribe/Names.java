package dev.caravan.sandbox.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of the store as records of the API: by id in any set, and with what the API computes. */
final class Names {
    private final Store store;

    Names(Store store) {
        this.store = store;
    }

    /** Live rows of a set; of an abstract one those of all types below it. */
    List<Row> rows(Entity entity) {
        List<Row> rows = new ArrayList<>();
        Schema.concrete(entity).forEach(each -> rows.addAll(store.rows(store.kind(each.set()))));
        return rows;
    }

    /** The live row of that id in a set; null if there is none. */
    @Nullable
    Row find(Entity entity, String id) {
        for (Entity each : Schema.concrete(entity)) {
            Row row = store.live(store.kind(each.set()), id.toLowerCase(java.util.Locale.ROOT));
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    static Entity entity(Row row) {
        return Schema.of(row.kind().name());
    }

    /** What a reference of the row leads to; empty if it leads to nothing that is there. */
    Optional<Row> follow(Row row, Entity.Nav nav) {
        String id = row.text(nav.name());
        return id.isEmpty() ? Optional.empty() : Optional.ofNullable(find(Schema.of(nav.to()), id));
    }

    /** The value of a field, own or computed; JSON's null for none. */
    JsonNode value(Row row, String field) {
        return switch (field) {
            case "ID" -> Json.tree(row.id());
            case "_Type" -> Json.tree(entity(row).type());
            case "_Name" -> Json.tree(name(row));
            case "SortIndex" -> Json.tree(0);
            case "CreationDate" ->
                Json.tree(row.createdAt().truncatedTo(ChronoUnit.MILLIS).toString());
            // There is none until the first change.
            case "LastMutationDate" ->
                row.modifiedAt().equals(row.createdAt())
                        ? NullNode.getInstance()
                        : Json.tree(
                                row.modifiedAt().truncatedTo(ChronoUnit.MILLIS).toString());
            case "IsClosed" -> row.values().has(field) ? row.values().get(field) : Json.tree(false);
            default -> row.values().has(field) ? row.values().get(field) : NullNode.getInstance();
        };
    }

    /** The name that people see. */
    private String name(Row row) {
        String set = row.kind().name();
        if (set.equals(Schema.PERSON)) {
            return joined(" ", row.text("FirstName"), row.text("MiddleName"), row.text("LastName"));
        }
        if (set.equals(Schema.ADDRESS)) {
            return joined(", ", row.text("Street"), row.text("City"));
        }
        if (set.startsWith("Activity_")) {
            return row.text("Subject");
        }
        if (!row.text("Name").isEmpty()) {
            return row.text("Name");
        }
        for (String other : List.of("Person", "Organization", "Relation")) {
            Optional<String> name = Schema.nav(entity(row), other)
                    .flatMap(nav -> follow(row, nav))
                    .map(this::name);
            if (name.isPresent()) {
                return name.get();
            }
        }
        return row.text("Content");
    }

    private static String joined(String between, String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(between));
    }
}
