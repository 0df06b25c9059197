package dev.caravan.runtime;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.crm.Crm;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.hub.ConnectionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What CRMs said of their fields, kept as files so that nobody asks twice a day: neither the runtime nor the command
 * line. Safe for several threads and processes.
 */
public final class SchemaShelf {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaShelf.class);
    private static final Duration GOOD_FOR = Duration.ofDays(1);
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .findAndAddModules()
            .build();

    private final Path folder;
    private final Clock clock;

    /** @param dataDirectory below which the files are kept */
    public SchemaShelf(Path dataDirectory, Clock clock) {
        this.folder = dataDirectory.resolve("schemas");
        this.clock = clock;
    }

    /**
     * A description.
     *
     * @param askedAt when the CRM gave it
     */
    public record Described(ObjectSchema schema, Instant askedAt) {}

    /** What stands in a file. */
    private record Kept(String object, long askedAt, List<FieldSchema> fields) {}

    /**
     * The fields of an object, as the CRM gave them within the last day.
     *
     * @param refresh asks the CRM in any case
     * @throws dev.caravan.crm.CrmException when the CRM has to be asked and does not say
     */
    public Described get(ConnectionName connection, Crm crm, String object, boolean refresh) {
        Optional<Described> kept = refresh ? Optional.empty() : read(connection, object);
        return kept.orElseGet(() -> ask(connection, crm, object));
    }

    private Described ask(ConnectionName connection, Crm crm, String object) {
        ObjectSchema schema = crm.describe(object);
        Instant now = clock.instant();
        if (PLAIN.matcher(object).matches()) {
            write(
                    folder.resolve(connection.value()),
                    object,
                    new Kept(
                            schema.object(),
                            now.toEpochMilli(),
                            List.copyOf(schema.fields().values())));
        }
        return new Described(schema, now);
    }

    private Optional<Described> read(ConnectionName connection, String object) {
        Path file = file(connection, PLAIN.matcher(object).matches() ? object : "_");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Kept kept = JSON.readValue(Files.readAllBytes(file), Kept.class);
            Instant askedAt = Instant.ofEpochMilli(kept.askedAt());
            boolean isGood = clock.instant().isBefore(askedAt.plus(GOOD_FOR)) && kept.fields() != null;
            return isGood
                    ? Optional.of(new Described(ObjectSchema.of(kept.object(), kept.fields()), askedAt))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} cannot be read and is asked anew: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static void write(Path directory, String object, Kept kept) {
        Path file = directory.resolve(object + ".json");
        try {
            Files.createDirectories(directory);
            Path half = Files.createTempFile(directory, "half", ".new");
            Files.write(half, JSON.writeValueAsBytes(kept));
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written, so the CRM is asked each time: {}", file, e.getMessage());
        }
    }

    private Path file(ConnectionName connection, String object) {
        return folder.resolve(connection.value()).resolve(object + ".json");
    }
}
