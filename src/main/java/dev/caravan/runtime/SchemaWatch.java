package dev.caravan.runtime;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each CRM which fields a new record cannot do without, so that a record that lacks one is refused before the
 * call. A CRM that cannot be asked at the start is asked again; until then it checks by itself.
 */
final class SchemaWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaWatch.class);
    private static final int SECONDS = 30;

    private final Connections connections;
    private final Mappings mappings;
    private final Set<String> known = new HashSet<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "caravan-schema");
        thread.setDaemon(true);
        return thread;
    });

    SchemaWatch(Connections connections, Mappings mappings) {
        this.connections = connections;
        this.mappings = mappings;
    }

    void start() {
        timer.scheduleWithFixedDelay(this::askAll, 0, SECONDS, TimeUnit.SECONDS);
    }

    /** Asks once for the fields that are not known yet. */
    void askAll() {
        for (Connection connection : connections.all()) {
            for (RecordType type : RecordType.pushed()) {
                if (!known.contains(connection.name() + "/" + type.word())) {
                    ask(connection, type);
                }
            }
        }
    }

    private void ask(Connection connection, RecordType type) {
        Mapping mapping = mappings.find(connection.name(), connection.settings().type(), type)
                .orElse(null);
        if (mapping == null) {
            return;
        }
        try {
            ObjectSchema schema = connection.crm().describe(mapping.object());
            Set<String> required = schema.fields().values().stream()
                    .filter(f -> f.requiredOnCreate() && !f.readOnly())
                    .map(FieldSchema::name)
                    .collect(Collectors.toSet());
            mappings.requiredOnCreate(connection.name(), type, required);
            known.add(connection.name() + "/" + type.word());
        } catch (CrmException e) {
            LOG.debug(
                    "the fields of {} {} cannot be asked yet: {}", connection.name(), mapping.object(), e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
