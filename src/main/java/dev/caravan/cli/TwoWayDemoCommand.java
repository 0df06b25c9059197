package dev.caravan.cli;

import dev.caravan.demo.twoway.Silence;
import dev.caravan.demo.twoway.Told;
import dev.caravan.demo.twoway.TwoWayDemo;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan demo two-way}. */
@Command(
        name = "two-way",
        description =
                "Plays a two-way sync: people edit in two CRM sandboxes and in the App, each edit is told with what became of it,"
                        + " and then nobody may write for a while. Ends by itself.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything came out as it should, and nobody wrote in the silence",
            "1:something came out otherwise, or was written in the silence",
            "2:wrong usage, a port is taken, or connections are configured"
        })
final class TwoWayDemoCommand implements Callable<Integer> {
    /** Set by the script, which changes the folder before it starts Java. */
    private static final String CALLED_FROM = "CARAVAN_CALLED_FROM";

    private static final String PORT = "--server.port=";
    private static final String PORT_BASE = "--caravan.demo-port-base=";

    private final Session session;
    private final Cli.Start runtime;

    @Option(
            names = "--silence",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = AgoConverter.class,
            description = "How long it watches at the end; 60s unless told otherwise.")
    private Duration silence = Duration.ofSeconds(60);

    @Option(names = "--keep-running", description = "Stays afterwards, for edits by hand, until it is stopped.")
    private boolean keepRunning;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "An empty folder for database, mappings and log, which stay there; without it they are deleted.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Writes JSON for scripts, at the end.")
    private boolean json;

    @Parameters(paramLabel = "--<name>=<value>", description = "Settings for the runtime, such as --server.port=8081.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    private boolean help;

    TwoWayDemoCommand(Session session, Cli.Start runtime) {
        this.session = session;
        this.runtime = runtime;
    }

    /** All of it, for scripts. */
    record Answer(boolean well, List<Told> story, Silence silence) {
        Answer(List<Told> story, Silence silence) {
            this(story.stream().allMatch(Told::isWell) && silence.isSilent(), story, silence);
        }

        int exitCode() {
            return well ? Cli.OK : Cli.FOUND_WRONG;
        }
    }

    @Override
    public Integer call() {
        for (String argument : arguments) {
            if (!Cli.isSetting(argument)) {
                throw new InvalidInputException(
                        ErrorCode.REQUEST_INVALID,
                        "unknown option '" + argument + "'. See: caravan demo two-way --help");
            }
        }
        DemoCommand.refuseBesideConnections(arguments);
        session.note("Starting Caravan and the sandboxes of HubSpot and Salesforce ...");
        TwoWayDemo demo = TwoWayDemo.start(runtime::start, options(), new SecureRandom());
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "two-way-demo-end"));
        boolean stays = false;
        try {
            int exitCode = show(demo).exitCode();
            stays = keepRunning;
            return stays ? Cli.GOES_ON : exitCode;
        } finally {
            if (!stays) {
                demo.close();
            }
        }
    }

    private TwoWayDemo.Options options() {
        List<String> more = new ArrayList<>(arguments);
        more.removeIf(a -> a.startsWith(PORT) || a.startsWith(PORT_BASE));
        Path from = Path.of(Optional.ofNullable(System.getenv(CALLED_FROM)).orElse(""));
        return new TwoWayDemo.Options(
                Optional.ofNullable(data).map(folder -> from.resolve(folder).toAbsolutePath()),
                number(PORT_BASE),
                number(PORT),
                more);
    }

    private int number(String setting) {
        String value = arguments.stream()
                .filter(a -> a.startsWith(setting))
                .reduce(setting + "0", (first, last) -> last)
                .substring(setting.length());
        if (!value.matches("\\d{1,5}")) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, setting + value + " has to be a port.");
        }
        return Integer.parseInt(value);
    }

    private Answer show(TwoWayDemo demo) {
        TwoWayText text = new TwoWayText(session);
        List<Told> story = new ArrayList<>();
        Consumer<Told> printing = json ? told -> {} : text::part;
        demo.play(told -> {
            story.add(told);
            printing.accept(told);
        });
        session.note("Watching for " + Session.told(silence) + " ...");
        Silence heard = demo.watch(silence);
        Answer answer = new Answer(story, heard);
        if (json) {
            session.json(answer);
        } else {
            text.silence(heard);
            text.end(story);
        }
        if (keepRunning) {
            text.byHand(demo.addresses());
        }
        return answer;
    }
}
