package dev.caravan.cli;

import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.dedup.component.ProspectList;
import dev.caravan.dedup.sourcing.Comparison;
import dev.caravan.dedup.sourcing.ProspectAnswer;
import dev.caravan.dedup.sourcing.SourcingOrder;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.component.RecordReader;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan dedup}. */
@Command(
        name = "dedup",
        description = "Says which prospects of a list are in a CRM or in the hub already. Stores nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every prospect has an answer",
            "1:some are unknown, because a CRM could not be asked, or could not be read",
            "2:wrong usage or configuration, no database, or a list that cannot be read"
        })
final class DedupCommand implements Callable<Integer> {
    private static final int SHOWN = 60;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "TYPE", description = "company, contact, lead or deal.")
    private String type = "";

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "The list: .csv, .ndjson or .json; - for NDJSON from the standard input.")
    private String file = "";

    @Option(
            names = "--in",
            paramLabel = "CONNECTIONS",
            description = "Asks these, with commas between them, and the hub; 'hub' for the hub alone.")
    private String in = "";

    @Option(
            names = "--filter",
            paramLabel = "CONDITION",
            description = "Only who meets it counts: \"lifecycle_stage = 'customer'\".")
    private String filter = "";

    @Option(names = "--only", paramLabel = "STATUS", description = "Shows in_crm, in_hub, new, unknown or rejected.")
    private @Nullable String only;

    DedupCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RecordType record = SyncLogWords.type(type);
        ProspectAnswer.mustBeStatus(only);
        try (State state = session.state(common);
                LiveConnections live = new LiveConnections(session.configuration(common), session.clock());
                InputStream list = open()) {
            Comparison comparison = state.sourcing(live).open(SourcingOrder.of(record, in, filter, Lane.BACKFILL));
            ProspectList answers = new ProspectList(
                    comparison, new RecordReader(record, "prospect", session.clock()).rows(contentType(), list));
            Map<String, Integer> counts = common.json ? lines(answers) : table(answers);
            boolean isWhole =
                    !counts.containsKey(ProspectAnswer.UNKNOWN) && !counts.containsKey(ProspectAnswer.REJECTED);
            return isWhole ? Cli.OK : Cli.FOUND_WRONG;
        } catch (IOException e) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "the list '" + file + "' cannot be read: " + e.getMessage() + ".");
        }
    }

    private InputStream open() throws IOException {
        if (file.equals("-")) {
            return System.in;
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "there is no file '" + file + "'.");
        }
        return Files.newInputStream(path);
    }

    private String contentType() {
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return "text/csv";
        }
        if (name.endsWith(".json")) {
            return "application/json";
        }
        if (name.equals("-") || name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
            return "application/x-ndjson";
        }
        throw new InvalidInputException(
                ErrorCode.REQUEST_INVALID, "the list '" + file + "' is none of .csv, .ndjson, .jsonl and .json.");
    }

    private Map<String, Integer> lines(ProspectList answers) {
        Map<String, Integer> counts = new TreeMap<>();
        while (answers.hasNext() && !session.isUnread()) {
            for (ProspectAnswer answer : answers.next()) {
                counts.merge(answer.status(), 1, Integer::sum);
                if (isShown(answer)) {
                    session.jsonLine(answer);
                }
            }
        }
        return counts;
    }

    private Map<String, Integer> table(ProspectList answers) {
        Map<String, Integer> counts = new TreeMap<>();
        List<ProspectAnswer> shown = new ArrayList<>();
        try (ProgressBar bar = session.bar("prospects").orElse(null)) {
            while (answers.hasNext()) {
                List<ProspectAnswer> batch = answers.next();
                batch.forEach(answer -> counts.merge(answer.status(), 1, Integer::sum));
                batch.stream().filter(this::isShown).forEach(shown::add);
                if (bar != null) {
                    bar.stepBy(batch.size());
                }
            }
        }
        print(shown, counts);
        return counts;
    }

    private boolean isShown(ProspectAnswer answer) {
        return only == null || answer.status().equals(only);
    }

    private void print(List<ProspectAnswer> shown, Map<String, Integer> counts) {
        Table table = new Table("line", "id", "status", "where", "by");
        for (ProspectAnswer answer : shown) {
            table.row(answer.line(), answer.id(), answer.status(), where(answer), by(answer));
        }
        if (!shown.isEmpty()) {
            table.print(session);
        }
        session.say(
                counts.isEmpty()
                        ? "The list is empty."
                        : counts.entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .collect(Collectors.joining("   ")));
    }

    private static String where(ProspectAnswer answer) {
        List<String> places = new ArrayList<>(answer.in().stream()
                .map(in -> in.connection() + " " + in.object() + " " + in.id())
                .toList());
        ProspectAnswer.InHub hub = answer.hub();
        if (hub != null) {
            places.add("hub " + hub.id());
        }
        return String.join(", ", places);
    }

    private static String by(ProspectAnswer answer) {
        String reason = answer.in().isEmpty() && !answer.unknown().isEmpty()
                ? answer.unknown().get(0).connection() + ": "
                        + answer.unknown().get(0).reason()
                : answer.reason();
        if (!reason.isEmpty()) {
            return reason.length() > SHOWN ? reason.substring(0, SHOWN) + "..." : reason;
        }
        ProspectAnswer.InHub hub = answer.hub();
        return answer.in().isEmpty()
                ? hub == null ? "" : hub.rule()
                : answer.in().stream()
                        .map(ProspectAnswer.InCrm::rule)
                        .distinct()
                        .collect(Collectors.joining(", "));
    }
}
