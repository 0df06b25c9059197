package dev.caravan.mapping;

import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Mappings.Place;
import dev.caravan.problem.Mistake;
import dev.caravan.problem.NearestName;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the files of {@code mappings/<connection>/<record>.yaml}. */
final class MappingFolder {
    private static final List<String> WORDS =
            Arrays.stream(RecordType.values()).map(RecordType::word).toList();

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::connection).thenComparing(Place::record);

    private final Path folder;

    MappingFolder(Path folder) {
        this.folder = folder;
    }

    /** A file's path as a person knows it. */
    String file(String connection, RecordType record) {
        return shown(folder.resolve(connection).resolve(record.word() + ".yaml"));
    }

    Scan scan() {
        Scan scan = new Scan(new TreeMap<>(ORDER), new TreeMap<>(ORDER), new ArrayList<>());
        for (Path connection : sorted(folder, scan.mistakes())) {
            if (Files.isDirectory(connection)) {
                sorted(connection, scan.mistakes()).forEach(file -> take(connection, file, scan));
            }
        }
        return scan;
    }

    private static void take(Path connection, Path file, Scan scan) {
        String name = file.getFileName().toString();
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        // Editors leave hidden and backup files behind.
        if (!yaml || name.startsWith(".") || Files.isDirectory(file)) {
            return;
        }
        String word = name.substring(0, name.lastIndexOf('.'));
        RecordType record = RecordType.find(word).orElse(null);
        if (record == null) {
            scan.mistakes().add(wrong(file, "'" + word + "' is no kind of record.", NearestName.hint(word, WORDS)));
        } else if (name.endsWith(".yml")) {
            scan.mistakes().add(wrong(file, "the file is not read.", "Name it " + word + ".yaml."));
        } else {
            read(new Place(connection.getFileName().toString(), record), file, scan);
        }
    }

    private static void read(Place place, Path file, Scan scan) {
        try {
            scan.texts().put(place, Files.readString(file));
        } catch (CharacterCodingException e) {
            scan.unreadable().put(place, wrong(file, "the file is not UTF-8 text.", "Save it as UTF-8."));
        } catch (IOException e) {
            scan.unreadable().put(place, wrong(file, "the file cannot be read.", "Check its access rights."));
        }
    }

    private static Mistake wrong(Path file, String what, String cure) {
        return new Mistake(shown(file), 0, what, cure);
    }

    private static List<Path> sorted(Path directory, List<Mistake> mistakes) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            mistakes.add(wrong(directory, "the folder cannot be read.", "Check its access rights."));
            return List.of();
        }
    }

    private static String shown(Path path) {
        return path.toString().replace('\\', '/');
    }

    /**
     * What the folder holds.
     *
     * @param mistakes those that belong to no mapping
     */
    record Scan(Map<Place, String> texts, Map<Place, Mistake> unreadable, List<Mistake> mistakes) {}
}
