package dev.caravan.cli;

import dev.caravan.crm.Consent;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code caravan disconnect}. */
@Command(
        name = "disconnect",
        description = "Forgets the tokens of a connection, and asks the CRM to end them where it can. A running runtime"
                + " notices within seconds.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:forgotten", "1:there was nothing to forget", "2:wrong usage or configuration"})
final class DisconnectCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name of a configured connection.")
    private String connection = "";

    DisconnectCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (LiveConnections live = new LiveConnections(session.configuration(common), session.clock())) {
            Consent consent = live.open(connection)
                    .consent()
                    .orElseThrow(() -> new InvalidInputException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "connection '" + connection + "' does not log in by a person's consent. Take its token or"
                                    + " secret out of the settings instead"));
            boolean was = consent.isGiven();
            boolean isEnded = was && consent.withdraw();
            if (common.json) {
                session.json(Map.of("connection", connection, "wasConnected", was, "endedAtTheCrm", isEnded));
            } else {
                session.say(
                        was
                                ? connection + " is disconnected: its tokens are forgotten"
                                        + (isEnded
                                                ? " here and at the CRM."
                                                : " here. Take the app out of the account at the CRM too.")
                                : connection + " was not connected.");
            }
            return was ? Cli.OK : Cli.FOUND_WRONG;
        }
    }
}
