package dev.caravan.cli;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan demo}. */
@Command(
        name = "demo",
        description =
                "Starts the runtime with CRM sandboxes and sample data; its state is kept apart, in data/demo. Two sandboxes"
                        + " unless --caravan.demo=<name>,<name> names others.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped in order",
            "1:the start failed",
            "2:connections are configured, whose CRMs the sample data must not reach"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String WISH = "--caravan.demo=";

    private final Session session;
    private final Cli.Start runtime;

    @Parameters(
            paramLabel = "--<name>=<value>",
            description = "Settings for the runtime, such as --server.port=8081 or --caravan.demo=pipedrive.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    DemoCommand(Session session, Cli.Start runtime) {
        this.session = session;
        this.runtime = runtime;
    }

    @Override
    public Integer call() {
        List<String> all = new ArrayList<>(arguments);
        String wish = all.stream()
                .filter(a -> a.startsWith(WISH) && !a.equals(WISH + "off"))
                .reduce(WISH + "on", (first, last) -> last);
        all.removeIf(a -> a.startsWith(WISH));
        refuseBesideConnections(all);
        all.add(wish);
        session.note("Starting the demo ...");
        runtime.start(all.toArray(String[]::new));
        return Cli.GOES_ON;
    }

    /**
     * Nothing invented may reach a real CRM.
     *
     * @param settings those that were given with the command
     * @throws InvalidInputException when a connection is configured
     */
    static void refuseBesideConnections(List<String> settings) {
        List<String> off = new ArrayList<>(settings);
        off.add(WISH + "off");
        List<String> configured = Configuration.read(off, false).connectionNames();
        if (!configured.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "the demo does not start beside configured connections (" + String.join(", ", configured)
                            + "): its sample people would reach their CRMs. Start it without them, or use ./caravan run.");
        }
    }
}
