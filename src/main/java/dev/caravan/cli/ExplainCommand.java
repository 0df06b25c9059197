package dev.caravan.cli;

import dev.caravan.console.operations.Explanation;
import dev.caravan.console.operations.SyncLogLine;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.synclog.SyncLogEntry;
import dev.caravan.synclog.SyncLogFilter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caravan explain}. */
@Command(
        name = "explain",
        description =
                "Says why a record is as it is: how it was matched, what was mapped and sent, what the CRM answered, and its history.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:explained", "1:nobody has seen this record", "2:wrong usage, or no database"})
final class ExplainCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "TYPE", description = "company, contact, lead or deal.")
    private String type = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The record's id in the hub, or in a CRM.")
    private String id = "";

    ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RecordType recordType = RecordType.of(type);
        try (State state = session.state(common)) {
            Explanation explanation = find(state, recordType)
                    .orElseThrow(() -> new InvalidInputException(
                            ErrorCode.RECORD_NOT_FOUND,
                            "neither the hub nor the sync log has a " + recordType.word() + " '" + id
                                    + "'. Check the type and the id."));
            if (common.json) {
                session.json(explanation);
            } else {
                print(explanation);
            }
            return Cli.OK;
        }
    }

    private Optional<Explanation> find(State state, RecordType recordType) {
        Optional<Explanation> found = state.explanations().of(new RecordKey(recordType, id));
        if (found.isPresent()) {
            return found;
        }
        SyncLogFilter sameId = new SyncLogFilter(null, recordType.word(), id, Set.of(), null, null, null, null, 1);
        return state.log().find(sameId).stream()
                .map(SyncLogEntry::recordId)
                .filter(hubId -> !hubId.isEmpty())
                .findFirst()
                .flatMap(hubId -> state.explanations().of(new RecordKey(recordType, hubId)));
    }

    private void print(Explanation e) {
        session.say(session.strong(e.type() + " " + e.id())
                + (e.version() == 0 ? "   no longer in the hub" : "   version " + e.version()));
        if (!e.fields().isEmpty()) {
            heading("Fields in the hub");
            Table fields = new Table("field", "value", "since", "from");
            e.fields().forEach((name, v) -> fields.row(name, v.value(), Session.told(v.since()), v.origin()));
            fields.print(session);
        }
        if (!e.links().isEmpty()) {
            heading("Links");
            Table links = new Table("connection", "object", "CRM id", "matched by", "agreed at");
            e.links()
                    .forEach(l ->
                            links.row(l.connection(), l.object(), l.externalId(), l.how(), Session.told(l.agreedAt())));
            links.print(session);
        }
        if (!e.gone().isEmpty()) {
            heading("Gone in a CRM");
            Table gone = new Table("connection", "object", "CRM id", "since", "what became of it");
            e.gone().forEach(g -> gone.row(g.connection(), g.object(), g.externalId(), Session.told(g.at()), g.why()));
            gone.print(session);
        }
        if (!e.lost().isEmpty()) {
            heading("Values that gave way");
            Table lost = new Table("field", "value", "from", "gave way to", "at", "because");
            e.lost()
                    .forEach(l -> lost.row(
                            l.field(), told(l.value()), l.origin(), l.lostTo(), Session.told(l.lostAt()), l.why()));
            lost.print(session);
        }
        e.trail().forEach(this::trail);
        if (!e.waiting().isEmpty()) {
            heading("Waiting");
            Table waiting = new Table("connection", "direction", "since", "tries", "next", "reason");
            e.waiting()
                    .forEach(w -> waiting.row(
                            w.connection(),
                            w.direction(),
                            Session.told(w.since()),
                            w.attempts(),
                            w.due() == null ? "" : Session.told(w.due()),
                            w.reason()));
            waiting.print(session);
        }
        heading("History");
        Table history = new Table("time", "connection", "direction", "outcome", "message");
        for (SyncLogLine line : e.log()) {
            history.row(
                    Session.told(line.timestamp()),
                    line.connection(),
                    line.direction(),
                    line.outcome(),
                    line.message());
        }
        history.print(session);
    }

    private void trail(String connection, Map<String, Object> steps) {
        heading("Last time in " + connection);
        steps.forEach((step, note) -> {
            if (note instanceof Map<?, ?> values) {
                session.say("  " + step);
                values.forEach((name, value) -> session.say("    " + name + ": " + told(value)));
            } else {
                session.say("  " + step + ": " + told(note));
            }
        });
    }

    private static String told(@Nullable Object value) {
        return value == null ? "(empty)" : Table.oneLine(value.toString());
    }

    private void heading(String text) {
        session.say("");
        session.say(session.strong(text));
    }
}
