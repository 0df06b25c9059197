package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes out what a description leaves to its usual values, so that each call says everything itself. */
final class DescriptionTree {
    private static final List<String> SHARED = List.of("path", "records", "record", "paging");

    private DescriptionTree() {}

    /** The same description with nothing left out that follows from something else. */
    static ObjectNode whole(ObjectNode written) {
        ObjectNode root = written.deepCopy();
        JsonNode defaults = root.remove("defaults");
        ObjectNode objects = Json.object();
        root.path("objects").properties().forEach(each -> {
            ObjectNode object = Json.object();
            merge(object, defaults);
            merge(object, each.getValue());
            complete(object);
            objects.set(each.getKey(), object);
        });
        root.set("objects", objects);
        return root;
    }

    private static void merge(ObjectNode into, @Nullable JsonNode from) {
        if (from == null) {
            return;
        }
        from.properties().forEach(each -> {
            if (into.get(each.getKey()) instanceof ObjectNode there
                    && each.getValue().isObject()) {
                merge(there, each.getValue());
            } else {
                into.set(each.getKey(), each.getValue().deepCopy());
            }
        });
    }

    private static void complete(ObjectNode object) {
        for (String name : List.of("readMany", "changes", "count", "lookup", "describe", "batch", "upsert")) {
            if (object.path(name).isBoolean()) {
                object.remove(name);
            }
        }
        String path = object.path("path").asText("");
        String record = object.path("read").path("record").asText("");
        call(object, "list", path, "");
        call(object, "read", one(path), record);
        call(object, "create", path, record);
        call(object, "update", one(path), record);
        call(object, "delete", one(path), record);
        JsonNode list = object.path("list");
        if (object.path("update").path("method").asText().equals("PUT") && !object.has("merge") && object.has("read")) {
            object.put("merge", "record");
        }
        object.path("fields").forEach(DescriptionTree::options);
        for (String name : List.of("readMany", "changes", "count")) {
            if (object.get(name) instanceof ObjectNode form) {
                boolean needed = name.equals("readMany") || name.equals("count");
                inherit(form, list, needed);
            }
        }
        if (object.get("lookup") instanceof ObjectNode one) {
            object.set("lookup", Json.array().add(one));
        }
        if (object.get("lookup") instanceof ArrayNode all) {
            all.forEach(each -> inherit((ObjectNode) each, list, true));
        }
        if (object.path("lists").path("members") instanceof ObjectNode members) {
            share(members, list);
        }
    }

    /** Options that are numbers or truths are texts with us. */
    private static void options(JsonNode field) {
        if (field.path("options") instanceof ArrayNode options) {
            for (int i = 0; i < options.size(); i++) {
                if (options.get(i).isValueNode()) {
                    options.set(i, TextNode.valueOf(options.get(i).asText()));
                }
            }
        }
    }

    private static void call(ObjectNode object, String name, String path, String record) {
        JsonNode there = object.path(name);
        if (there.isBoolean() && !there.booleanValue()
                || path.isEmpty() && !there.path("path").isTextual()) {
            object.remove(name);
            return;
        }
        ObjectNode call = there instanceof ObjectNode own ? own : Json.object();
        if (!call.has("path")) {
            call.put("path", path);
        }
        if (!record.isEmpty() && !call.has("record")) {
            call.put("record", record);
        }
        object.set(name, call);
    }

    /** A list of a form's own takes from the usual one what it does not say. */
    private static void inherit(ObjectNode form, JsonNode list, boolean needed) {
        if (form.get("list") instanceof ObjectNode own) {
            share(own, list);
        } else if (needed) {
            form.set("list", list.isObject() ? list.deepCopy() : Json.object());
        }
    }

    private static void share(ObjectNode own, JsonNode list) {
        for (String key : SHARED) {
            if (!own.has(key) && list.has(key)) {
                own.set(key, list.get(key).deepCopy());
            }
        }
    }

    private static String one(String path) {
        return path.isEmpty() ? "" : path + "/{id}";
    }
}
