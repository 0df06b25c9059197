package dev.caravan.cli;

import dev.caravan.console.operations.ImportView;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import dev.caravan.pull.ImportJob;
import dev.caravan.pull.ImportState;
import dev.caravan.pull.ImportStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan imports}. */
@Command(
        name = "imports",
        description = "Lists the imports and how far they have come, or pauses, resumes or cancels one.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:shown or done", "1:there is no such import", "2:wrong usage, or no database"})
final class ImportsCommand implements Callable<Integer> {
    private static final int SHOWN = 60;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "WHAT", description = "pause, resume or cancel.")
    private @Nullable String action;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NO", description = "Number of the import.")
    private @Nullable Long id;

    @Option(names = "--limit", description = "How many are listed, the newest first (${DEFAULT-VALUE}).")
    private int limit = 20;

    ImportsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if ((action == null) != (id == null)) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "name what to do and the import: ./caravan imports pause 3.");
        }
        try (State state = session.state(common)) {
            List<ImportJob> jobs = action == null || id == null
                    ? state.imports().page(Long.MAX_VALUE, Math.max(1, limit))
                    : List.of(act(state.imports(), action, id));
            List<ImportView> views = jobs.stream().map(j -> view(state, j)).toList();
            if (common.json) {
                session.json(views);
            } else if (views.isEmpty()) {
                session.say("There is no import yet. ./caravan import orders one.");
            } else {
                print(session, views);
            }
            return Cli.OK;
        }
    }

    private static ImportJob act(ImportStore imports, String action, long id) {
        return switch (action) {
            case "pause" -> imports.pause(id);
            case "resume" -> imports.resume(id);
            case "cancel" -> imports.cancel(id);
            default ->
                throw new InvalidInputException(
                        ErrorCode.REQUEST_INVALID,
                        "an import cannot be '" + action + "'. "
                                + NearestName.hint(action, List.of("pause", "resume", "cancel")));
        };
    }

    static ImportView view(State state, ImportJob job) {
        return ImportView.of(
                job, state.imports().outcomes(job.id()), state.viaMarks().left(job.via()));
    }

    static void print(Session session, List<ImportView> views) {
        Table table = new Table("import", "connection", "type", "what", "state", "listed", "left", "outcomes");
        for (ImportView v : views) {
            table.row(
                    v.id(),
                    v.connection(),
                    v.type(),
                    what(v),
                    v.state(),
                    v.total() == null ? v.listed() : v.listed() + "/" + v.total(),
                    v.left(),
                    v.outcomes().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(o -> o.getValue() + " " + o.getKey())
                            .collect(Collectors.joining(", ")));
        }
        table.print(session);
        for (ImportView v : views) {
            if (v.reason() != null) {
                session.say("Import " + v.id() + ": " + Table.oneLine(v.reason()));
            }
            if (v.nextAt() != null && v.state().equals(ImportState.WAITING.word())) {
                session.say("Import " + v.id() + " runs next at " + Session.told(v.nextAt()) + ".");
            }
        }
    }

    private static String what(ImportView v) {
        String criterion = v.criterion() == null ? "" : " " + StringUtils.abbreviate(v.criterion(), SHOWN);
        return (v.live() ? "live " : "") + v.kind() + criterion;
    }
}
