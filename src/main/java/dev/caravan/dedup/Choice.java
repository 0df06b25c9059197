package dev.caravan.dedup;

import dev.caravan.crm.Connection;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordKey;
import dev.caravan.mapping.MatchRules.OnAmbiguous;
import dev.caravan.problem.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Decides for a record that at least one CRM record fits. Remembers who took which, so that a batch never gives one to
 * two records.
 */
final class Choice {
    private static final int SHOWN_CANDIDATES = 20;
    private static final int NAMED_IDS = 5;

    private final Connection connection;
    private final MatchPlan plan;
    private final TieBreak tieBreak;
    private final BiPredicate<ConnectionName, RecordKey> begun;
    private final Map<String, RecordKey> taken = new HashMap<>();

    /** @param begun whether a create of a record was begun whose end nobody knows */
    Choice(Connection connection, MatchPlan plan, TieBreak tieBreak, BiPredicate<ConnectionName, RecordKey> begun) {
        this.begun = begun;
        this.connection = connection;
        this.plan = plan;
        this.tieBreak = tieBreak;
    }

    /**
     * @param how the rule by which they fit
     * @param owners the hub records that CRM records are linked with
     */
    Decision among(HubRecord record, String how, Candidates candidates, Map<String, RecordKey> owners) {
        List<CrmRecord> free = candidates.records().stream()
                .filter(c -> record.key().equals(owners.getOrDefault(c.id(), record.key())))
                .toList();
        Optional<CrmRecord> own =
                free.stream().filter(c -> carriesId(record, c)).findFirst();
        if (own.isPresent()) {
            return take(record, Match.UNIQUE_FIELD, own.get(), "found by " + how + ", and it carries the record's id");
        }
        if (free.isEmpty() && !candidates.isCut()) {
            String id = candidates.records().get(0).id();
            return new Decision.Skipped(
                    record.key(),
                    TwinCheck.duplicateOf(
                            Objects.requireNonNull(owners.get(id)),
                            new ExternalId(connection.name(), plan.object(), id)));
        }
        if (candidates.isCut()) {
            return held(record, free, how + " fits more records of " + object() + " than can be looked at");
        }
        if (free.size() > 1) {
            return amongSeveral(record, how, free);
        }
        return begun.test(connection.name(), record.key())
                ? take(record, Match.BEGUN, free.get(0), "found by " + how + ", after a create without an answer")
                : take(record, how, free.get(0), "found by " + how);
    }

    private boolean carriesId(HubRecord record, CrmRecord candidate) {
        return plan.idField() != null
                && record.key().id().equals(String.valueOf(candidate.fields().get(plan.idField())));
    }

    private Decision amongSeveral(HubRecord record, String how, List<CrmRecord> free) {
        OnAmbiguous policy = plan.rules().onAmbiguous();
        String several = how + " fits " + free.size() + " records of " + object() + ": " + ids(free);
        if (policy == OnAmbiguous.HOLD) {
            return held(record, free, several);
        }
        if (policy == OnAmbiguous.SKIP) {
            return new Decision.Skipped(record.key(), several + ", and the mapping says to skip such records");
        }
        CrmRecord chosen = tieBreak.choose(
                policy, object(), connection.crm(), free, plan.crmFields().values());
        String word = policy.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return take(record, how, chosen, several + ", taken is the " + word + ": " + chosen.id());
    }

    private Decision take(HubRecord record, String how, CrmRecord chosen, String reason) {
        RecordKey first = taken.putIfAbsent(chosen.id(), record.key());
        if (first != null && !first.equals(record.key())) {
            return new Decision.Waits(record.key(), first, "both fit " + object() + " " + chosen.id());
        }
        return new Decision.Found(new Match(record, connection.name(), null, chosen, how), reason);
    }

    private Decision held(HubRecord record, List<CrmRecord> free, String what) {
        return new Decision.Held(
                record.key(),
                ErrorCode.MATCH_AMBIGUOUS.code() + " " + what + ". " + ErrorCode.MATCH_AMBIGUOUS.cure(),
                free.stream()
                        .limit(SHOWN_CANDIDATES)
                        .map(c -> new ReviewEntry.Candidate(c.id(), Shown.of(c.fields(), plan.reads())))
                        .toList());
    }

    private static String ids(List<CrmRecord> records) {
        String named = records.stream().limit(NAMED_IDS).map(CrmRecord::id).collect(Collectors.joining(", "));
        return records.size() > NAMED_IDS ? named + " and more" : named;
    }

    private String object() {
        return connection.name() + " " + plan.object();
    }
}
