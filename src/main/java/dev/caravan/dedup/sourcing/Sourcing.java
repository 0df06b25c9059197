package dev.caravan.dedup.sourcing;

import dev.caravan.crm.CrmException;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.dedup.MatchPlan;
import dev.caravan.dedup.RuleLookup;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PresenceStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.MatchRules;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import dev.caravan.problem.WhatNext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says which prospects exist already, in which CRM and in the hub (R88). Stores nothing. */
public final class Sourcing {
    private final Map<String, SourcingSettings> settings;
    private final Supplier<List<SourceConnection>> connections;
    private final Mappings mappings;
    private final MatchKeys keys;
    private final HubComparison hub;
    private final Map<SchemaKey, ObjectSchema> schemas = new ConcurrentHashMap<>();

    private record SchemaKey(ConnectionName connection, String object) {}

    /**
     * @param settings record type to how its prospects are compared
     * @param connections the connections that are switched on, in the order of their names
     * @throws InvalidInputException when the settings name a type that there is not
     */
    public Sourcing(
            Map<String, SourcingSettings> settings,
            Supplier<List<SourceConnection>> connections,
            Mappings mappings,
            MatchKeys keys,
            PresenceStore presence,
            RecordStore records) {
        List<String> types = RecordType.objects().stream().map(RecordType::word).toList();
        for (String type : settings.keySet()) {
            if (!types.contains(type)) {
                throw new InvalidInputException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "caravan.sourcing." + type + " is for no record type. " + NearestName.hint(type, types));
            }
        }
        this.settings = Map.copyOf(settings);
        this.connections = connections;
        this.mappings = mappings;
        this.keys = keys;
        this.hub = new HubComparison(presence, records, keys);
    }

    /**
     * Makes an order ready. Asks a CRM for the names of its fields when a filter names one that is not mapped; a CRM
     * that cannot be asked is named in the answers later.
     *
     * @throws CaravanException when the type is not compared, or a connection, a mapping or the filter is wrong
     */
    public Comparison open(SourcingOrder order) {
        RecordType type = order.type();
        SourcingSettings own = settings.getOrDefault(type.word(), SourcingSettings.USUAL);
        if (!RecordType.objects().contains(type)) {
            throw new InvalidInputException(
                    ErrorCode.RECORD_TYPE_UNKNOWN,
                    "the type " + type.word() + " is not sourced, so it cannot be compared.");
        }
        if (!own.enabled()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "asking who exists already is switched off for the type " + type.word() + ". Set caravan.sourcing."
                            + type.word() + ".enabled=true.");
        }
        List<Comparison.Side> sides = new ArrayList<>();
        Set<KeyRule> hubRules = new LinkedHashSet<>();
        for (SourceConnection connection : wanted(order, own)) {
            side(connection, order, own, hubRules).ifPresent(sides::add);
        }
        if (hubRules.isEmpty()) {
            own.rules(type).ifPresent(all -> all.forEach(r -> hubRules.add(new KeyRule(type, r.fields(), false))));
        }
        if (hubRules.isEmpty() && sides.stream().allMatch(side -> side.failure() == null)) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "there is no rule to compare prospects of the type " + type.word()
                            + " by. Name fields in caravan.sourcing." + type.word() + ".by, or in a mapping's match.");
        }
        String filter = order.filter() == null ? own.filter() : order.filter();
        return new Comparison(
                order,
                List.copyOf(hubRules),
                hub,
                filter == null ? null : Filters.compile(Filters.parse(filter, "the filter")),
                sides);
    }

    private List<SourceConnection> wanted(SourcingOrder order, SourcingSettings own) {
        List<SourceConnection> all = connections.get();
        if (order.in().isEmpty()) {
            return all.stream().filter(c -> own.asks(c.name().value())).toList();
        }
        List<String> known =
                new ArrayList<>(all.stream().map(c -> c.name().value()).toList());
        known.add(SourcingOrder.HUB);
        for (String name : order.in()) {
            if (!known.contains(name)) {
                throw new InvalidInputException(
                        ErrorCode.CONNECTION_UNKNOWN,
                        "unknown connection '" + name + "'. " + NearestName.hint(name, known));
            }
        }
        return all.stream().filter(c -> order.in().contains(c.name().value())).toList();
    }

    /** Empty when the connection has no such records; an order that names it is refused then. */
    private Optional<Comparison.Side> side(
            SourceConnection connection, SourcingOrder order, SourcingSettings own, Set<KeyRule> hubRules) {
        ConnectionName name = connection.name();
        FieldPlan fields;
        try {
            fields = mappings.plan(name, connection.driver(), order.type());
        } catch (CaravanException e) {
            if (!order.in().isEmpty()) {
                throw e;
            }
            return e.code() == ErrorCode.MAPPING_MISSING
                    ? Optional.empty()
                    : Optional.of(new Comparison.Side(connection, "", List.of(), Optional.empty(), e));
        }
        Mapping mapping = fields.mapping();
        List<MatchRules.Rule> rules = own.rules(order.type())
                .orElseGet(() -> mapping.match().rules().stream()
                        .filter(rule -> !rule.fields().contains(MatchRules.LINK))
                        .toList());
        boolean anyExtension = mapping.match().anyDomainExtension();
        rules.forEach(rule -> hubRules.add(new KeyRule(order.type(), rule.fields(), anyExtension)));
        try {
            Optional<CrmCondition> filter = filter(connection, order, own, mapping);
            Condition only = filter.map(CrmCondition::condition).orElseGet(Condition.Everything::new);
            List<RuleLookup> lookups = RuleLookup.of(MatchPlan.of(fields, null, false), rules, keys, only);
            return Optional.of(new Comparison.Side(connection, mapping.object(), lookups, filter, null));
        } catch (CrmException e) {
            if (e.whatNext() instanceof WhatNext.GiveUp) {
                throw e;
            }
            return Optional.of(new Comparison.Side(connection, mapping.object(), List.of(), Optional.empty(), e));
        }
    }

    private Optional<CrmCondition> filter(
            SourceConnection connection, SourcingOrder order, SourcingSettings own, Mapping mapping) {
        String name = connection.name().value();
        @Nullable String text = order.filter() == null ? own.filterOf(name) : order.filter();
        if (text == null) {
            return Optional.empty();
        }
        String where = order.filter() == null
                ? "the filter in caravan.sourcing." + order.type().word()
                : "the filter";
        SchemaKey key = new SchemaKey(connection.name(), mapping.object());
        return Optional.of(new CrmCondition(
                Filters.parse(text, where),
                mapping,
                () -> schemas.computeIfAbsent(key, k -> describe(connection, order, k.object())),
                field -> anew(field, where, key, mapping, () -> describe(connection, order, key.object()))));
    }

    /** The field may be newer than what is known of the object. */
    private String anew(String field, String where, SchemaKey key, Mapping mapping, Supplier<ObjectSchema> describe) {
        ObjectSchema fresh = describe.get();
        schemas.put(key, fresh);
        return CrmCondition.spelled(field, fresh).orElseThrow(() -> {
            Set<String> known =
                    new LinkedHashSet<>(mapping.crmFieldsByHubField().keySet());
            known.addAll(fresh.fields().keySet());
            return new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    where + " names '" + field + "', which " + key.object() + " of '" + key.connection()
                            + "' do not have. " + NearestName.hint(field, known));
        });
    }

    private static ObjectSchema describe(SourceConnection connection, SourcingOrder order, String object) {
        try {
            return connection
                    .ask(object, "describe", 1, order.lane(), crm -> crm.describe(object))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CaravanException known) {
                throw known;
            }
            throw e;
        }
    }
}
