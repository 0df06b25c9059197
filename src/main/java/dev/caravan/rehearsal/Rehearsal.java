package dev.caravan.rehearsal;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Link;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Says what the next pushes and pulls would change. Changes nothing, neither in the hub nor in a CRM. */
public final class Rehearsal {
    private final PlanSources sources;
    private final WorkedRoutes.Opener routes;
    private final Clock clock;

    public Rehearsal(PlanSources sources, WorkedRoutes.Opener routes, Clock clock) {
        this.sources = sources;
        this.routes = routes;
        this.clock = clock;
    }

    /**
     * Plans: pulls before pushes, since what is pulled changes what is pushed, and companies before what belongs to
     * them.
     *
     * @param sink gets each record as soon as it is known, in the order in which a plan is applied
     * @throws dev.caravan.problem.CaravanException when there is no such connection or record, or a route file is wrong
     */
    public PlanTotals plan(PlanRequest request, Consumer<PlannedRecord> sink) {
        List<ConnectionName> connections = connections(request);
        Recorder recorder = new Recorder();
        RecordingWrites writes = new RecordingWrites();
        PlannedIds ids = new PlannedIds(sources.links(), sources.records());
        Hands hands = new Hands(recorder, recorder, writes, ids, (connection, record) -> false, false);
        try (WorkedRoutes open = routes.open(hands)) {
            RehearsalRun run = new RehearsalRun(
                    sources,
                    open,
                    new RehearsalRun.Notes(recorder, writes, ids),
                    clock,
                    new RehearsalRun.Wanted(request.limit(), sink));
            for (Direction direction : List.of(Direction.PULL, Direction.PUSH)) {
                if (request.direction() == null || request.direction() == direction) {
                    kinds(connections, request, direction).forEach(kind -> one(run, kind, request));
                }
            }
            return run.totals();
        }
    }

    private void one(RehearsalRun run, MarkKind kind, PlanRequest request) {
        String record = request.record();
        if (record == null) {
            run.marked(kind);
        } else {
            key(kind, record).ifPresent(key -> run.single(kind, key));
        }
    }

    private List<ConnectionName> connections(PlanRequest request) {
        ConnectionName wanted = request.connection();
        RecordType type = request.type();
        String record = request.record();
        if (record != null) {
            if (type == null) {
                throw new InvalidInputException(
                        ErrorCode.REQUEST_INVALID, "a single record needs its type, such as contact or note.");
            }
            if (request.direction() != Direction.PULL
                    && sources.records().find(new RecordKey(type, record)).isEmpty()
                    && !isLinked(type, record)
                    && !isMarked(type, record)) {
                throw new InvalidInputException(
                        ErrorCode.RECORD_NOT_FOUND,
                        "the hub has no " + type.word() + " '" + record
                                + "', and none that is linked with it. Check the type and the id; for a CRM's record"
                                + " that the hub does not know, plan only the pull.");
            }
        }
        return wanted == null
                ? sources.connections().all().stream().map(c -> c.name()).toList()
                : List.of(sources.connections().get(wanted.value()).name());
    }

    private boolean isLinked(RecordType type, String id) {
        return sources.connections().all().stream()
                .anyMatch(c -> owner(c.name(), type, id).isPresent());
    }

    /** What was deleted in the hub may have to be told. */
    private boolean isMarked(RecordType type, String id) {
        return sources.connections().all().stream()
                .anyMatch(c -> sources.marks()
                        .find(new MarkKind(c.name(), Direction.PUSH, type), id)
                        .isPresent());
    }

    private Optional<RecordKey> owner(ConnectionName connection, RecordType type, String id) {
        String object = sources.object(connection, type);
        return object.isEmpty() ? Optional.empty() : sources.links().recordOf(new ExternalId(connection, object, id));
    }

    private List<MarkKind> kinds(List<ConnectionName> connections, PlanRequest request, Direction direction) {
        List<MarkKind> kinds = new ArrayList<>();
        for (ConnectionName connection : connections) {
            for (RecordType type : direction == Direction.PUSH ? RecordType.pushed() : RecordType.objects()) {
                if (request.type() == null || request.type() == type) {
                    kinds.add(new MarkKind(connection, direction, type));
                }
            }
        }
        return kinds;
    }

    /** The key that the mark of a record has: its id is the hub's or the CRM's. */
    private Optional<String> key(MarkKind kind, String id) {
        RecordKey own = new RecordKey(kind.type(), id);
        boolean isOurs = sources.records().find(own).isPresent();
        if (kind.direction() == Direction.PUSH) {
            return isOurs || sources.marks().find(kind, id).isPresent()
                    ? Optional.of(id)
                    : owner(kind.connection(), kind.type(), id).map(RecordKey::id);
        }
        return isOurs
                ? sources.links().find(kind.connection(), own).map(Link::id).map(ExternalId::id)
                : Optional.of(id);
    }
}
