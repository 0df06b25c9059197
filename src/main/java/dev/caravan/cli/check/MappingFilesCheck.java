package dev.caravan.cli.check;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.component.CamelExpressions;
import dev.caravan.problem.Mistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;

/** The mapping files of a folder, read as the runtime reads them. */
public final class MappingFilesCheck {
    private final Mappings mappings;
    private final int count;

    private MappingFilesCheck(Mappings mappings, int count) {
        this.mappings = mappings;
        this.count = count;
    }

    /** Reads all files; expressions are compiled with the languages that Camel has. */
    public static MappingFilesCheck of(Path folder) {
        DefaultCamelContext camel = new DefaultCamelContext(false);
        camel.disableJMX();
        try {
            camel.build();
            return new MappingFilesCheck(new Mappings(folder, new CamelExpressions(camel)), count(folder));
        } finally {
            camel.stop();
        }
    }

    /** How many files there are. */
    public int count() {
        return count;
    }

    /** All mistakes in the order of files and lines. */
    public List<Mistake> mistakes() {
        return mappings.problems().stream()
                .sorted(Comparator.comparing((Mistake m) -> String.valueOf(m.file()))
                        .thenComparing(Mistake::line))
                .toList();
    }

    /** What is right and yet to be thought over. */
    public List<Mistake> warnings() {
        return mappings.warnings();
    }

    /** The mapping of a record in a connection, built-in ones too; empty when it is absent or wrong. */
    public Optional<Mapping> find(ConnectionName connection, String connectionType, RecordType record) {
        return mappings.find(connection, connectionType, record);
    }

    private static int count(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return (int) files.filter(f -> f.toString().endsWith(".yaml")).count();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
        }
    }
}
