package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.RecordKey;
import dev.caravan.mapping.MatchRules.OnAmbiguous;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the hub's record that a CRM's record is: by its link, by the id that the CRM keeps, else by the match rules.
 */
public final class HubMatch {
    private static final int SHOWN_CANDIDATES = 20;

    private final MatchKeys keys;
    private final Function<ExternalId, @Nullable Link> links;
    private final Function<RecordKey, @Nullable HubRecord> records;
    private final Twins twins;
    private final Reviews reviews;

    /** One that only looks: persons' decisions are not followed, and nothing is put into the review queue. */
    public HubMatch(
            MatchKeys keys,
            Function<ExternalId, @Nullable Link> links,
            Function<RecordKey, @Nullable HubRecord> records,
            Twins twins) {
        this(keys, links, records, twins, Reviews.NONE);
    }

    /**
     * @param links the link of a CRM record, null when it has none
     * @param records a record of the hub, null when there is none
     */
    public HubMatch(
            MatchKeys keys,
            Function<ExternalId, @Nullable Link> links,
            Function<RecordKey, @Nullable HubRecord> records,
            Twins twins,
            Reviews reviews) {
        this.reviews = reviews;
        this.keys = keys;
        this.links = links;
        this.records = records;
        this.twins = twins;
    }

    /** What was found. */
    public sealed interface Answer {
        /** Go on with this; its {@code match} is null when the hub has no such record. */
        record Found(Pulled pulled) implements Answer {}

        /** Several fit, and a person has to choose. */
        record Held(String reason, List<RecordKey> candidates) implements Answer {}

        /** Another record of the CRM stands for it already, or the rules leave it out. */
        record Skipped(String reason) implements Answer {}
    }

    /**
     * Matches one record by the rules of its mapping. A record that a person has to decide on stands in the review
     * queue when this returns; what was decided holds until a field changes that the rules look at.
     */
    public Answer match(Pulled pulled, MatchPlan plan) {
        Link link = links.apply(pulled.id());
        if (link != null) {
            return new Answer.Found(pulled.matched(link.record(), "link"));
        }
        RecordKey own = pulled.match();
        if (own != null && records.apply(own) != null) {
            return new Answer.Found(pulled);
        }
        HubRecord probe = probe(pulled);
        Answer decided = decided(pulled, plan, probe);
        if (decided != null) {
            return decided;
        }
        List<MatchKey> looked = new ArrayList<>();
        for (LadderRule rule : plan.ladder()) {
            MatchKey key = keys.ofRule(probe, rule.wide()).orElse(null);
            if (key == null) {
                continue;
            }
            looked.add(key);
            Answer answer = among(pulled, plan, rule, key);
            if (answer instanceof Answer.Held held) {
                reviews.save(List.of(draft(pulled, plan, probe, held)), List.of());
            }
            if (answer != null) {
                return answer;
            }
        }
        return new Answer.Found(pulled.unmatched(looked));
    }

    /** What a person said about it; null when nobody did, or it was about other values. */
    private @Nullable Answer decided(Pulled pulled, MatchPlan plan, HubRecord probe) {
        RecordKey inCrm = inCrm(pulled);
        ReviewEntry entry = reviews.latest(pulled.id().connection(), Direction.PULL, List.of(inCrm))
                .get(inCrm);
        if (entry == null || !entry.held().matchFields().equals(digest(plan, probe))) {
            return null;
        }
        ReviewDecision decision = entry.decision().orElse(null);
        if (decision instanceof ReviewDecision.Skip) {
            return new Answer.Skipped("a person decided in the review queue to leave it out");
        }
        if (decision instanceof ReviewDecision.Create) {
            return new Answer.Found(pulled.unmatched(List.of()));
        }
        if (decision instanceof ReviewDecision.Link link) {
            RecordKey chosen = new RecordKey(pulled.type(), link.candidate());
            // A chosen record that is gone meanwhile leaves the question open: the rules are asked again.
            return records.apply(chosen) == null ? null : new Answer.Found(pulled.matched(chosen, "review"));
        }
        return null;
    }

    private ReviewEntry.Draft draft(Pulled pulled, MatchPlan plan, HubRecord probe, Answer.Held held) {
        List<ReviewEntry.Candidate> candidates = new ArrayList<>();
        for (RecordKey key : held.candidates()) {
            HubRecord record = records.apply(key);
            if (record != null && candidates.size() < SHOWN_CANDIDATES) {
                candidates.add(new ReviewEntry.Candidate(
                        key.id(), Shown.of(record.fields(), plan.crmFields().keySet())));
            }
        }
        return new ReviewEntry.Draft(
                pulled.id().connection(),
                Direction.PULL,
                inCrm(pulled),
                held.reason(),
                candidates,
                digest(plan, probe),
                null,
                Shown.of(pulled.fields(), pulled.fields().keySet()));
    }

    private String digest(MatchPlan plan, HubRecord probe) {
        return new MatchDigest(keys, plan.ladder()).of(probe);
    }

    private static RecordKey inCrm(Pulled pulled) {
        return new RecordKey(pulled.type(), pulled.id().id());
    }

    private @Nullable Answer among(Pulled pulled, MatchPlan plan, LadderRule rule, MatchKey key) {
        ConnectionName connection = pulled.id().connection();
        Map<RecordKey, @Nullable ExternalId> found = new HashMap<>();
        twins.holders(connection, pulled.type(), List.of(key))
                .forEach(h -> found.put(h.record(), h.link().orElse(null)));
        if (found.isEmpty()) {
            return null;
        }
        Set<RecordKey> free = new LinkedHashSet<>();
        found.keySet().stream()
                .filter(r -> found.get(r) == null)
                .sorted(java.util.Comparator.comparing(RecordKey::id, NaturalOrder.OF_IDS))
                .forEach(free::add);
        if (free.isEmpty()) {
            RecordKey first = found.keySet().iterator().next();
            return new Answer.Skipped(
                    "duplicate of " + found.get(first) + " by " + rule.name() + ", which is linked with " + first);
        }
        if (free.size() == 1) {
            return new Answer.Found(pulled.matched(free.iterator().next(), rule.name()));
        }
        return choose(pulled, plan, rule, List.copyOf(free));
    }

    private Answer choose(Pulled pulled, MatchPlan plan, LadderRule rule, List<RecordKey> candidates) {
        OnAmbiguous onAmbiguous = plan.rules().onAmbiguous();
        List<HubRecord> all = candidates.stream()
                .map(records)
                .filter(java.util.Objects::nonNull)
                .toList();
        String what = candidates.size() + " records of the hub fit by " + rule.name();
        return switch (onAmbiguous) {
            case SKIP -> new Answer.Skipped(what + ", and onAmbiguous is skip");
            case HOLD ->
                new Answer.Held(
                        ErrorCode.MATCH_AMBIGUOUS.code() + " " + what + ". " + ErrorCode.MATCH_AMBIGUOUS.cure(),
                        candidates);
            case OLDEST ->
                found(
                        pulled,
                        rule,
                        all,
                        (a, b) -> a.latest().time().compareTo(b.latest().time()));
            case NEWEST ->
                found(
                        pulled,
                        rule,
                        all,
                        (a, b) -> b.latest().time().compareTo(a.latest().time()));
            case MOST_COMPLETE ->
                found(
                        pulled,
                        rule,
                        all,
                        (a, b) -> Integer.compare(b.fields().size(), a.fields().size()));
        };
    }

    private static Answer found(
            Pulled pulled, LadderRule rule, List<HubRecord> all, java.util.Comparator<HubRecord> first) {
        return all.stream()
                .min(first.thenComparing(r -> r.key().id(), NaturalOrder.OF_IDS))
                .<Answer>map(r -> new Answer.Found(pulled.matched(r.key(), rule.name())))
                .orElseGet(() -> new Answer.Found(pulled));
    }

    private static HubRecord probe(Pulled pulled) {
        Map<String, Object> present = new HashMap<>();
        pulled.fields().forEach((field, value) -> {
            if (value != null) {
                present.put(field, value);
            }
        });
        return HubRecord.of(
                new RecordKey(pulled.type(), "pulled"),
                present,
                pulled.changedAt(),
                pulled.id().connection().value());
    }
}
