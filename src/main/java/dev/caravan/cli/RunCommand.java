package dev.caravan.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan run}. */
@Command(
        name = "run",
        description = "Starts the runtime with the connections that are configured; with none, it shows the demo.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped in order", "1:the start failed"})
final class RunCommand implements Callable<Integer> {
    private final Cli.Start runtime;

    @Parameters(paramLabel = "--<name>=<value>", description = "Settings for the runtime, such as --server.port=8081.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    RunCommand(Cli.Start runtime) {
        this.runtime = runtime;
    }

    @Override
    public Integer call() {
        runtime.start(arguments.toArray(String[]::new));
        return Cli.GOES_ON;
    }
}
