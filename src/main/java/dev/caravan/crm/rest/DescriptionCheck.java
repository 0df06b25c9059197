package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.problem.Mistake;
import dev.caravan.problem.NearestName;
import dev.caravan.yaml.YamlTree;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds in a description what the schema cannot tell: names that lead nowhere, places that nothing is put into. */
final class DescriptionCheck {
    private static final Map<String, List<String>> PAGING = Map.of(
            "cursor", List.of("parameter", "next"),
            "page", List.of("parameter"),
            "offset", List.of("parameter"),
            "after", List.of("parameter"),
            "next-link", List.of("next"));

    /** Maps of which the keys are names. */
    private static final Set<String> NAMED = Set.of(
            "fields",
            "query",
            "headers",
            "filters",
            "types",
            "where",
            "failed",
            "more",
            "objects",
            "associate",
            "body");

    private static final List<String> TYPES = Arrays.stream(FieldSchema.Type.values())
            .map(type -> type.name().toLowerCase(Locale.ROOT))
            .toList();

    private final String file;
    private final YamlTree tree;
    private final List<Mistake> mistakes;

    DescriptionCheck(String file, YamlTree tree, List<Mistake> mistakes) {
        this.file = file;
        this.tree = tree;
        this.mistakes = mistakes;
    }

    void check(JsonNode root) {
        auth(root.path("auth"));
        webhook(root.path("webhook"), names(root.path("objects")));
        everywhere("", root);
        Map<String, String> records = new HashMap<>();
        root.path("objects").properties().forEach(each -> {
            String at = YamlTree.child("/objects", each.getKey());
            JsonNode object = each.getValue();
            String record = object.path("record").asText("");
            String other = record.isEmpty() ? null : records.putIfAbsent(record, each.getKey());
            if (other != null) {
                wrong(at + "/record", "'" + record + "' is '" + other + "' already.", "Name each type once.");
            }
            object(at, object, root);
        });
    }

    private void auth(JsonNode auth) {
        String kind = auth.path("kind").asText();
        if (kind.matches("client-credentials|refresh-token") && !auth.has("tokenUrl")) {
            wrong("/auth", "'auth' of kind " + kind + " has no 'tokenUrl'.", "Add where tokens are asked for.");
        }
        if (auth.path("in").asText().equals("query") && !auth.has("name")) {
            wrong("/auth", "'auth' in the query has no 'name'.", "Add the parameter's name.");
        }
    }

    private void object(String at, JsonNode object, JsonNode root) {
        JsonNode defaults = root.path("defaults");
        boolean list = object.path("list").has("path") || object.has("path");
        if (!list) {
            wrong(at, "'" + last(at) + "' has no 'path'.", "Add the path of all its records, such as /people.");
        }
        Set<String> fields = new TreeSet<>(names(object.path("fields")));
        fields.addAll(names(defaults.path("fields")));
        boolean open =
                object.path("describe").isObject() || defaults.path("describe").isObject();
        if (fields.isEmpty() && !open) {
            wrong(at, "'" + last(at) + "' has no 'fields'.", "Add them, or 'describe' with the call that lists them.");
        }
        if (!open) {
            for (String key : List.of("nameField", "companyField")) {
                field(at + "/" + key, object.path(key).asText(""), fields);
            }
            field(at + "/upsert/field", object.path("upsert").path("field").asText(""), fields);
            JsonNode lookup = object.path("lookup");
            fieldsOf(at + "/lookup", lookup.path("fields"), fields);
            for (int i = 0; i < lookup.size() && lookup.isArray(); i++) {
                fieldsOf(at + "/lookup/" + i, lookup.path(i).path("fields"), fields);
            }
            names(object.path("list").path("filters"))
                    .forEach(name -> field(YamlTree.child(at + "/list/filters", name), name, fields));
        }
        Set<String> objects = names(root.path("objects"));
        object.path("fields").properties().forEach(each -> {
            String field = YamlTree.child(at + "/fields", each.getKey());
            JsonNode type = each.getValue();
            if (type.isTextual() && !TYPES.contains(type.asText())) {
                wrong(field, "'" + type.asText() + "' is no type of field.", NearestName.hint(type.asText(), TYPES));
            }
            known(field + "/to", type.path("to").asText(""), objects, "object");
        });
        names(object.path("associate"))
                .forEach(name -> known(YamlTree.child(at + "/associate", name), name, objects, "object"));
        needed(at, object, defaults, List.of("describe", "list", "path"));
        for (String batch : List.of("create", "update", "delete")) {
            needed(at, object, defaults, List.of("batch", batch, "call", "path"));
        }
        placesOf(at, object);
    }

    /** Where the first is there, in the object or for all, the last has to be. */
    private void needed(String at, JsonNode object, JsonNode defaults, List<String> way) {
        String pointer = "/" + String.join("/", way);
        int started = way.size() > 2 && way.get(0).equals("batch") ? 2 : 1;
        String start = "/" + String.join("/", way.subList(0, started));
        boolean isThere = object.at(start).isObject() || defaults.at(start).isObject();
        if (isThere && !object.at(pointer).isTextual() && !defaults.at(pointer).isTextual()) {
            String what = String.join(".", way);
            wrong(at + start, "'" + last(at) + "' has no '" + what + "'.", "Add it.");
        }
    }

    private void placesOf(String at, JsonNode object) {
        for (String name : List.of("read", "update", "delete")) {
            JsonNode call = object.path(name);
            boolean named = places(call.path("path").asText("")).contains("id")
                    || places(call.path("query").toString()).contains("id")
                    || places(call.path("body").toString()).contains("id");
            if (call.has("path") && !named) {
                wrong(at + "/" + name + "/path", "the path of '" + name + "' has no {id}.", "Add where the id goes.");
            }
            places(at + "/" + name, call, Set.of("id"));
        }
        places(at + "/create", object.path("create"), Set.of());
        places(at + "/list", object.path("list"), Set.of());
        places(at + "/upsert/call", object.path("upsert").path("call"), Set.of("value"));
        object.path("associate")
                .properties()
                .forEach(each ->
                        places(YamlTree.child(at + "/associate", each.getKey()), each.getValue(), Set.of("id", "to")));
        places(at + "/lists/members", object.path("lists").path("members"), Set.of("list"));
    }

    private void places(String at, JsonNode call, Set<String> known) {
        for (String place : places(call.path("path").asText(""))) {
            if (!known.contains(place)) {
                wrong(
                        at + "/path",
                        "nothing is put into {" + place + "} here.",
                        known.isEmpty() ? "Remove it." : NearestName.hint(place, known));
            }
        }
    }

    private static Set<String> places(String text) {
        return Templates.places(text);
    }

    private void webhook(JsonNode webhook, Set<String> objects) {
        if (!webhook.isObject()) {
            return;
        }
        if (!webhook.has("object") && !webhook.has("objectAt")) {
            wrong("/webhook", "'webhook' does not say what its events are about.", "Add 'object' or 'objectAt'.");
        }
        known("/webhook/object", webhook.path("object").asText(""), objects, "object");
        webhook.path("objects")
                .properties()
                .forEach(each -> known(
                        YamlTree.child("/webhook/objects", each.getKey()),
                        each.getValue().asText(""),
                        objects,
                        "object"));
        JsonNode signature = webhook.path("signature");
        String kind = signature.path("kind").asText();
        if (kind.matches("hmac|secret") && !signature.has("header")) {
            wrong("/webhook/signature", "'signature' of kind " + kind + " has no 'header'.", "Add its name.");
        }
        String signed = signature.path("signed").asText("{body}");
        String value = signature.path("value").asText("{signature}");
        if (kind.equals("hmac") && !places(signed).contains("body")) {
            wrong(
                    "/webhook/signature/signed",
                    "what is signed does not hold {body}.",
                    "Add it: anybody could change it.");
        }
        if (signature.has("timestamp") && !places(signed).contains("timestamp")) {
            wrong(
                    "/webhook/signature/timestamp",
                    "the time is not signed, so it proves nothing.",
                    "Add {timestamp} to 'signed', or remove it.");
        }
        if (places(signed).contains("timestamp")
                && !signature.path("timestamp").has("header")
                && !places(value).contains("timestamp")) {
            wrong(
                    "/webhook/signature/signed",
                    "nothing says where {timestamp} stands in a call.",
                    "Add 'timestamp' with its header, or {timestamp} to 'value'.");
        }
        if (!places(value).contains("signature")) {
            wrong("/webhook/signature/value", "'value' does not hold {signature}.", "Add it.");
        }
    }

    /** What is checked wherever it stands. */
    private void everywhere(String at, JsonNode node) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            String key = each.getKey();
            String child = YamlTree.child(at, key);
            JsonNode value = each.getValue();
            switch (NAMED.contains(last(at)) ? "" : key) {
                case "paging" -> paging(child, value);
                case "format", "timeFormat" -> {
                    String mistake = value.isTextual() ? Times.mistake(value.asText()) : null;
                    if (mistake != null) {
                        wrong(
                                child,
                                mistake,
                                "Write iso, epoch-seconds, epoch-millis, or a pattern such as dd/MM/yyyy.");
                    }
                }
                case "zone" -> zone(child, value.asText());
                case "text" -> pattern(child, value.asText());
                default -> {
                    // The schema said everything about it.
                }
            }
            everywhere(child, value);
        }
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            everywhere(at + "/" + i, node.path(i));
        }
    }

    private void paging(String at, JsonNode paging) {
        String kind = paging.path("kind").asText();
        for (String key : PAGING.getOrDefault(kind, List.of())) {
            if (!paging.has(key)) {
                wrong(at, "'paging' of kind " + kind + " has no '" + key + "'.", "Add it.");
            }
        }
    }

    private void zone(String at, String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            wrong(at, "'" + zone + "' is no time zone.", "Write for example Europe/Amsterdam.");
        }
    }

    private void pattern(String at, String text) {
        if (!at.startsWith("/errors/rules/")) {
            return;
        }
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            wrong(at, "'" + text + "' is no regular expression: " + e.getDescription() + ".", "");
        }
    }

    private void fieldsOf(String at, JsonNode list, Collection<String> fields) {
        for (int i = 0; i < list.size(); i++) {
            field(at + "/fields/" + i, list.path(i).asText(), fields);
        }
    }

    private void field(String at, String name, Collection<String> fields) {
        known(at, name, fields, "field");
    }

    private void known(String at, String name, Collection<String> known, String what) {
        if (!name.isEmpty() && !known.contains(name)) {
            wrong(at, "there is no " + what + " '" + name + "'.", NearestName.hint(name, known));
        }
    }

    private void wrong(String at, String what, String cure) {
        mistakes.add(new Mistake(file, tree.line(at), what, cure));
    }

    private static Set<String> names(JsonNode map) {
        Set<String> names = new TreeSet<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String last(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }
}
