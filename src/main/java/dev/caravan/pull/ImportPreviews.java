package dev.caravan.pull;

import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.Lane;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.MatchRules;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.WhatNext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at what imports would bring, and at the lists there are. Stores nothing. */
public final class ImportPreviews {
    private static final int SHOWN = 10;
    /** A CRM may find pages of records of which few meet the filter. */
    private static final int PAGES = 20;

    private final Function<ConnectionName, AskedCrm> connections;
    private final Mappings mappings;
    private final LinkStore links;
    private final RecordStore records;
    private final MatchKeys keys;
    private final Clock clock;

    public ImportPreviews(
            Function<ConnectionName, AskedCrm> connections,
            Mappings mappings,
            LinkStore links,
            RecordStore records,
            MatchKeys keys,
            Clock clock) {
        this.connections = connections;
        this.mappings = mappings;
        this.links = links;
        this.records = records;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * How many records an order would bring, and the first of them.
     *
     * @throws CaravanException when the order is wrong or the CRM cannot be asked
     */
    public ImportPreview of(ImportOrder order) {
        Listing listing = Listing.of(order, connections.apply(order.connection()), mappings, Lane.LIVE);
        SearchPage page = listing.page(null);
        List<CrmRecord> found = new ArrayList<>(page.records());
        boolean isWhole = page.next().isEmpty();
        for (int more = 1; more < PAGES && found.size() < SHOWN && page.next().isPresent(); more++) {
            page = listing.page(page.next().get());
            found.addAll(page.records());
            isWhole = page.next().isEmpty();
        }
        List<CrmRecord> shown = found.subList(0, Math.min(SHOWN, found.size()));
        Map<String, RecordKey> linked = links.recordsOf(
                order.connection(),
                listing.object(),
                shown.stream().map(CrmRecord::id).toList());
        return new ImportPreview(
                listing.object(),
                isWhole ? Long.valueOf(found.size()) : listing.total(),
                shown.stream()
                        .map(r -> sample(order.type(), listing.plan(), r, linked.get(r.id())))
                        .toList());
    }

    /**
     * Checks against the CRM what an order names; passes when the CRM cannot be asked now.
     *
     * @throws CaravanException when the mapping, the filter or the list is wrong
     */
    public void check(ImportOrder order) {
        try {
            Listing.of(order, connections.apply(order.connection()), mappings, Lane.LIVE);
        } catch (CrmException e) {
            if (e.whatNext() instanceof WhatNext.GiveUp) {
                throw e;
            }
        }
    }

    /** The lists and views that people saved in the CRM for records of a type. */
    public List<SavedList> lists(ConnectionName connection, RecordType type) {
        AskedCrm crm = connections.apply(connection);
        String object = mappings.plan(connection, crm.driver(), type).mapping().object();
        return crm.ask(object, "lists", Lane.LIVE, c -> c.lists(object));
    }

    private ImportPreview.Sample sample(RecordType type, FieldPlan plan, CrmRecord record, @Nullable RecordKey linked) {
        Map<String, @Nullable Object> hub;
        try {
            hub = plan.toHub(record);
        } catch (CaravanException e) {
            String id = linked == null ? null : linked.id();
            return new ImportPreview.Sample(
                    record.id(),
                    record.fields(),
                    Map.of(),
                    id,
                    linked == null ? "" : "link",
                    String.valueOf(e.getMessage()));
        }
        if (linked != null) {
            return new ImportPreview.Sample(record.id(), record.fields(), hub, linked.id(), "link", "");
        }
        HubRecord probe = probe(type, hub);
        Optional<Known> known = known(plan, probe);
        // R83: without an identifier the record can be told from no other.
        String problem = keys.of(probe).isEmpty() && type != RecordType.DEAL
                ? "has no identifier: no e-mail, LinkedIn page, phone or domain, and no full name with a company"
                : "";
        return new ImportPreview.Sample(
                record.id(),
                record.fields(),
                hub,
                known.map(Known::id).orElse(null),
                known.map(Known::rule).orElse(""),
                problem);
    }

    private record Known(String id, String rule) {}

    private Optional<Known> known(FieldPlan plan, HubRecord probe) {
        MatchRules match = plan.mapping().match();
        for (MatchRules.Rule rule : match.rules()) {
            if (!rule.fields().contains(MatchRules.LINK)) {
                KeyRule keyRule = new KeyRule(probe.key().type(), rule.fields(), match.anyDomainExtension());
                Optional<MatchKey> key = keys.ofRule(probe, keyRule);
                List<HubRecord> found =
                        key.map(k -> records.byKey(probe.key().type(), k, 1)).orElse(List.of());
                if (!found.isEmpty()) {
                    return Optional.of(new Known(found.get(0).key().id(), rule.name()));
                }
            }
        }
        return Optional.empty();
    }

    private HubRecord probe(RecordType type, Map<String, @Nullable Object> hub) {
        Map<String, Object> present = new HashMap<>();
        hub.forEach((field, value) -> {
            if (value != null) {
                present.put(field, value);
            }
        });
        return HubRecord.of(new RecordKey(type, "preview"), present, clock.instant(), "preview");
    }
}
