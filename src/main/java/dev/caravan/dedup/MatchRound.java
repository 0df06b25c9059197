package dev.caravan.dedup;

import dev.caravan.crm.Connection;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One batch of records on its way down the ladder: each rule is asked for all that are still undecided. Used once, by
 * one thread.
 */
final class MatchRound {
    private final Connection connection;
    private final MatchPlan plan;
    private final List<HubRecord> asked;
    private final MatchKeys keys;
    private final Links links;
    private final Reviews reviews;
    private final List<LadderRule> ladder;
    private final MatchDigest digest;
    private final Choice choice;
    private final Map<RecordKey, HubRecord> undecided = new LinkedHashMap<>();
    private final Map<RecordKey, Decision> decisions = new HashMap<>();
    /** Records of which a person said that they are new: what fits them in the CRM does not count. */
    private final Set<RecordKey> newForCertain = new HashSet<>();

    private Map<RecordKey, ReviewEntry> entries = Map.of();

    MatchRound(
            Connection connection,
            MatchPlan plan,
            List<HubRecord> records,
            MatchKeys keys,
            Links links,
            Reviews reviews,
            TieBreak tieBreak,
            BiPredicate<ConnectionName, RecordKey> begun) {
        this.connection = connection;
        this.plan = plan;
        this.asked = records;
        this.keys = keys;
        this.links = links;
        this.reviews = reviews;
        this.ladder = plan.ladder();
        this.digest = new MatchDigest(keys, ladder);
        this.choice = new Choice(connection, plan, tieBreak, begun);
        records.forEach(r -> undecided.put(r.key(), r));
    }

    List<Decision> run(Twins twins, boolean keep) {
        Collection<HubRecord> batch = List.copyOf(undecided.values());
        Map<RecordKey, Link> linked = links.find(name(), List.copyOf(undecided.keySet()));
        Map<String, CrmRecord> current = read(linked.values().stream()
                .filter(plan.needsCurrent())
                .map(link -> link.id().id())
                .collect(Collectors.toSet()));
        linked.forEach((key, link) ->
                decide(found(record(key), link, current.get(link.id().id()), "link", "linked with " + link.id())));
        if (!undecided.isEmpty()) {
            entries = reviews.latest(name(), Direction.PUSH, List.copyOf(undecided.keySet()));
            TwinCheck twinCheck = TwinCheck.of(name(), keys, twins, ladder, batch, linked);
            followPersons();
            for (LadderRule rule : ladder) {
                descend(rule, twinCheck);
            }
            String reason = nothingFound();
            List.copyOf(undecided.values()).forEach(r -> decide(found(r, null, null, how(r), reason)));
            if (keep) {
                updateQueue();
            }
        }
        return asked.stream()
                .map(r -> Objects.requireNonNull(decisions.get(r.key())))
                .toList();
    }

    private void descend(LadderRule rule, TwinCheck twinCheck) {
        for (HubRecord record : List.copyOf(undecided.values())) {
            twinCheck.check(record, rule).ifPresent(this::decide);
        }
        List<HubRecord> open = twinCheck.inLine(undecided.values()).stream()
                .filter(r -> !newForCertain.contains(r.key()))
                .toList();
        if (open.isEmpty() || rule.crmField() == null) {
            return;
        }
        Map<RecordKey, Candidates> candidates = new CandidateSearch(connection.crm(), plan, keys).find(rule, open);
        Map<String, RecordKey> owners = ownersOf(candidates.values());
        for (HubRecord record : open) {
            Candidates own = candidates.get(record.key());
            if (own != null) {
                decide(choice.among(record, rule.name(), own, owners));
            }
        }
    }

    /**
     * Decisions of persons hold as long as the fields that the rules look at stay as they were; those about a create
     * without an answer hold for good.
     */
    private void followPersons() {
        Map<RecordKey, String> chosen = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            HubRecord record = undecided.get(key);
            ReviewEntry.Draft held = entry.held();
            if (record == null || !held.isUnanswered() && !held.matchFields().equals(digest.of(record))) {
                return;
            }
            ReviewDecision decision = entry.decision().orElse(null);
            if (decision instanceof ReviewDecision.Skip) {
                decide(new Decision.Skipped(key, "a person decided in the review queue to leave it out"));
            } else if (decision instanceof ReviewDecision.Create) {
                newForCertain.add(key);
            } else if (decision instanceof ReviewDecision.Link link) {
                chosen.put(key, link.candidate());
            }
        });
        if (!chosen.isEmpty()) {
            followLinks(chosen);
        }
    }

    private void followLinks(Map<RecordKey, String> chosen) {
        Map<String, CrmRecord> current = read(new LinkedHashSet<>(chosen.values()));
        Map<String, RecordKey> owners = links.owners(name(), plan.object(), current.keySet());
        chosen.forEach((key, id) -> {
            CrmRecord it = current.get(id);
            // A chosen record that is gone meanwhile leaves the question open: the rules are asked again.
            if (it != null && !it.archived()) {
                decide(choice.among(record(key), "review", new Candidates(List.of(it), false), owners));
            }
        });
    }

    private Map<String, CrmRecord> read(Collection<String> ids) {
        Map<String, CrmRecord> current = new HashMap<>();
        List<String> all = List.copyOf(ids);
        int most = Math.max(1, connection.crm().limits().readBatch());
        for (int from = 0; from < all.size(); from += most) {
            List<String> some = all.subList(from, Math.min(all.size(), from + most));
            connection.crm().read(plan.object(), some, plan.reads()).forEach(r -> current.put(r.id(), r));
        }
        return current;
    }

    private Map<String, RecordKey> ownersOf(Collection<Candidates> candidates) {
        List<String> ids = candidates.stream()
                .flatMap(c -> c.records().stream())
                .map(CrmRecord::id)
                .distinct()
                .toList();
        return ids.isEmpty() ? Map.of() : links.owners(name(), plan.object(), ids);
    }

    private void updateQueue() {
        List<ReviewEntry.Draft> held = new ArrayList<>();
        List<Long> obsolete = new ArrayList<>();
        for (HubRecord record : asked) {
            Decision decision = decisions.get(record.key());
            ReviewEntry entry = entries.get(record.key());
            if (decision instanceof Decision.Held it) {
                held.add(new ReviewEntry.Draft(name(), record.key(), it.reason(), it.candidates(), digest.of(record)));
            } else if (entry != null
                    && entry.isOpen()
                    && !entry.held().isUnanswered()
                    && !(decision instanceof Decision.Waits)) {
                obsolete.add(entry.id());
            }
        }
        if (!held.isEmpty() || !obsolete.isEmpty()) {
            reviews.save(held, obsolete);
        }
    }

    private String nothingFound() {
        List<String> asked = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (LadderRule rule : ladder) {
            if (rule.unmapped().isEmpty()) {
                asked.add(rule.name());
            } else {
                leftOut.add(rule.name() + " (" + String.join(", ", rule.unmapped()) + " not mapped)");
            }
        }
        String reason = asked.isEmpty() ? "no match rule applies" : "nothing found by " + String.join(", ", asked);
        return leftOut.isEmpty() ? reason : reason + "; left out: " + String.join(", ", leftOut);
    }

    private String how(HubRecord record) {
        return newForCertain.contains(record.key()) ? "review" : "none";
    }

    private Decision found(
            HubRecord record, @Nullable Link link, @Nullable CrmRecord current, String how, String reason) {
        return new Decision.Found(new Match(record, name(), link, current, how), reason);
    }

    private void decide(Decision decision) {
        undecided.remove(decision.record());
        decisions.put(decision.record(), decision);
    }

    private HubRecord record(RecordKey key) {
        return Objects.requireNonNull(undecided.get(key));
    }

    private ConnectionName name() {
        return connection.name();
    }
}
