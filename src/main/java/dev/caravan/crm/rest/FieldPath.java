package dev.caravan.crm.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is in JSON: {@code address.city}, {@code emails[0].value}, {@code emails[type=work].value},
 * {@code tags[*].name}, {@code ['a.b']} for a name with odd characters, {@code .} for the whole.
 */
record FieldPath(List<Step> steps) {
    /** The whole. */
    static final FieldPath WHOLE = new FieldPath(List.of());

    private static final Pattern PART =
            Pattern.compile("\\['([^']+)']|\\[(\\d{1,3})]|\\[(\\*)]|\\[([^\\]=]+)=([^\\]]*)]|([^.\\[\\]]+)|\\.");

    FieldPath {
        steps = List.copyOf(steps);
    }

    /** One step further into a document. */
    sealed interface Step {}

    /** The member of an object. */
    record Name(String name) implements Step {}

    /** The element of a list. */
    record At(int index) implements Step {}

    /** Every element of a list. */
    record Each() implements Step {}

    /** The first element of a list of which a member is so. */
    record Where(String member, String is) implements Step {}

    /** @param text fits the schema's pattern for paths */
    @JsonCreator
    static FieldPath of(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            if (part.group(1) != null) {
                steps.add(new Name(part.group(1)));
            } else if (part.group(2) != null) {
                steps.add(new At(Integer.parseInt(part.group(2))));
            } else if (part.group(3) != null) {
                steps.add(new Each());
            } else if (part.group(4) != null) {
                steps.add(new Where(part.group(4), part.group(5)));
            } else if (part.group(6) != null) {
                steps.add(new Name(part.group(6)));
            }
        }
        return new FieldPath(steps);
    }

    /** The same path with a name in the place of {@code {name}}. */
    FieldPath with(String name) {
        return new FieldPath(steps.stream()
                .map(step -> step instanceof Name n && n.name().contains("{name}")
                        ? new Name(n.name().replace("{name}", name))
                        : step)
                .toList());
    }

    /** The first name; empty when the path does not begin with one. */
    String top() {
        return !steps.isEmpty() && steps.get(0) instanceof Name name ? name.name() : "";
    }

    /** Whether only names lead there, at least two of them. */
    boolean isNested() {
        return steps.size() > 1;
    }

    /** Whether it leads to a part of a list that has other parts. */
    boolean isPartOfList() {
        return steps.stream().anyMatch(step -> step instanceof At || step instanceof Where);
    }

    /** The path to the outermost list on the way. */
    FieldPath beforeList() {
        int names = 0;
        while (names < steps.size() && steps.get(names) instanceof Name) {
            names++;
        }
        return new FieldPath(steps.subList(0, names));
    }

    /** What is there; missing when nothing is. */
    JsonNode in(JsonNode root) {
        return in(root, 0);
    }

    private JsonNode in(JsonNode node, int from) {
        JsonNode at = node;
        for (int i = from; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step instanceof Each) {
                return each(at, i + 1);
            }
            at = step instanceof Name name ? at.path(name.name()) : element(at, step);
        }
        return at;
    }

    private JsonNode each(JsonNode list, int from) {
        if (!list.isArray()) {
            return MissingNode.getInstance();
        }
        ArrayNode all = Json.array();
        for (JsonNode each : list) {
            JsonNode found = in(each, from);
            if (!found.isMissingNode() && !found.isNull()) {
                all.add(found);
            }
        }
        return all;
    }

    private static JsonNode element(JsonNode list, Step step) {
        int index = index(list, step);
        return index < 0 ? MissingNode.getInstance() : list.path(index);
    }

    private static int index(JsonNode list, Step step) {
        if (!list.isArray()) {
            return -1;
        }
        if (step instanceof At at) {
            return at.index() < list.size() ? at.index() : -1;
        }
        Where where = (Where) step;
        return IntStream.range(0, list.size())
                .filter(i -> list.path(i).path(where.member()).asText().equals(where.is()))
                .findFirst()
                .orElse(-1);
    }

    /** The scalar there as text; null when nothing is, or something that is no scalar. */
    @Nullable
    String text(JsonNode root) {
        JsonNode found = in(root);
        return found.isMissingNode() || found.isNull() || found.isContainerNode() ? null : found.asText();
    }

    /**
     * Puts a value there and makes what leads to it. A null takes an element out of its list instead.
     *
     * @param root never of a path to the whole
     */
    void put(ObjectNode root, JsonNode value) {
        JsonNode at = root;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            boolean isLast = i == steps.size() - 1;
            if (step instanceof Each) {
                putEach((ArrayNode) at, value, i + 1);
                return;
            }
            if (value.isNull() && !(step instanceof Name)) {
                int index = index(at, step);
                if (index >= 0) {
                    ((ArrayNode) at).remove(index);
                }
                return;
            }
            if (isLast) {
                set(at, step, value);
                return;
            }
            at = made(at, step, steps.get(i + 1));
        }
    }

    private void putEach(ArrayNode list, JsonNode values, int from) {
        list.removeAll();
        FieldPath rest = new FieldPath(steps.subList(from, steps.size()));
        Iterable<JsonNode> all = values.isArray() ? values : values.isNull() ? List.of() : List.of(values);
        for (JsonNode value : all) {
            if (rest.steps.isEmpty()) {
                list.add(value);
            } else {
                rest.put(list.addObject(), value);
            }
        }
    }

    private static void set(JsonNode at, Step step, JsonNode value) {
        if (step instanceof Name name) {
            ((ObjectNode) at).set(name.name(), value);
            return;
        }
        int index = index(at, step);
        if (index < 0) {
            ((ArrayNode) at).add(value);
        } else {
            ((ArrayNode) at).set(index, value);
        }
    }

    /** What a step leads to, made where it is not there or is something else than what comes next needs. */
    private static JsonNode made(JsonNode at, Step step, Step next) {
        boolean list = !(next instanceof Name);
        JsonNode there = step instanceof Name name ? at.path(name.name()) : element(at, step);
        if (list ? there.isArray() : there.isObject()) {
            return there;
        }
        JsonNode made = list ? Json.array() : Json.object();
        if (step instanceof Where where && made instanceof ObjectNode object) {
            object.set(where.member(), Templates.scalar(where.is()));
        }
        set(at, step, made);
        return made;
    }
}
