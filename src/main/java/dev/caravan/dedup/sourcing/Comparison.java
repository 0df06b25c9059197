package dev.caravan.dedup.sourcing;

import dev.caravan.dedup.RuleLookup;
import dev.caravan.filter.Filter;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.RecordKey;
import dev.caravan.problem.CaravanException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An order made ready: everything about it that does not depend on the prospects was checked. Safe for use by several
 * threads; calls block while the CRMs are asked, all of them at the same time.
 */
public final class Comparison {
    /** So many prospects are worth being answered together. */
    public static final int BATCH = 1_000;

    private final SourcingOrder order;
    private final List<KeyRule> hubRules;
    private final HubComparison hub;
    private final @Nullable Filter hubFilter;
    private final List<Side> sides;

    /**
     * One connection that is asked.
     *
     * @param failure why it cannot be asked at all; null when it can
     */
    record Side(
            SourceConnection connection,
            String object,
            List<RuleLookup> rules,
            Optional<CrmCondition> filter,
            @Nullable CaravanException failure) {}

    /**
     * @param hubFilter what a record of the hub has to meet, in the hub's names, where no CRM is asked by a filter;
     *     null for nothing
     */
    Comparison(
            SourcingOrder order,
            List<KeyRule> hubRules,
            HubComparison hub,
            @Nullable Filter hubFilter,
            List<Side> sides) {
        this.order = order;
        this.hubRules = List.copyOf(hubRules);
        this.hub = hub;
        this.hubFilter = hubFilter;
        this.sides = List.copyOf(sides);
    }

    /** The connections that are asked. */
    public List<ConnectionName> asked() {
        return sides.stream().map(side -> side.connection().name()).toList();
    }

    /** One answer per prospect, in their order. A CRM that cannot be asked is named in the answers. */
    public List<ProspectAnswer> answer(List<Prospect> prospects) {
        Set<String> compared = new LinkedHashSet<>();
        hubRules.forEach(rule -> compared.addAll(rule.fields()));
        List<HubRecord> records = new ArrayList<>(prospects.size());
        for (Prospect prospect : prospects) {
            records.add(prospect.record(order.type(), records.size(), compared));
        }
        Map<RecordKey, HubComparison.Held> held = hub.of(records, hubRules, this::counts);
        List<CompletableFuture<Map<RecordKey, CrmComparison.Finding>>> asked =
                sides.stream().map(side -> ask(side, records, held)).toList();
        List<Map<RecordKey, CrmComparison.Finding>> findings =
                asked.stream().map(CompletableFuture::join).toList();
        List<ProspectAnswer> answers = new ArrayList<>(prospects.size());
        for (int i = 0; i < prospects.size(); i++) {
            answers.add(answer(prospects.get(i), records.get(i).key(), held, findings));
        }
        return answers;
    }

    private static ProspectAnswer answer(
            Prospect prospect,
            RecordKey key,
            Map<RecordKey, HubComparison.Held> held,
            List<Map<RecordKey, CrmComparison.Finding>> findings) {
        List<ProspectAnswer.InCrm> in = new ArrayList<>();
        List<ProspectAnswer.Unknown> unknown = new ArrayList<>();
        for (Map<RecordKey, CrmComparison.Finding> each : findings) {
            CrmComparison.Finding finding = each.get(key);
            if (finding != null) {
                in.addAll(finding.in());
                finding.unknown().ifPresent(unknown::add);
            }
        }
        HubComparison.Held own = held.get(key);
        return ProspectAnswer.of(
                prospect,
                in,
                Optional.ofNullable(own)
                        .map(h -> new ProspectAnswer.InHub(h.record().id(), h.rule())),
                own != null && own.counts(),
                unknown);
    }

    private CompletableFuture<Map<RecordKey, CrmComparison.Finding>> ask(
            Side side, List<HubRecord> records, Map<RecordKey, HubComparison.Held> held) {
        CaravanException failure = side.failure();
        if (failure != null) {
            CrmComparison.Finding unknown = new CrmComparison.Finding(
                    List.of(),
                    Optional.of(new ProspectAnswer.Unknown(
                            side.connection().name().value(),
                            failure.code().code(),
                            String.valueOf(failure.getMessage()))));
            Map<RecordKey, CrmComparison.Finding> all = new HashMap<>();
            records.forEach(record -> all.put(record.key(), unknown));
            return CompletableFuture.completedFuture(all);
        }
        Map<RecordKey, CrmComparison.Linked> links = new HashMap<>();
        held.forEach((key, own) -> {
            List<ExternalId> there = own.links().stream()
                    .filter(id -> id.connection().equals(side.connection().name())
                            && id.object().equals(side.object()))
                    .toList();
            if (!there.isEmpty()) {
                links.put(key, new CrmComparison.Linked(there, own.rule()));
            }
        });
        return new CrmComparison(side.connection(), side.rules(), side.filter(), order.lane()).of(records, links);
    }

    /** A record of the hub counts when it would count in one of the CRMs that are asked. */
    private boolean counts(HubRecord record) {
        Filter plain = hubFilter;
        if (plain == null) {
            return true;
        }
        List<CrmCondition> filters =
                sides.stream().flatMap(side -> side.filter().stream()).toList();
        return filters.isEmpty()
                ? plain.test(record::value)
                : filters.stream().anyMatch(filter -> filter.holds(record));
    }
}
