package dev.caravan.dedup;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.Question;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Settlement;
import dev.caravan.hub.SettlementLog;
import dev.caravan.hub.Verdicts;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The review queue as settlements see it: a record that is held without its company comes in, one that is settled in
 * any other way goes out, and one whose company has come is worked on again.
 */
public final class ReviewHolds implements SettlementLog, Verdicts {
    private final ReviewStore store;
    private final Intake intake;

    /** @param intake marks records again whose company has come */
    public ReviewHolds(ReviewStore store, Intake intake) {
        this.store = store;
        this.intake = intake;
    }

    @Override
    public Optional<Verdict> of(ChangeMark mark, Question question) {
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
    public void settled(Tx tx, Settlement s) throws SQLException {
        ChangeMark mark = s.mark();
        long now = s.at().toEpochMilli();
        if (s.outcome() instanceof Outcome.Held held) {
            Question question = held.question();
            if (question != null) {
                ReviewStore.open(tx, draft(mark, held.message(), question), now);
            }
            return;
        }
        ReviewStore.close(tx, mark.connection(), mark.direction(), mark.record(), now);
        if (mark.type() == RecordType.COMPANY) {
            companyCame(tx, s, now);
        }
    }

    private static ReviewEntry.Draft draft(ChangeMark mark, String reason, Question question) {
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

    /** Both sides have the company now: who waited for it on either way goes on. */
    private void companyCame(Tx tx, Settlement s, long now) throws SQLException {
        ConnectionName connection = s.mark().connection();
        RecordKey hub = s.about();
        String external = s.mark().direction() == Direction.PULL ? s.mark().key() : externalId(s);
        boolean isThere = s.outcome() instanceof Outcome.Created
                || s.outcome() instanceof Outcome.Updated
                || s.outcome() instanceof Outcome.Unchanged;
        if (!isThere || hub == null || external == null) {
            return;
        }
        String forPush = ChangeMark.waitsFor(Direction.PUSH, RecordType.COMPANY, hub.id());
        String forPull = ChangeMark.waitsFor(Direction.PULL, RecordType.COMPANY, external);
        for (ReviewEntry entry : ReviewStore.waiting(tx, connection, forPush, forPull)) {
            ReviewEntry.Draft held = entry.held();
            RecordKey record = held.record();
            ReviewStore.close(tx, connection, held.direction(), record, now);
            intake.mark(tx, connection, held.direction(), record.type(), record.id(), "its company came", Lane.LIVE);
        }
    }

    /** The CRM's company of a push that linked it; a push that found it linked has nothing new to tell. */
    private static @Nullable String externalId(Settlement s) {
        return s.link() == null ? null : s.link().id().id();
    }
}
