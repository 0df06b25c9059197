package dev.caravan.cli;

import picocli.CommandLine.Option;

/** Options of every command that looks at something. */
final class CommonOptions {
    @Option(names = "--json", description = "Writes JSON for scripts.")
    boolean json;

    @Option(
            names = "--demo",
            description = "Looks at the demo's state and sandboxes, also when connections are configured.")
    boolean demo;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    boolean help;
}
