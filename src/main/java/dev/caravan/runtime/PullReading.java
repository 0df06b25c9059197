package dev.caravan.runtime;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.component.PullSide;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.PullMerge;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.PullRules;
import dev.caravan.mapping.PullSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a pull reads, by the mapping as it is at the moment. */
final class PullReading implements PullSide.Reading {
    private final Mappings mappings;
    private final Connections connections;
    private final LinkStore links;
    private final RecordStore records;
    private final PullSettings settings;
    private final Clock clock;

    PullReading(
            Mappings mappings,
            Connections connections,
            LinkStore links,
            RecordStore records,
            Duration skew,
            Clock clock) {
        this.mappings = mappings;
        this.connections = connections;
        this.links = links;
        this.records = records;
        this.settings = new PullSettings(null, skew);
        this.clock = clock;
    }

    @Override
    public PullSide.Wanted wanted(ConnectionName connection, RecordType type) {
        Crm crm = connections.get(connection.value()).crm();
        FieldPlan plan = plan(connection, type);
        String object = plan.mapping().object();
        Set<String> fields = new LinkedHashSet<>(plan.crmFields());
        crm.companyField(object).ifPresent(fields::add);
        crm.upsertField(object).ifPresent(fields::add);
        return new PullSide.Wanted(object, fields);
    }

    @Override
    public Optional<RecordType> typeOf(ConnectionName connection, String object) {
        String crm = connections.get(connection.value()).settings().type();
        return RecordType.objects().stream()
                .filter(type -> mappings.find(connection, crm, type)
                        .map(Mapping::object)
                        .filter(object::equals)
                        .isPresent())
                .findFirst();
    }

    @Override
    public Map<String, Collection<String>> contested(
            ConnectionName connection, RecordType type, List<CrmRecord> found) {
        Map<String, Collection<String>> contested = new LinkedHashMap<>();
        if (found.isEmpty()) {
            return contested;
        }
        Map<String, Link> linked = links.byExternalId(
                connection,
                found.get(0).object(),
                found.stream().map(CrmRecord::id).toList());
        if (linked.isEmpty()) {
            return contested;
        }
        FieldPlan plan = plan(connection, type);
        Map<String, HubRecord> known = records.find(
                type, linked.values().stream().map(l -> l.record().id()).toList());
        for (CrmRecord record : found) {
            Link link = linked.get(record.id());
            HubRecord own = link == null ? null : known.get(link.record().id());
            if (link != null && own != null) {
                PullRules rules = new PullRules(plan, record, settings);
                if (rules.isContested(pulled(plan, record, rules, link), own, link)) {
                    contested.put(record.id(), plan.crmFields());
                }
            }
        }
        return contested;
    }

    private Pulled pulled(FieldPlan plan, CrmRecord record, PullMerge merge, Link link) {
        return new Pulled(
                link.record().type(),
                new ExternalId(link.id().connection(), record.object(), record.id()),
                plan.toHub(record),
                record.modifiedAt().orElseGet(clock::instant),
                clock.instant(),
                null,
                List.of(),
                merge,
                link.record(),
                List.of(),
                "link");
    }

    private FieldPlan plan(ConnectionName connection, RecordType type) {
        Connection open = connections.get(connection.value());
        return mappings.plan(connection, open.settings().type(), type);
    }
}
