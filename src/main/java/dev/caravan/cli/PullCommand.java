package dev.caravan.cli;

import dev.caravan.console.operations.PullRequest;
import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caravan pull}. */
@Command(
        name = "pull",
        description = "Takes records from a CRM at once: the named ones, or whatever changed since the last look. The"
                + " running runtime works on them.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:marked for the runtime",
            "2:wrong usage or configuration, no database, or the CRM cannot be reached"
        })
final class PullCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name of a configured connection.")
    private String connection = "";

    @Parameters(index = "1", paramLabel = "TYPE", description = "company, contact, lead or deal.")
    private String type = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "ID",
            description = "The CRM's ids; without any, the CRM is asked what changed since the last look.")
    private List<String> ids = new ArrayList<>();

    PullCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RecordType record = SyncLogWords.type(type);
        try (State state = session.state(common)) {
            state.pulled(connection);
            int count = ids.isEmpty() ? look(state, record) : mark(state, record);
            if (common.json) {
                session.json(Map.of("marked", count));
            } else {
                session.say((count == 1 ? "1 record is" : count + " records are") + " marked for the runtime.");
            }
            return Cli.OK;
        }
    }

    private int look(State state, RecordType record) {
        try (LiveConnections live = new LiveConnections(session.configuration(common), session.clock())) {
            return state.poller(live.asked(connection), record, live.mappings()).look();
        }
    }

    private int mark(State state, RecordType record) {
        PullRequest request = new PullRequest(
                new ConnectionName(connection), record, ids.stream().distinct().toList());
        state.database().writeNow(tx -> {
            state.intake()
                    .markPull(
                            tx, request.connection(), request.type(), request.ids(), "pulled by hand", Lane.LIVE, null);
            return request.ids().size();
        });
        return request.ids().size();
    }
}
