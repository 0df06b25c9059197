package dev.caravan.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.problem.Mistake;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML text as JSON data that knows its lines. Only plain data is taken: no aliases, no tags, one document, a bounded
 * size.
 */
public final class YamlTree {
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final int MOST_EVENTS = 50_000;
    private static final int DEEPEST = 20;

    private final String file;
    private final List<Mistake> mistakes;
    private final Map<String, Integer> lines = new HashMap<>();
    private @Nullable JsonNode root;

    private YamlTree(String file, List<Mistake> mistakes) {
        this.file = file;
        this.mistakes = mistakes;
    }

    /** Reads a text; what is wrong with it is added to the mistakes. */
    public static YamlTree read(String file, String text, List<Mistake> mistakes) {
        YamlTree tree = new YamlTree(file, mistakes);
        try {
            tree.compose(text);
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? "is not YAML" : e.getProblem();
            tree.wrong(line(e.getProblemMark()), "the file is not valid YAML here: " + problem + ".", "");
        } catch (YamlEngineException e) {
            tree.wrong(0, "the file is not valid YAML: it holds a character that YAML does not allow.", "");
        }
        return tree;
    }

    /** The data; null when the text is no YAML at all. */
    public @Nullable JsonNode root() {
        return root;
    }

    /** The line of a JSON pointer's key or list element, or of the nearest thing around it. */
    public int line(String pointer) {
        String at = pointer;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault("", 1);
    }

    /** The pointer of a key. */
    public static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private void compose(String text) {
        if (text.length() > MOST_CHARACTERS) {
            wrong(0, "the file is longer than " + MOST_CHARACTERS + " characters.", "Split it.");
            return;
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setMaxAliasesForCollections(0)
                .build();
        if (!isPlain(settings, text)) {
            return;
        }
        Optional<Node> node = new Compose(settings).composeString(text);
        root = node.isEmpty() ? JsonNodeFactory.instance.objectNode() : json(node.get(), "");
    }

    /** A look at the events before anything is built, so that a small file cannot become a large tree. */
    private boolean isPlain(LoadSettings settings, String text) {
        int depth = 0;
        int events = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof AliasEvent alias) {
                String name = alias.getAlias().getValue();
                wrong(
                        line(event.getStartMark()),
                        "'*" + name + "' is an alias, which these files do not have.",
                        "Write the value out.");
                return false;
            }
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            if (depth > DEEPEST || ++events > MOST_EVENTS || documents > 1) {
                String what = depth > DEEPEST
                        ? "lists and maps are nested more than " + DEEPEST + " deep."
                        : documents > 1 ? "a second document begins." : "the file has too many entries.";
                wrong(
                        line(event.getStartMark()),
                        what,
                        documents > 1 ? "Write one document per file." : "Simplify it.");
                return false;
            }
        }
        return true;
    }

    private JsonNode json(Node node, String pointer) {
        lines.putIfAbsent(pointer, line(node.getStartMark()));
        if (node instanceof MappingNode mapping) {
            return object(mapping, pointer);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(json(item, pointer + "/" + array.size()));
            }
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private ObjectNode object(MappingNode mapping, String pointer) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            int line = line(entry.getKeyNode().getStartMark());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                wrong(line, "a key has to be a plain word.", "");
                continue;
            }
            String name = key.getValue();
            String child = child(pointer, name);
            if (object.has(name)) {
                wrong(line, duplicate(name, line(child)), "Keep one of them.");
                continue;
            }
            lines.put(child, line);
            object.set(name, json(entry.getValueNode(), child));
        }
        return object;
    }

    private static String duplicate(String name, int first) {
        return "the key '" + name + "' stands here for the second time; the first is in line " + first + ".";
    }

    private JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        JsonNodeFactory json = JsonNodeFactory.instance;
        try {
            if (tag.equals(Tag.NULL)) {
                return json.nullNode();
            }
            if (tag.equals(Tag.BOOL)) {
                return json.booleanNode(Boolean.parseBoolean(text));
            }
            if (tag.equals(Tag.INT)) {
                return json.numberNode(Long.parseLong(text));
            }
            if (tag.equals(Tag.FLOAT)) {
                return json.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException e) {
            // .inf, 0x1F or a very long number: meant as text as far as these files are concerned.
            return json.textNode(text);
        }
        if (!tag.equals(Tag.STR)) {
            wrong(line(node.getStartMark()), "the tag '" + tag.getValue() + "' is not known.", "Write plain values.");
        }
        return json.textNode(text);
    }

    private void wrong(int line, String what, String cure) {
        mistakes.add(new Mistake(file, line, what, cure));
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(m -> m.getLine() + 1).orElse(0);
    }
}
