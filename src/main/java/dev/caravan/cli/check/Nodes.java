package dev.caravan.cli.check;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Ways about a YAML tree that knows its lines. */
final class Nodes {
    private Nodes() {}

    /** The value of a key; null when the node is no map or has no such key. */
    static @Nullable Node get(@Nullable Node node, String key) {
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key)) {
                    return entry.getValueNode();
                }
            }
        }
        return null;
    }

    /** The text of a key; empty when it is absent, blank or no plain value. */
    static Optional<String> text(@Nullable Node node, String key) {
        return text(get(node, key));
    }

    static Optional<String> text(@Nullable Node node) {
        return node instanceof ScalarNode scalar && !scalar.getValue().isBlank()
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    static List<Node> items(@Nullable Node node) {
        return node instanceof SequenceNode list ? list.getValue() : List.of();
    }

    /** Calls back for each entry whose key is a plain word, with the key's own node. */
    static void entries(@Nullable Node node, BiConsumer<ScalarNode, Node> each) {
        if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode name) {
                    each.accept(name, entry.getValueNode());
                }
            }
        }
    }

    /** 1-based; 0 when unknown. */
    static int line(@Nullable Node node) {
        return node == null ? 0 : node.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }
}
