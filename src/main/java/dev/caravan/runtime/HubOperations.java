package dev.caravan.runtime;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.ConnectionView;
import dev.caravan.console.operations.DeadLetterDetail;
import dev.caravan.console.operations.DeadLetterFilter;
import dev.caravan.console.operations.DeadLetterView;
import dev.caravan.console.operations.Explanation;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.PushRequest;
import dev.caravan.console.operations.ReplayRequest;
import dev.caravan.console.operations.ReviewDecision;
import dev.caravan.console.operations.ReviewFilter;
import dev.caravan.console.operations.ReviewItem;
import dev.caravan.console.operations.Summary;
import dev.caravan.console.operations.SyncLogFilter;
import dev.caravan.console.operations.SyncLogLine;
import dev.caravan.crm.Connections;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.mapping.Mappings;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Mistake;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetter;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see and do, on the stores of this process. */
final class HubOperations implements Operations {
    private static final Logger AUDIT = LoggerFactory.getLogger("caravan.audit");
    private static final int AT_ONCE = 1_000;

    private final ConnectionViews views;
    private final Connections connections;
    private final RecordStore records;
    private final Intake intake;
    private final SyncLogStore log;
    private final DeadLetterStore letters;
    private final Replay replay;
    private final HeldRecords held;
    private final Explanations explanations;
    private final Mappings mappings;
    private final RunningSwitches switches;

    HubOperations(
            ConnectionViews views,
            Connections connections,
            RecordStore records,
            Intake intake,
            SyncLogStore log,
            DeadLetterStore letters,
            Replay replay,
            HeldRecords held,
            Explanations explanations,
            Mappings mappings,
            RunningSwitches switches) {
        this.views = views;
        this.connections = connections;
        this.records = records;
        this.intake = intake;
        this.log = log;
        this.letters = letters;
        this.replay = replay;
        this.held = held;
        this.explanations = explanations;
        this.mappings = mappings;
        this.switches = switches;
    }

    @Override
    public Summary summary() {
        return views.summary(letters.open(), held.open());
    }

    @Override
    public List<ConnectionView> connections() {
        return views.all();
    }

    @Override
    public Page<SyncLogLine> syncLog(SyncLogFilter filter) {
        int limit = filter.page().limit();
        var lines = log.find(new dev.caravan.synclog.SyncLogFilter(
                filter.connection(),
                filter.type() == null ? null : filter.type().word(),
                filter.key(),
                filter.outcomes(),
                filter.direction() == null ? null : filter.direction().word(),
                filter.since(),
                filter.until(),
                cursor(filter.page()),
                limit));
        List<SyncLogLine> page = lines.stream().map(Explanations::line).toList();
        return new Page<>(
                page,
                next(
                        limit,
                        page.size(),
                        page.isEmpty() ? 0 : page.get(page.size() - 1).id()));
    }

    @Override
    public Page<DeadLetterView> deadLetters(DeadLetterFilter filter) {
        int limit = filter.page().limit();
        List<DeadLetterView> page = letters.find(stored(filter, limit, cursor(filter.page()))).stream()
                .map(HubOperations::view)
                .toList();
        return new Page<>(
                page,
                next(
                        limit,
                        page.size(),
                        page.isEmpty() ? 0 : page.get(page.size() - 1).id()));
    }

    @Override
    public Optional<DeadLetterDetail> deadLetter(long id) {
        return letters.find(id)
                .map(l -> new DeadLetterDetail(
                        view(l), Explanations.withoutNulls(l.original()), Explanations.withoutNulls(l.trail())));
    }

    @Override
    public Accepted replay(ReplayRequest request, String by) {
        List<Long> ids;
        if (request instanceof ReplayRequest.Ids named) {
            ids = named.ids();
        } else {
            dev.caravan.synclog.deadletter.DeadLetterFilter filter = request instanceof ReplayRequest.Matching matching
                    ? stored(matching.filter(), Integer.MAX_VALUE, null)
                    : dev.caravan.synclog.deadletter.DeadLetterFilter.open(Integer.MAX_VALUE);
            ids = letters.find(filter).stream().map(DeadLetter::id).toList();
        }
        long count = 0;
        for (int i = 0; i < ids.size(); i += AT_ONCE) {
            count += replay.replay(ids.subList(i, Math.min(ids.size(), i + AT_ONCE)));
        }
        AUDIT.info("{} replayed {} dead letters", by, count);
        return new Accepted(count);
    }

    @Override
    public Page<ReviewItem> review(ReviewFilter filter) {
        return held.page(filter);
    }

    @Override
    public Accepted decide(long id, ReviewDecision decision, String by) {
        Accepted accepted = held.decide(id, decision, by);
        AUDIT.info("{} decided review {}", by, id);
        return accepted;
    }

    @Override
    public Optional<Explanation> explain(RecordKey record) {
        return explanations.of(record);
    }

    @Override
    public Accepted push(PushRequest request, String by) {
        ConnectionName connection =
                connections.get(request.connection().value()).name();
        String reason = (request.all() ? "all pushed by " : ChangeMark.PUSHED_BY) + by;
        long count = 0;
        if (request.all()) {
            String after = "";
            List<HubRecord> page = records.page(request.type(), after, AT_ONCE);
            while (!page.isEmpty()) {
                List<String> ids = page.stream().map(r -> r.key().id()).toList();
                intake.push(connection, request.type(), ids, reason, Lane.BACKFILL);
                count += ids.size();
                page = records.page(request.type(), ids.get(ids.size() - 1), AT_ONCE);
            }
        } else {
            List<String> known = new ArrayList<>();
            for (int i = 0; i < request.ids().size(); i += AT_ONCE) {
                List<String> part =
                        request.ids().subList(i, Math.min(request.ids().size(), i + AT_ONCE));
                known.addAll(records.find(request.type(), part).keySet());
            }
            if (known.isEmpty()) {
                throw new InvalidInputException(
                        ErrorCode.RECORD_NOT_FOUND,
                        "the hub has none of the named " + request.type().word() + " records.");
            }
            intake.push(connection, request.type(), known, reason, Lane.LIVE);
            count = known.size();
        }
        AUDIT.info("{} marked {} {} records for {}", by, count, request.type().word(), connection);
        return new Accepted(count);
    }

    @Override
    public Accepted enable(ConnectionName connection, String by) {
        boolean goesOn = switches.enable(connection);
        AUDIT.info("{} let {} go on", by, connection);
        return new Accepted(goesOn ? 1 : 0);
    }

    @Override
    public Accepted disable(ConnectionName connection, String by) {
        boolean wasOn = switches.disable(connection, by);
        AUDIT.info("{} switched {} off", by, connection);
        return new Accepted(wasOn ? 1 : 0);
    }

    @Override
    public List<Mistake> mappingProblems() {
        return mappings.problems();
    }

    private static dev.caravan.synclog.deadletter.DeadLetterFilter stored(
            DeadLetterFilter f, int limit, @Nullable Long before) {
        return new dev.caravan.synclog.deadletter.DeadLetterFilter(
                f.connection(),
                f.type() == null ? null : f.type().word(),
                f.code(),
                f.route(),
                "open",
                f.since(),
                f.until(),
                before,
                limit);
    }

    private static DeadLetterView view(DeadLetter l) {
        return new DeadLetterView(
                l.id(),
                l.connection(),
                l.type(),
                l.recordId(),
                l.direction(),
                l.route(),
                l.code(),
                l.error(),
                l.cure(),
                l.at(),
                l.status().equals("open") ? 0 : 1);
    }

    static @Nullable Long cursor(PageRequest page) {
        if (page.cursor() == null) {
            return null;
        }
        try {
            return Long.valueOf(page.cursor());
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID,
                    "the cursor is not one that a page before gave. Leave it out to start anew.");
        }
    }

    static @Nullable String next(int limit, int size, long last) {
        return size < limit ? null : Long.toString(last);
    }
}
