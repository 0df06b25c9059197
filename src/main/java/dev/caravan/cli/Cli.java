package dev.caravan.cli;

import dev.caravan.crm.CrmException;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The {@code caravan} command. */
public final class Cli {
    /**
     * What {@link #run} returns when something was started that goes on by itself; the process must not be ended then.
     */
    public static final int GOES_ON = -1;

    static final int OK = 0;
    static final int FOUND_WRONG = 1;
    static final int FAILED = 2;

    private final Start runtime;
    private final Program sandbox;
    private final Session.Streams streams;
    private final Clock clock;
    private final Runnable quieten;

    /** Something that is started with arguments. */
    public interface Program {
        void start(String... arguments) throws InterruptedException;
    }

    /** Starts the runtime with arguments and returns when it runs; whoever closes the context stops it. */
    public interface Start {
        ConfigurableApplicationContext start(String... arguments);
    }

    /**
     * The command as the process runs it.
     *
     * @param sandbox starts the sandboxes and stays
     */
    public Cli(Start runtime, Program sandbox) {
        this(
                runtime,
                sandbox,
                new Session.Streams(System.out, System.err, Ansi.AUTO.enabled()),
                Clock.systemUTC(),
                // Otherwise libraries would log to the output that scripts read.
                () -> LoggingSystem.get(Cli.class.getClassLoader()).beforeInitialize());
    }

    Cli(Start runtime, Program sandbox, Session.Streams streams, Clock clock, Runnable quieten) {
        this.runtime = runtime;
        this.sandbox = sandbox;
        this.streams = streams;
        this.clock = clock;
        this.quieten = quieten;
    }

    /** Whether the arguments are for the command line; otherwise they are for the runtime. */
    public static boolean serves(String... args) {
        return args.length > 0
                && (!args[0].startsWith("-")
                        || List.of("-h", "--help", "-V", "--version").contains(args[0]));
    }

    /**
     * Obeys one command and writes what it has to say.
     *
     * @param args the command, its options, and settings such as {@code --caravan.data-dir=/var/lib/caravan}
     * @return the exit code: 0 all is well, 1 something is wrong or was not found, 2 it could not be done; or
     *     {@link #GOES_ON}
     */
    public int run(String... args) {
        List<String> settings = new ArrayList<>();
        List<String> words = new ArrayList<>();
        boolean passesOn = args.length > 0 && List.of("run", "demo", "sandbox").contains(args[0]);
        for (String arg : args) {
            (isSetting(arg) && !passesOn ? settings : words).add(arg);
        }
        if (!passesOn) {
            quieten.run();
        }
        Session session = new Session(streams, clock, settings);
        CommandLine line = commands(session);
        line.setOut(new PrintWriter(streams.out(), true));
        line.setErr(new PrintWriter(streams.err(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(streams.isTerminal() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler(
                (error, given) -> misused(session, error, codeOfFailure(error.getCommandLine())));
        line.setExecutionExceptionHandler((error, command, parsed) -> failed(session, error, codeOfFailure(command)));
        return line.execute(words.toArray(String[]::new));
    }

    /** Whether it sets something of the configuration, as opposed to an option of a command. */
    static boolean isSetting(String argument) {
        return argument.matches("--[a-zA-Z][\\w-]*\\.[^=]+=.*");
    }

    private CommandLine commands(Session session) {
        CommandLine line = new CommandLine(new Caravan());
        line.addSubcommand(passingOn(new RunCommand(runtime)));
        CommandLine demo = new CommandLine(new DemoCommand(session, runtime));
        demo.addSubcommand(new TwoWayDemoCommand(session, runtime));
        line.addSubcommand(passingOn(demo));
        line.addSubcommand(passingOn(new SandboxCommand(sandbox)));
        line.addSubcommand(new CheckCommand(session));
        line.addSubcommand(new StatusCommand(session));
        line.addSubcommand(new LogCommand(session));
        line.addSubcommand(new ExplainCommand(session));
        line.addSubcommand(new DeadLettersCommand(session));
        line.addSubcommand(new ReplayCommand(session));
        line.addSubcommand(new ReviewCommand(session));
        line.addSubcommand(new DescribeCommand(session));
        line.addSubcommand(new ImportCommand(session));
        line.addSubcommand(new ImportsCommand(session));
        line.addSubcommand(new PullCommand(session));
        line.addSubcommand(new DedupCommand(session));
        line.addSubcommand(new PlanCommand(session));
        line.addSubcommand(new ApplyCommand(session));
        line.addSubcommand(new EnableCommand(session));
        line.addSubcommand(new DisableCommand(session));
        line.addSubcommand(new ConnectionsCommand(session));
        line.addSubcommand(new ConnectCommand(session));
        line.addSubcommand(new DisconnectCommand(session));
        return line;
    }

    /** What such a command does not know itself belongs to the program that it starts. */
    private static CommandLine passingOn(Object command) {
        CommandLine line = command instanceof CommandLine made ? made : new CommandLine(command);
        return line.setUnmatchedOptionsArePositionalParams(true);
    }

    /** What a command that cannot do its work returns: for a plan 2 says that there are changes. */
    private static int codeOfFailure(CommandLine command) {
        return command.getCommand() instanceof PlanCommand ? FOUND_WRONG : FAILED;
    }

    private static int misused(Session session, CommandLine.ParameterException error, int code) {
        List<String> near = error instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        String cure = near.isEmpty() ? "" : "Did you mean '" + near.get(0) + "'? ";
        String command = error.getCommandLine().getCommandSpec().qualifiedName();
        session.complain(ErrorCode.REQUEST_INVALID.code() + " " + error.getMessage() + ". " + cure + "See: " + command
                + " --help");
        return code;
    }

    private static int failed(Session session, Exception error, int code) {
        if (error instanceof CaravanException known) {
            session.complain(String.valueOf(known.getMessage()));
            boolean isAbsent = known.code() == ErrorCode.RECORD_NOT_FOUND
                    || known instanceof CrmException && known.code() == ErrorCode.NOT_FOUND;
            return isAbsent ? FOUND_WRONG : code;
        }
        session.complain(ErrorCode.UNEXPECTED.code() + " unexpected "
                + error.getClass().getSimpleName() + ": " + error.getMessage());
        return code;
    }

    /** The command without a subcommand: says what there is. */
    @Command(
            name = "caravan",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Keeps CRMs and the systems around them in agreement.",
            footer = {
                "",
                "Every command takes settings too: --caravan.data-dir=/var/lib/caravan",
                "Without a command the runtime starts; with no connection configured, it shows the demo."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:all is well",
                "1:something is wrong, or was not found",
                "2:it could not be done: usage, configuration, unreachable"
            })
    private static final class Caravan implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                spec.commandLine().usage(spec.commandLine().getOut());
            }
        }
    }

    private static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Cli.class.getPackage().getImplementationVersion();
            return new String[] {"caravan " + (version == null ? "(not packaged)" : version)};
        }
    }
}
