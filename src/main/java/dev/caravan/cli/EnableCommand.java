package dev.caravan.cli;

import dev.caravan.hub.ConnectionName;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caravan enable}. */
@Command(
        name = "enable",
        description = "Lets a connection go on whose endpoint had answered 410 Gone. A running runtime notices within a"
                + " minute.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it goes on", "1:it was not stopped", "2:wrong usage or configuration, or no database"})
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
            state.known(connection);
            boolean wasStopped = state.stops().resume(new ConnectionName(connection));
            if (common.json) {
                session.json(Map.of("connection", connection, "wasStopped", wasStopped));
            } else {
                session.say(wasStopped ? connection + " goes on." : connection + " was not stopped.");
            }
            return wasStopped ? Cli.OK : Cli.FOUND_WRONG;
        }
    }
}
