package dev.caravan.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caravan disable}. */
@Command(
        name = "disable",
        description = "Switches a connection off until it is enabled again: no call is made, and its marks wait. A"
                + " running runtime follows within seconds.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is off now", "1:it was off", "2:wrong usage or configuration, or no database"})
final class DisableCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name of a configured connection.")
    private String connection = "";

    DisableCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (State state = session.state(common)) {
            boolean wasOn = state.switches().disable(connection, System.getProperty("user.name", "command line"));
            if (common.json) {
                session.json(Map.of("connection", connection, "wasOn", wasOn));
            } else {
                session.say(wasOn ? connection + " is off. Its marks wait." : connection + " was off.");
            }
            return wasOn ? Cli.OK : Cli.FOUND_WRONG;
        }
    }
}
