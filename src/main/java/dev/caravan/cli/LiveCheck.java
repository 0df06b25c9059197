package dev.caravan.cli;

import dev.caravan.cli.check.MappingFilesCheck;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Finding;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.MappingCheck;
import dev.caravan.problem.CaravanException;
import dev.caravan.runtime.CaravanSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares the mappings of all enabled connections with what their CRMs say of their fields. */
final class LiveCheck {
    private final Session session;
    private final Configuration configuration;

    LiveCheck(Session session, Configuration configuration) {
        this.session = session;
        this.configuration = configuration;
    }

    /**
     * What came out.
     *
     * @param findings by connection and record type, such as {@code hubspot/contact}
     * @param unreachable one message per connection that could not be asked
     */
    record Answer(Map<String, List<Finding>> findings, List<String> unreachable) {
        static final Answer NONE = new Answer(Map.of(), List.of());

        boolean hasErrors() {
            return findings.values().stream().flatMap(List::stream).anyMatch(f -> f.level() == Finding.Level.ERROR);
        }
    }

    Answer run(CaravanSettings settings, MappingFilesCheck mappings) {
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        List<String> unreachable = new ArrayList<>();
        List<Map.Entry<String, ConnectionSettings>> enabled = new TreeMap<>(settings.connections())
                .entrySet().stream().filter(c -> c.getValue().enabled()).toList();
        try (LiveConnections live = new LiveConnections(configuration, session.clock())) {
            for (Map.Entry<String, ConnectionSettings> each : session.progress("asking the CRMs", enabled)) {
                String name = each.getKey();
                try {
                    Crm crm = live.open(name);
                    for (RecordType type : RecordType.pushed()) {
                        mappings.find(new ConnectionName(name), each.getValue().type(), type)
                                .ifPresent(m -> findings.put(name + "/" + type.word(), check(crm, m)));
                    }
                } catch (CrmException e) {
                    unreachable.add(e.getMessage());
                } catch (CaravanException e) {
                    // A connection that is wrongly configured is told with the configuration's mistakes.
                    session.note(name + " was not asked.");
                }
            }
        }
        return new Answer(findings, unreachable);
    }

    private static List<Finding> check(Crm crm, Mapping mapping) {
        return MappingCheck.against(mapping, crm.describe(mapping.object()));
    }
}
