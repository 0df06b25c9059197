package dev.caravan.crm.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidFileException;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import dev.caravan.yaml.FileSchema;
import dev.caravan.yaml.YamlTree;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the file that describes a CRM. */
final class DescriptionFile {
    private static final FileSchema SCHEMA = new FileSchema("/schema/crm.schema.json", FileSchema.Peculiar.NOTHING);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private DescriptionFile() {}

    /**
     * The description in a file.
     *
     * @param where the setting that names the file, for messages
     * @throws InvalidInputException when there is no such file
     * @throws InvalidFileException with all mistakes at once
     */
    static Description read(String where, Path file) {
        String name = file.toString().replace('\\', '/');
        try {
            return parse(name, Files.readString(file));
        } catch (CharacterCodingException e) {
            throw wrong(where + " names " + name + ", which is not UTF-8 text. Save it as UTF-8");
        } catch (IOException e) {
            throw wrong(where + " names " + name + ", which cannot be read. Write the path of the CRM's description");
        }
    }

    /**
     * The description that a text is.
     *
     * @param file path as a person knows it, for messages
     * @throws InvalidFileException with all mistakes at once
     */
    static Description parse(String file, String text) {
        List<Mistake> mistakes = new ArrayList<>();
        YamlTree tree = YamlTree.read(file, text, mistakes);
        JsonNode root = tree.root();
        if (root != null) {
            mistakes.addAll(SCHEMA.mistakes(file, tree, root));
            new DescriptionCheck(file, tree, mistakes).check(root);
        }
        if (!mistakes.isEmpty() || !(root instanceof ObjectNode written)) {
            throw new InvalidFileException(
                    ErrorCode.DESCRIPTION_INVALID,
                    file,
                    mistakes.stream()
                            .distinct()
                            .sorted(Comparator.comparingInt(Mistake::line))
                            .toList());
        }
        try {
            return MAPPER.treeToValue(DescriptionTree.whole(written), Description.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema lets pass what the description cannot hold", e);
        }
    }

    private static InvalidInputException wrong(String message) {
        return new InvalidInputException(ErrorCode.CONFIGURATION_INVALID, message);
    }
}
