package dev.caravan.mapping;

import com.google.common.hash.Hashing;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidFileException;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All mapping files of a folder, and the built-in ones for what has no file. Safe to share between threads. */
public final class Mappings {
    private static final Logger LOG = LoggerFactory.getLogger(Mappings.class);

    private final MappingFolder folder;
    private final Expressions expressions;
    private final DefaultMappings defaults;
    private final Map<PlanKey, Ready> plans = new ConcurrentHashMap<>();
    private final Map<Place, Set<String>> required = new ConcurrentHashMap<>();
    private volatile Map<Place, Loaded> loaded = Map.of();
    private volatile List<Mistake> problems = List.of();

    /**
     * Reads the folder; wrong files do not throw here but show in {@link #problems}. A folder that does not exist is an
     * empty one.
     */
    public Mappings(Path folder, Expressions expressions) {
        this.folder = new MappingFolder(folder);
        this.expressions = expressions;
        this.defaults = new DefaultMappings(expressions);
        reload();
    }

    /**
     * The mapping of a record in a connection: its file, or the built-in default of that CRM.
     *
     * @param connectionType the driver, such as {@code hubspot}
     * @throws InvalidFileException when the file is wrong and was never right
     * @throws InvalidInputException with {@code MAPPING_MISSING} when there is neither
     */
    public Mapping get(ConnectionName connection, String connectionType, RecordType record) {
        Loaded file = loaded.get(new Place(connection.value(), record));
        if (file == null) {
            return defaults.find(connectionType, record)
                    .orElseThrow(() -> new InvalidInputException(
                            ErrorCode.MAPPING_MISSING,
                            "connection '" + connection + "' has no mapping for a " + record.word() + ", and '"
                                    + connectionType + "' has no built-in one. Add "
                                    + folder.file(connection.value(), record) + "."));
        }
        if (file.mapping() == null) {
            throw new InvalidFileException(
                    ErrorCode.MAPPING_INVALID, folder.file(connection.value(), record), file.mistakes());
        }
        return file.mapping();
    }

    /** The same, empty where {@link #get} throws. */
    public Optional<Mapping> find(ConnectionName connection, String connectionType, RecordType record) {
        Loaded file = loaded.get(new Place(connection.value(), record));
        return file == null ? defaults.find(connectionType, record) : Optional.ofNullable(file.mapping());
    }

    /**
     * A short text that is another one when the mapping is: of the file's words, or of the built-in mapping's name.
     * Empty when there is none.
     */
    public String fingerprint(ConnectionName connection, String connectionType, RecordType record) {
        Loaded file = loaded.get(new Place(connection.value(), record));
        String text = file != null
                ? file.text()
                : defaults.find(connectionType, record).map(Mapping::file).orElse("");
        return text.isEmpty()
                ? ""
                : Hashing.sha256()
                        .hashString(text, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, 16);
    }

    /** The mapping made ready; made once, and again after the file changed. Throws as {@link #get} does. */
    public FieldPlan plan(ConnectionName connection, String connectionType, RecordType record) {
        return plan(connection, connectionType, record, "");
    }

    /**
     * The mapping made ready for records that an event pushes.
     *
     * @param trigger a name under {@code triggers}; empty for the usual mapping
     * @throws InvalidInputException also when the file has no such trigger
     */
    public FieldPlan plan(ConnectionName connection, String connectionType, RecordType record, String trigger) {
        Mapping mapping = get(connection, connectionType, record);
        Place place = new Place(connection.value(), record);
        Set<String> needed = required.getOrDefault(place, Set.of());
        PlanKey key = new PlanKey(place, connectionType, trigger);
        Ready ready = plans.get(key);
        if (ready == null || ready.source() != mapping || ready.required() != needed) {
            Mapping own = trigger.isEmpty() ? mapping : mapping.withTrigger(trigger);
            ready = new Ready(mapping, needed, FieldPlan.compile(own, expressions, needed));
            plans.put(key, ready);
        }
        return ready.plan();
    }

    /**
     * Says which CRM fields a new record cannot do without, as the CRM described them; plans take it into account from
     * now on.
     */
    public void requiredOnCreate(ConnectionName connection, RecordType record, Set<String> crmFields) {
        required.put(new Place(connection.value(), record), Set.copyOf(crmFields));
    }

    /** Every mistake of every file as it is now, with file and line. */
    public List<Mistake> problems() {
        return problems;
    }

    /** What is right in the mappings in service and yet to be thought over, in the order of the files. */
    public List<Mistake> warnings() {
        return loaded.values().stream()
                .map(Loaded::mapping)
                .filter(Objects::nonNull)
                .flatMap(mapping -> mapping.warnings().stream())
                .sorted(Comparator.comparing(Mistake::text))
                .toList();
    }

    /**
     * Reads the files that changed. A wrong file leaves the mapping that it had in service.
     *
     * @return whether anything changed
     */
    public synchronized boolean reload() {
        MappingFolder.Scan scan = folder.scan();
        Map<Place, Loaded> next = new HashMap<>();
        scan.texts().forEach((place, text) -> next.put(place, load(place, text)));
        scan.unreadable().forEach((place, mistake) -> next.put(place, unreadable(place, mistake)));
        List<Mistake> found = new ArrayList<>(scan.mistakes());
        next.values().forEach(file -> found.addAll(file.mistakes()));
        found.addAll(misplaced(next));
        boolean changed = !next.equals(loaded) || !found.equals(problems);
        if (changed) {
            if (loaded.isEmpty()) {
                LOG.info("mapping files={}", next.size());
            }
            loaded = Map.copyOf(next);
            problems = List.copyOf(found);
            report(found);
        }
        return changed;
    }

    /** Reloads now and then until the executor is shut down. */
    public void watch(ScheduledExecutorService executor, Duration every) {
        executor.scheduleWithFixedDelay(this::reloadQuietly, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void reloadQuietly() {
        try {
            reload();
        } catch (RuntimeException e) {
            // An exception would end the schedule, and with it every later reload.
            LOG.error("mapping files could not be looked at; the ones in service stay", e);
        }
    }

    private Loaded load(Place place, String text) {
        Loaded before = loaded.get(place);
        if (before != null && before.text().equals(text)) {
            return before;
        }
        String name = folder.file(place.connection(), place.record());
        MappingFile.Parsed parsed = MappingFile.read(name, text, expressions);
        Mapping mapping = parsed.mapping();
        if (mapping != null && mapping.record() != place.record()) {
            Mistake other = new Mistake(
                    name,
                    1,
                    "'record' is '" + mapping.record().word() + "' in a file for '"
                            + place.record().word() + "'.",
                    "Correct the key or the file's name.");
            return new Loaded(text, before == null ? null : before.mapping(), List.of(other));
        }
        if (mapping == null) {
            return new Loaded(text, before == null ? null : before.mapping(), parsed.mistakes());
        }
        if (!loaded.isEmpty()) {
            LOG.info("mapping file={} fields={}", name, mapping.fields().size());
        }
        mapping.warnings().forEach(warning -> LOG.warn("{}", warning.text()));
        return new Loaded(text, mapping, List.of());
    }

    private Loaded unreadable(Place place, Mistake mistake) {
        Loaded before = loaded.get(place);
        return new Loaded("", before == null ? null : before.mapping(), List.of(mistake));
    }

    private static List<Mistake> misplaced(Map<Place, Loaded> files) {
        List<Mistake> mistakes = new ArrayList<>();
        files.forEach((place, contact) -> {
            Loaded company = files.get(new Place(place.connection(), RecordType.COMPANY));
            if (place.record() == RecordType.CONTACT
                    && contact.mapping() != null
                    && company != null
                    && company.mapping() != null) {
                mistakes.addAll(Misplaced.in(contact.mapping(), company.mapping()));
            }
        });
        return mistakes;
    }

    private static void report(List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            LOG.warn(
                    "mapping files have {} mistake(s); what was in service stays:\n{}",
                    mistakes.size(),
                    Mistake.lines(mistakes));
        }
    }

    /** Where a mapping belongs. */
    record Place(String connection, RecordType record) {}

    private record PlanKey(Place place, String connectionType, String trigger) {}

    /** A plan and what it was made from. */
    private record Ready(Mapping source, Set<String> required, FieldPlan plan) {}

    /**
     * A file as it was read last.
     *
     * @param mapping what is in service, from this text or from the last right one; null when it was never right
     */
    private record Loaded(String text, @Nullable Mapping mapping, List<Mistake> mistakes) {}
}
