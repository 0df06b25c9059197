package dev.caravan.cli;

import dev.caravan.runtime.ConnectionSwitches;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caravan enable}. */
@Command(
        name = "enable",
        description =
                "Lets a connection go on that was switched off, or whose endpoint had answered 410 Gone. A running"
                        + " runtime notices within seconds, and within a minute after a 410.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it goes on",
            "1:it was on",
            "2:wrong usage or configuration, switched off in the settings, or no database"
        })
final class EnableCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name of a configured connection.")
    private String connection = "";

    EnableCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (State state = session.state(common)) {
            ConnectionSwitches.Before before = state.switches().enable(connection);
            boolean goesOn = before.wasOff() || before.wasStopped();
            if (common.json) {
                session.json(
                        Map.of("connection", connection, "wasOff", before.wasOff(), "wasStopped", before.wasStopped()));
            } else {
                session.say(goesOn ? connection + " goes on." : connection + " was on.");
            }
            return goesOn ? Cli.OK : Cli.FOUND_WRONG;
        }
    }
}
