package dev.caravan.mapping;

import dev.caravan.hub.RecordType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The mappings that come with Caravan, used where a connection has no file (R161-R168). */
final class DefaultMappings {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9-]{1,40}");

    private final Expressions expressions;
    private final Map<String, Optional<Mapping>> read = new ConcurrentHashMap<>();

    DefaultMappings(Expressions expressions) {
        this.expressions = expressions;
    }

    /** The built-in mapping of a CRM; empty when it has none for that kind of record. */
    Optional<Mapping> find(String connectionType, RecordType record) {
        if (!TYPE.matcher(connectionType).matches()) {
            return Optional.empty();
        }
        return read.computeIfAbsent("defaults/" + connectionType + "/" + record.word() + ".yaml", this::load);
    }

    private Optional<Mapping> load(String file) {
        try (InputStream in = DefaultMappings.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                return Optional.empty();
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(MappingFile.parse(file, text, expressions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
