package dev.caravan.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidFileException;
import dev.caravan.problem.Mistake;
import dev.caravan.yaml.YamlTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one mapping file. */
public final class MappingFile {
    private MappingFile() {}

    /**
     * The mapping that a text describes.
     *
     * @param file path as a person knows it, for messages
     * @throws InvalidFileException with all mistakes at once
     */
    public static Mapping parse(String file, String text, Expressions expressions) {
        Parsed parsed = read(file, text, expressions);
        if (parsed.mapping() == null) {
            throw new InvalidFileException(ErrorCode.MAPPING_INVALID, file, parsed.mistakes());
        }
        return parsed.mapping();
    }

    /** The same without throwing. */
    public static Parsed read(String file, String text, Expressions expressions) {
        List<Mistake> mistakes = new ArrayList<>();
        YamlTree tree = YamlTree.read(file, text, mistakes);
        JsonNode root = tree.root();
        Mapping mapping = null;
        if (root != null) {
            mistakes.addAll(SchemaMistakes.of(file, tree, root));
            mapping = new MappingReader(new ReadFile(file, tree, expressions, mistakes)).read(root);
        }
        if (mistakes.isEmpty()) {
            return new Parsed(mapping, List.of());
        }
        return new Parsed(
                null,
                mistakes.stream()
                        .distinct()
                        .sorted(Comparator.comparingInt(Mistake::line))
                        .toList());
    }

    /**
     * What came of reading a file.
     *
     * @param mapping null when there are mistakes
     */
    public record Parsed(@Nullable Mapping mapping, List<Mistake> mistakes) {
        public Parsed {
            mistakes = List.copyOf(mistakes);
        }
    }
}
