package dev.caravan.dedup;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.Question;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Settlement;
import dev.caravan.hub.SettlementLog;
import dev.caravan.hub.Verdicts;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The review queue as settlements see it: a record that is held without its company, or because an earlier try to
 * create it had no answer, comes in; one that is settled in any other way goes out, and one whose company has come is
 * worked on again.
 */
public final class ReviewHolds implements SettlementLog, Verdicts {
    private static final int SHOWN_CANDIDATES = 20;

    private final ReviewStore store;
    private final Intake intake;

    /** @param intake marks records again whose company has come */
    public ReviewHolds(ReviewStore store, Intake intake) {
        this.store = store;
        this.intake = intake;
    }

    @Override
    public Optional<Verdict> of(ChangeMark mark, Question.MissingCompany question) {
        ReviewDecision decision = store.latest(
                        mark.connection(), mark.direction(), mark.record(), question.waitsFor(mark.direction()))
                .flatMap(ReviewEntry::decision)
                .orElse(null);
        if (decision instanceof ReviewDecision.Create) {
            return Optional.of(Verdict.GO_ON);
        }
        return decision instanceof ReviewDecision.Skip ? Optional.of(Verdict.LEAVE_OUT) : Optional.empty();
    }

    @Override
    public void settled(Tx tx, List<Settlement> settlements) throws SQLException {
        Map<MarkKind, List<String>> decided = new LinkedHashMap<>();
        Map<ConnectionName, List<String>> came = new LinkedHashMap<>();
        for (Settlement s : settlements) {
            ChangeMark mark = s.mark();
            if (s.outcome() instanceof Outcome.Held held) {
                if (held.question() != null) {
                    ReviewStore.open(tx, draft(mark, held.message(), held.question()), s.at().toEpochMilli());
                }
            } else {
                decided.computeIfAbsent(mark.kind(), kind -> new ArrayList<>()).add(mark.key());
                came.computeIfAbsent(mark.connection(), name -> new ArrayList<>())
                        .addAll(companyThatCame(s));
            }
        }
        long now = settlements.isEmpty() ? 0 : settlements.get(0).at().toEpochMilli();
        for (Map.Entry<MarkKind, List<String>> each : decided.entrySet()) {
            ReviewStore.close(tx, each.getKey(), each.getValue(), now);
        }
        for (Map.Entry<ConnectionName, List<String>> each : came.entrySet()) {
            goOn(tx, each.getKey(), each.getValue(), now);
        }
    }

    private static ReviewEntry.Draft draft(ChangeMark mark, String reason, Question question) {
        return question instanceof Question.WhichOne which
                ? new ReviewEntry.Draft(
                        mark.connection(), mark.record(), reason, candidates(which), ReviewEntry.Draft.ANY_VALUES)
                : waiting(mark, reason, (Question.MissingCompany) question);
    }

    private static List<ReviewEntry.Candidate> candidates(Question.WhichOne which) {
        return which.candidates().stream()
                .limit(SHOWN_CANDIDATES)
                .map(c -> new ReviewEntry.Candidate(
                        c.id(), Shown.of(c.fields(), c.fields().keySet())))
                .toList();
    }

    private static ReviewEntry.Draft waiting(ChangeMark mark, String reason, Question.MissingCompany question) {
        return new ReviewEntry.Draft(
                mark.connection(),
                mark.direction(),
                mark.record(),
                reason,
                List.of(),
                "",
                question.waitsFor(mark.direction()),
                Shown.of(question.shown(), question.shown().keySet()));
    }

    /** What records wait for while a company is missing on one of both sides; none unless both have it now. */
    private static List<String> companyThatCame(Settlement s) {
        RecordKey hub = s.about();
        String external = s.mark().direction() == Direction.PULL ? s.mark().key() : externalId(s);
        boolean isThere = s.outcome() instanceof Outcome.Created
                || s.outcome() instanceof Outcome.Updated
                || s.outcome() instanceof Outcome.Unchanged;
        if (s.mark().type() != RecordType.COMPANY || !isThere || hub == null || external == null) {
            return List.of();
        }
        return List.of(
                ChangeMark.waitsFor(Direction.PUSH, RecordType.COMPANY, hub.id()),
                ChangeMark.waitsFor(Direction.PULL, RecordType.COMPANY, external));
    }

    /** Who waited for one of them on either way is worked on again. */
    private void goOn(Tx tx, ConnectionName connection, List<String> companies, long now) throws SQLException {
        for (ReviewEntry entry : ReviewStore.waiting(tx, connection, companies)) {
            ReviewEntry.Draft held = entry.held();
            RecordKey record = held.record();
            ReviewStore.close(tx, new MarkKind(connection, held.direction(), record.type()), List.of(record.id()), now);
            intake.mark(tx, connection, held.direction(), record.type(), record.id(), "its company came", Lane.LIVE);
        }
    }

    /** The CRM's company of a push that linked it; a push that found it linked has nothing new to tell. */
    private static @Nullable String externalId(Settlement s) {
        return s.link() == null ? null : s.link().id().id();
    }
}
