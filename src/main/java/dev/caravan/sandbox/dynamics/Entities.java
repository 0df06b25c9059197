package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records of the store, with what Dataverse works out itself: names, states, times, versions, twins of amounts. */
final class Entities implements Store.Watcher {
    /** The application user as whom every call is made. */
    static final String USER = "75c2dd85-e89e-4711-8122-000d3aa2331c";

    private final Store store;
    private final Tables tables;
    private final Map<String, Long> versions = new HashMap<>();
    private long lastVersion;

    Entities(Store store, Tables tables) {
        this.store = store;
        this.tables = tables;
    }

    Store store() {
        return store;
    }

    Tables tables() {
        return tables;
    }

    @Override
    public void changed(Change change, Row row, ObjectNode before) {
        versions.put(row.kind().name() + "/" + row.id(), nextVersion());
    }

    /** A number above those of all earlier changes, also of those before a restart. */
    long nextVersion() {
        lastVersion = Math.max(lastVersion + 1, store.now().toEpochMilli());
        return lastVersion;
    }

    long version(Row row) {
        Long known = versions.get(row.kind().name() + "/" + row.id());
        return known == null ? row.modifiedAt().toEpochMilli() : known;
    }

    String etag(Row row) {
        return "W/\"" + version(row) + "\"";
    }

    Kind kind(Table table) {
        return store.kind(table.set());
    }

    /** The record that is not deleted; null for none. */
    @Nullable
    Row live(Table table, String id) {
        return store.live(kind(table), id);
    }

    /** Every record as a question sees it. */
    List<Entity> all(Request request, Table table) {
        return store.searched(request, kind(table)).entrySet().stream()
                .map(each -> new Entity(table, each.getKey(), each.getValue()))
                .toList();
    }

    /** The record that a look-up holds. */
    Optional<Entity> target(Entity entity, Column column) {
        JsonNode id = value(entity, column);
        return id.isNull()
                ? Optional.empty()
                : tables.find(targetName(entity, column))
                        .flatMap(table ->
                                Optional.ofNullable(live(table, id.asText())).map(row -> Entity.of(table, row)));
    }

    /** The table that a look-up holds a record of. */
    String targetName(Entity entity, Column column) {
        String kept = entity.values().path(column.name() + "type").asText("");
        return kept.isEmpty() ? column.targets().keySet().iterator().next() : kept;
    }

    /** The name by which people know a record. */
    String nameOf(Entity entity) {
        return entity.table()
                .column(entity.table().primaryName())
                .map(column -> value(entity, column).asText(""))
                .orElse("");
    }

    /** The value as it stands in JSON; null for none. */
    JsonNode value(Entity entity, Column column) {
        ObjectNode values = entity.values();
        Row row = entity.row();
        String name = column.name();
        if (name.equals(entity.table().primaryId())) {
            return TextNode.valueOf(row.id());
        }
        JsonNode kept = values.path(name);
        return switch (name) {
            case "createdon" ->
                values.has("overriddencreatedon")
                        ? values.get("overriddencreatedon")
                        : TextNode.valueOf(time(row.createdAt()));
            case "modifiedon" -> TextNode.valueOf(time(row.modifiedAt()));
            case "overriddencreatedon" ->
                kept.isMissingNode() ? NullNode.getInstance() : TextNode.valueOf(time(row.createdAt()));
            case "versionnumber" -> LongNode.valueOf(version(row));
            case "createdby", "modifiedby", "ownerid" -> kept.isTextual() ? kept : TextNode.valueOf(USER);
            case "fullname", "yomifullname" -> fullName(values);
            case "statecode" -> kept.isNumber() ? kept : first(column, -1);
            case "statuscode" -> kept.isNumber() ? kept : first(column, state(entity));
            case "exchangerate" ->
                kept.isMissingNode() && values.has("transactioncurrencyid") ? IntNode.valueOf(1) : orNull(kept);
            default -> other(values, column, kept);
        };
    }

    int state(Entity entity) {
        return entity.table()
                .column("statecode")
                .map(column -> value(entity, column).asInt())
                .orElse(-1);
    }

    /** Times have whole seconds. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static JsonNode other(ObjectNode values, Column column, JsonNode kept) {
        if (column.name().endsWith("_base")) {
            return orNull(values.path(column.name().substring(0, column.name().length() - 5)));
        }
        if (column.type().equals("Boolean") && kept.isMissingNode()) {
            return BooleanNode.FALSE;
        }
        return orNull(kept);
    }

    private static JsonNode fullName(ObjectNode values) {
        String whole = (values.path("firstname").asText("") + " "
                        + values.path("lastname").asText(""))
                .strip();
        return whole.isEmpty() ? NullNode.getInstance() : TextNode.valueOf(whole);
    }

    private static JsonNode first(Column column, int state) {
        return column.options().stream()
                .filter(each -> each.state() == state || state < 0)
                .findFirst()
                .<JsonNode>map(each -> IntNode.valueOf(each.value()))
                .orElse(NullNode.getInstance());
    }

    private static JsonNode orNull(JsonNode value) {
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }
}
