package dev.caravan.sandbox.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Mistake;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import dev.caravan.sandbox.tribe.Entity.Nav;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and removes records. A reference is an object with an ID; an object without one is a record that is
 * made along. Everything is looked at before anything is written.
 */
final class Writes {
    private static final String UPGRADE = "_UpgradeType";
    private static final int DEEPEST = 5;

    private final Store store;
    private final Names names;

    Writes(Store store, Names names) {
        this.store = store;
        this.names = names;
    }

    /**
     * What is to be written, found good.
     *
     * @param children by reference: what is made along
     * @param notes what is made along and belongs to the record
     */
    record Draft(Entity entity, ObjectNode values, Map<String, Draft> children, List<Draft> notes) {}

    /** A POST: makes a record, or changes the one that the body names. */
    Row post(Request request, Entity entity) {
        ObjectNode body = body(request);
        String id = body.path("ID").asText("");
        if (!id.isEmpty()) {
            return change(request, live(entity, id), body);
        }
        if (entity.isAbstract()) {
            throw Wire.refused(400, "The type '" + entity.type() + "' is abstract: no record can be made of it");
        }
        writable(entity);
        Draft draft = draft(entity, body, null, 0);
        Row made = make(request, draft);
        draft.notes().forEach(note -> add(request, made, note));
        return made;
    }

    /** A PUT, which changes what it names and leaves the rest. */
    Row put(Request request, Entity entity, String id) {
        return change(request, live(entity, id), body(request));
    }

    void delete(Request request, Entity entity, String id) {
        Row row = live(entity, id);
        writable(Names.entity(row));
        store.delete(request, row);
    }

    Row live(Entity entity, String id) {
        Row row = names.find(entity, id);
        if (row == null) {
            throw Wire.refused(404, "No record of type '" + entity.type() + "' was found for this ID");
        }
        return row;
    }

    /** Values as the store keeps them. */
    ObjectNode values(Entity entity, ObjectNode body, @Nullable Row row) {
        Draft draft = draft(entity, body, row, 0);
        if (!draft.children().isEmpty() || !draft.notes().isEmpty()) {
            throw Wire.refused(400, "a screen shows one record: references need an ID");
        }
        return draft.values();
    }

    private Row change(Request request, Row row, ObjectNode body) {
        Entity entity = Names.entity(row);
        String upgrade = body.path(UPGRADE).asText("");
        body.remove(UPGRADE);
        if (!upgrade.isEmpty()) {
            return upgraded(request, row, entity, upgrade);
        }
        writable(entity);
        Draft draft = draft(entity, body, row, 0);
        draft.children()
                .forEach((nav, child) ->
                        draft.values().put(nav, make(request, child).id()));
        store.update(request, row, draft.values());
        draft.notes().forEach(note -> add(request, row, note));
        return row;
    }

    /** Makes a role one of another nature, which goes between those of one level only. */
    private Row upgraded(Request request, Row row, Entity entity, String wanted) {
        Entity to = Schema.find(wanted.replace('.', '_')).orElseThrow(() -> Wire.noSuchType(wanted));
        boolean isLevel = entity.base() != null && entity.base().equals(to.base()) && !to.isAbstract();
        if (!isLevel || Schema.isReadOnly(to) || Schema.isReadOnly(entity)) {
            throw Wire.refused(400, "'" + entity.type() + "' cannot become '" + to.type() + "'");
        }
        return store.move(request, row, store.kind(to.set()));
    }

    private Row make(Request request, Draft draft) {
        draft.children()
                .forEach((nav, child) ->
                        draft.values().put(nav, make(request, child).id()));
        Kind kind = store.kind(draft.entity().set());
        if (draft.entity().set().equals(Schema.OPPORTUNITY)) {
            draft.values().put("Number", String.valueOf(1000 + store.all(kind).size()));
        }
        return store.create(request, kind, draft.values());
    }

    private void add(Request request, Row to, Draft note) {
        note.values().put("of", to.id());
        make(request, note);
    }

    private Draft draft(Entity entity, ObjectNode body, @Nullable Row row, int depth) {
        if (depth > DEEPEST) {
            throw Wire.refused(400, "The body is nested too deeply");
        }
        Draft draft = new Draft(entity, Json.object(), new LinkedHashMap<>(), new ArrayList<>());
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            take(draft, each.getKey(), each.getValue(), depth);
        }
        ObjectNode plain = draft.values().deepCopy();
        Schema.navs(entity).forEach(nav -> plain.remove(nav.name()));
        List<Mistake> mistakes = store.mistakes(store.kind(entity.set()), plain, row);
        if (!mistakes.isEmpty()) {
            throw Wire.refused(400, words(mistakes.get(0)));
        }
        for (Nav nav : Schema.navs(entity)) {
            boolean given =
                    draft.values().hasNonNull(nav.name()) || draft.children().containsKey(nav.name());
            boolean cleared = draft.values().path(nav.name()).isNull();
            if (nav.isNeeded() && !given && (row == null || cleared)) {
                throw Wire.refused(400, "The property '" + nav.name() + "' of '" + entity.type() + "' is required");
            }
        }
        return draft;
    }

    private void take(Draft draft, String name, JsonNode value, int depth) {
        Entity entity = draft.entity();
        if (name.startsWith("@odata.")) {
            return;
        }
        if (name.equals("_Type") && !value.asText().equals(entity.type())) {
            throw Wire.refused(400, "The _Type of this record is '" + entity.type() + "'");
        }
        Nav nav = Schema.nav(entity, name).orElse(null);
        if (nav != null && nav.isMany()) {
            notes(draft, nav, value, depth);
            return;
        }
        if (nav != null) {
            reference(draft, nav, value, depth);
            return;
        }
        Field field = Schema.field(entity, name).orElse(null);
        if (field == null && !Schema.COMPUTED.containsKey(name)) {
            throw Wire.refused(400, "The property '" + name + "' does not exist in type '" + entity.type() + "'");
        }
        if (field != null && !field.readOnly()) {
            draft.values().set(name, value);
        }
    }

    private void reference(Draft draft, Nav nav, JsonNode value, int depth) {
        if (value.isNull()) {
            draft.values().putNull(nav.name());
            return;
        }
        if (!(value instanceof ObjectNode other)) {
            throw Wire.refused(400, "The property '" + nav.name() + "' must be an object with an ID");
        }
        Entity to = Schema.of(nav.to());
        String id = other.path("ID").asText("");
        if (!id.isEmpty()) {
            Row found = names.find(to, id);
            if (found == null) {
                throw Wire.refused(400, "The property '" + nav.name() + "' refers to a record that does not exist");
            }
            draft.values().put(nav.name(), found.id());
            return;
        }
        if (to.isAbstract() || Schema.isReadOnly(to)) {
            throw Wire.refused(400, "The property '" + nav.name() + "' needs the ID of a record that exists");
        }
        draft.children().put(nav.name(), draft(to, other, null, depth + 1));
    }

    private void notes(Draft draft, Nav nav, JsonNode value, int depth) {
        for (JsonNode each : value) {
            if (!(each instanceof ObjectNode note)) {
                throw Wire.refused(400, "The property '" + nav.name() + "' must be a list of objects");
            }
            if (note.path("ID").asText("").isEmpty()) {
                draft.notes().add(draft(Schema.of(nav.to()), note, null, depth + 1));
            }
        }
    }

    private static void writable(Entity entity) {
        if (Schema.isReadOnly(entity)) {
            throw Wire.refused(403, "Records of type '" + entity.type() + "' cannot be written by the API");
        }
    }

    private static ObjectNode body(Request request) {
        if (request.json() instanceof ObjectNode body) {
            return body;
        }
        throw Wire.refused(400, "The body must be a JSON object");
    }

    private static String words(Mistake mistake) {
        String property = "The property '" + mistake.field() + "' ";
        return switch (mistake.what()) {
            case MISSING -> property + "is required";
            case UNKNOWN -> property + "does not exist";
            case READ_ONLY -> property + "is read-only";
            case WRONG_TYPE -> property + "has a value of the wrong type";
            case NO_OPTION -> property + "has a value that is no option";
            case TOO_LONG -> property + "has a value that is too long";
            case NOT_UNIQUE -> property + "has a value that is taken";
            case NO_SUCH_REFERENCE -> property + "refers to a record that does not exist";
        };
    }
}
