package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Typed;
import dev.caravan.crm.tribe.TribeField.Shape;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records of TribeCRM as Caravan's. */
final class TribeRecords {
    private final TribeFields fields;
    private final TribeRoles roles;

    TribeRecords(TribeFields fields, TribeRoles roles) {
        this.fields = fields;
        this.roles = roles;
    }

    /**
     * What to ask for so that the fields can be read; a field that there is not is left out.
     *
     * @param allTimes whether the times of every part are asked for, not only of those that hold such fields
     */
    Projection projection(String set, Collection<String> wanted, boolean allTimes) {
        List<TribeField> asked =
                wanted.stream().flatMap(name -> fields.find(set, name).stream()).toList();
        Projection projection = Projection.ofTimes();
        fields.datedParts(set).stream()
                .filter(part -> allTimes
                        || part.equals(TribeObjects.PERSON)
                        || asked.stream().anyMatch(field -> part.equals(field.part())))
                .forEach(part -> projection.expand(part).times());
        asked.forEach(projection::add);
        return projection;
    }

    /** Records with the asked-for fields; a field that there is not is empty. */
    List<CrmRecord> records(String set, JsonNode rows, Collection<String> wanted) {
        List<JsonNode> all = Stream.iterate(0, i -> i < rows.size(), i -> i + 1)
                .<JsonNode>map(rows::get)
                .toList();
        boolean isByRole = wanted.stream()
                .flatMap(name -> fields.find(set, name).stream())
                .anyMatch(field -> field.shape() == Shape.ROLE_COMPANY);
        Map<String, String> companies = isByRole
                ? roles.companies(all.stream()
                        .map(row -> Json.textOrEmpty(row.path(TribeObjects.ROLE), TribeObjects.ID))
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList())
                : Map.of();
        return all.stream()
                .map(row -> new CrmRecord(
                        set,
                        Json.textOrEmpty(row, TribeObjects.ID),
                        values(set, row, wanted, companies::get),
                        modified(set, row),
                        false))
                .toList();
    }

    /** What an answer to a write says about plain values of the record; references may be left out of it. */
    Map<String, @Nullable Object> stored(String set, JsonNode row, Collection<String> written) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : written) {
            fields.find(set, name)
                    .filter(field -> field.part() == null && field.shape() == Shape.PLAIN && row.has(field.property()))
                    .ifPresent(field -> values.put(name, plain(field, row.path(field.property()))));
        }
        return values;
    }

    private Map<String, @Nullable Object> values(
            String set, JsonNode row, Collection<String> wanted, Function<String, @Nullable String> companies) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : wanted) {
            TribeField field = fields.find(set, name).orElse(null);
            values.put(name, field == null ? null : value(set, field, row, companies));
        }
        return values;
    }

    private @Nullable Object value(
            String set, TribeField field, JsonNode row, Function<String, @Nullable String> companies) {
        JsonNode holder = field.part() == null ? row : row.path(field.part());
        JsonNode node = holder.path(field.property());
        return switch (field.shape()) {
            case PLAIN -> {
                Object own = plain(field, node);
                String fallback = field.fallback();
                yield own != null || fallback == null ? own : plain(field, row.at("/" + fallback));
            }
            case CHOICE -> choice(field, node);
            case LINK -> link(set, field, Json.textOrEmpty(node, TribeObjects.ID));
            case ROLE_COMPANY -> companies.apply(Json.textOrEmpty(node, TribeObjects.ID));
        };
    }

    private static @Nullable Object plain(TribeField field, JsonNode node) {
        return Typed.read(node, field.type());
    }

    private static @Nullable Object choice(TribeField field, JsonNode node) {
        String id = Json.textOrEmpty(node, TribeObjects.ID);
        if (id.isEmpty()) {
            return null;
        }
        return field.choice(id)
                .map(TribeField.Choice::word)
                .or(() -> Stream.of("Code", TribeObjects.NAME, "Name")
                        .map(key -> Json.textOrEmpty(node, key))
                        .filter(word -> !word.isBlank())
                        .findFirst())
                .orElse(id);
    }

    /** A contact that is one of the own organisation because it has no company has none. */
    private @Nullable String link(String set, TribeField field, String id) {
        boolean isAdopted =
                set.equals(TribeObjects.CONTACTS) && field.property().equals(TribeObjects.PARENT) && roles.isOwn(id);
        return id.isEmpty() || isAdopted ? null : id;
    }

    /** The latest one of the record's and of its parts'; the time of the creation where nothing changed. */
    private Optional<Instant> modified(String set, JsonNode row) {
        return Stream.concat(Stream.of(row), fields.datedParts(set).stream().map(row::path))
                .flatMap(each -> Stream.of(TribeObjects.CHANGED, TribeObjects.CREATED)
                        .map(key -> Typed.time(Json.text(each, key)))
                        .flatMap(Optional::stream))
                .max(Instant::compareTo);
    }

    /** Whether a type of values is a point in time that stands for a day. */
    static boolean isDayInTime(TribeField field) {
        return field.type() == FieldSchema.Type.DATE && field.edm().equals("Edm.DateTimeOffset");
    }
}
