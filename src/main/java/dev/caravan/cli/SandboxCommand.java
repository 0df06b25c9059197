package dev.caravan.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan sandbox}. */
@Command(
        name = "sandbox",
        description = "Starts CRM sandboxes alone, one port per vendor, and stays until it is stopped.",
        footer = {
            "",
            "Options: --port-base 8101   --vendors hubspot,pipedrive    --limits real|off",
            "         --latency 100ms    --faults FILE                  --seed N"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stopped in order", "2:a wrong option, or a port is taken"})
final class SandboxCommand implements Callable<Integer> {
    /** Set by the script, which changes the folder before it starts Java. */
    private static final String CALLED_FROM = "CARAVAN_CALLED_FROM";

    private final Cli.Program sandbox;

    @Parameters(paramLabel = "OPTIONS", description = "What the sandboxes do; see below.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    SandboxCommand(Cli.Program sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path from = Path.of(Optional.ofNullable(System.getenv(CALLED_FROM)).orElse(""));
        List<String> all = new ArrayList<>();
        boolean isFile = false;
        for (String argument : arguments) {
            String faults = "--faults=";
            if (argument.startsWith(faults)) {
                all.add(faults + from.resolve(argument.substring(faults.length())));
            } else {
                all.add(isFile ? from.resolve(argument).toString() : argument);
            }
            isFile = argument.equals("--faults");
        }
        sandbox.start(all.toArray(String[]::new));
        return Cli.GOES_ON;
    }
}
