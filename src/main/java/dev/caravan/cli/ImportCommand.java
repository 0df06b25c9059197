package dev.caravan.cli;

import dev.caravan.console.operations.ImportView;
import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.pull.ImportJob;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportPreview;
import dev.caravan.pull.ImportPreviews;
import dev.caravan.pull.ImportState;
import dev.caravan.pull.ImportStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan import}. */
@Command(
        name = "import",
        description = "Brings records of a CRM into the hub: all, by a filter, or those of a saved list. The running"
                + " runtime does it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ordered, shown, or with --wait: done",
            "1:with --wait: it failed, was cancelled, or records of it failed",
            "2:wrong usage or configuration, no database, or the CRM cannot be reached"
        })
final class ImportCommand implements Callable<Integer> {
    private static final int SHOWN = 40;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name of a configured connection.")
    private String connection = "";

    @Parameters(index = "1", paramLabel = "TYPE", description = "company, contact, lead or deal.")
    private String type = "";

    @Option(names = "--all", description = "Every record of that type.")
    private boolean all;

    @Option(
            names = "--filter",
            paramLabel = "CONDITION",
            description = "Those that meet a condition in the CRM's field names: \"lifecyclestage = 'customer'\".")
    private @Nullable String filter;

    @Option(names = "--list", paramLabel = "LIST", description = "Those of a saved list or view, by name or id.")
    private @Nullable String list;

    @Option(names = "--preview", description = "Shows how many there are and the first ten; stores nothing.")
    private boolean preview;

    @Option(
            names = "--duplicates",
            paramLabel = "WHAT",
            description = "What happens to records that the hub has already: skip, overwrite-all or update-missing; by"
                    + " default what the mapping says.")
    private @Nullable String duplicates;

    @Option(names = "--tag", description = "Put on each record that it brings.")
    private @Nullable String tag;

    @Option(
            names = "--schedule",
            paramLabel = "WHEN",
            description = "Again and again: a Quartz cron expression in UTC, or a time between runs such as 15m.")
    private @Nullable String schedule;

    @Option(names = "--live", description = "Looks again every 5m and brings what is new or changed.")
    private boolean live;

    @Option(names = "--wait", description = "Shows how it goes on until it is done.")
    private boolean wait;

    ImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RecordType record = SyncLogWords.type(type);
        ImportOrder order = new ImportOrder.Words(filter, list, all, duplicates, tag, schedule, live)
                .order(name(), record, System.getProperty("user.name", "command line"));
        try (State state = session.state(common)) {
            if (preview) {
                return preview(state, order);
            }
            state.pulled(connection);
            ImportStore imports = state.imports();
            long id = imports.create(order).id();
            ImportWatch watch = new ImportWatch(session, state, id);
            boolean quiet = common.json;
            if (!quiet) {
                session.say("Import " + id + " is ordered: " + connection + " " + record.word() + ", " + order.told()
                        + ".");
            }
            watch.untilBegun().ifPresent(session::note);
            ImportJob job = wait ? watch.untilOver() : imports.find(id).orElseThrow();
            ImportView view = ImportsCommand.view(state, job);
            if (quiet) {
                session.json(view);
            } else if (wait) {
                ImportsCommand.print(session, List.of(view));
            }
            return wait ? exitCode(view) : Cli.OK;
        }
    }

    private static int exitCode(ImportView view) {
        boolean isWell = !view.state().equals(ImportState.FAILED.word())
                && !view.state().equals(ImportState.CANCELLED.word())
                && view.outcomes().getOrDefault("failed", 0L) == 0;
        return isWell ? Cli.OK : Cli.FOUND_WRONG;
    }

    private ConnectionName name() {
        try {
            return new ConnectionName(connection);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(ErrorCode.CONNECTION_UNKNOWN, e.getMessage() + ".");
        }
    }

    private int preview(State state, ImportOrder order) {
        try (LiveConnections live = new LiveConnections(session.configuration(common), session.clock())) {
            ImportPreview found = new ImportPreviews(
                            name -> live.asked(name.value()),
                            live.mappings(),
                            state.links(),
                            state.records(),
                            state.keys(),
                            session.clock())
                    .of(order);
            if (common.json) {
                session.json(found);
            } else {
                print(found);
            }
            return Cli.OK;
        }
    }

    private void print(ImportPreview found) {
        session.say(session.strong(connection + " " + found.object()) + "   "
                + (found.total() == null ? "the CRM does not say how many" : found.total() + " records")
                + (found.records().isEmpty()
                        ? ""
                        : ", the first " + found.records().size() + ":"));
        for (ImportPreview.Sample sample : found.records()) {
            session.say("");
            session.say(session.strong(sample.id()) + "   "
                    + (sample.known() == null
                            ? "new to the hub"
                            : "known to the hub as " + sample.known() + ", by " + sample.knownBy()));
            if (!sample.problem().isEmpty()) {
                session.say("  " + session.tinted("failed", Table.oneLine(sample.problem())));
            }
            Table table = new Table("  hub field", "as it would come", "");
            present(sample.hub()).forEach((f, v) -> table.row("  " + f, v, ""));
            present(sample.crm()).forEach((f, v) -> table.row("  " + f, v, "in the CRM"));
            table.print(session);
        }
    }

    private static Map<String, String> present(Map<String, @Nullable Object> fields) {
        Map<String, String> shown = new LinkedHashMap<>();
        fields.forEach((field, value) -> {
            if (value != null) {
                shown.put(field, StringUtils.abbreviate(value.toString(), SHOWN));
            }
        });
        return shown;
    }
}
