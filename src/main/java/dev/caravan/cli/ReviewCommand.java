package dev.caravan.cli;

import dev.caravan.dedup.ReviewDecision;
import dev.caravan.dedup.ReviewEntry;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan review}. */
@Command(
        name = "review",
        description = {
            "Lists the records that wait for a person, the oldest first, or decides about one:",
            "  ./caravan review",
            "  ./caravan review 7 link 3391",
            "  ./caravan review 7 create",
            "  ./caravan review 7 skip"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown or decided",
            "1:there is no such open entry",
            "2:wrong usage, no such candidate, or no database"
        })
final class ReviewCommand implements Callable<Integer> {
    private static final int MOST = 1000;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NO", description = "Number of the entry.")
    private @Nullable Long id;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DECISION", description = "link, create or skip.")
    private @Nullable String decision;

    @Parameters(index = "2", arity = "0..1", paramLabel = "CANDIDATE", description = "What to link to.")
    private @Nullable String candidate;

    @Option(names = "--connection", description = "Only this connection.")
    private @Nullable String connection;

    @Option(
            names = "--limit",
            defaultValue = "50",
            description = "Most entries; ${DEFAULT-VALUE} unless said otherwise.")
    private int limit;

    ReviewCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "--limit must be 1-" + MOST + ".");
        }
        if ((id == null) != (decision == null)) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "name the entry and what you decide: ./caravan review 7 link 3391.");
        }
        try (State state = session.state(common)) {
            if (id != null && decision != null) {
                decide(state, id, candidate == null ? decision : decision + " " + candidate);
            } else {
                list(state);
            }
            return Cli.OK;
        }
    }

    private void decide(State state, long entry, String words) {
        ReviewDecision chosen = ReviewDecision.of(words);
        if (chosen instanceof ReviewDecision.Obsolete) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "decide 'link', 'create' or 'skip'.");
        }
        state.reviewQueue().resolve(entry, chosen, System.getProperty("user.name", "command line"));
        if (common.json) {
            session.json(Map.of("id", entry, "decision", chosen.words()));
        } else {
            session.say("Entry " + entry + ": " + chosen.words() + ". The record is on its way again.");
        }
    }

    private void list(State state) {
        ConnectionName name = connection == null ? null : new ConnectionName(connection);
        List<ReviewEntry> entries = state.reviews().open(name, 0, limit);
        if (common.json) {
            session.json(entries.stream().map(ReviewCommand::shown).toList());
        } else if (entries.isEmpty()) {
            session.say("Nothing waits for a decision.");
        } else {
            print(entries);
        }
    }

    private void print(List<ReviewEntry> entries) {
        Table table = new Table("no", "since", "connection", "way", "type", "id", "candidates", "reason");
        for (ReviewEntry entry : entries) {
            ReviewEntry.Draft held = entry.held();
            table.row(
                    entry.id(),
                    Session.told(entry.openedAt()),
                    held.connection(),
                    held.direction().word(),
                    held.record().type().word(),
                    held.record().id(),
                    held.candidates().stream().map(ReviewEntry.Candidate::id).collect(Collectors.joining(", ")),
                    held.reason());
        }
        table.print(session);
        session.say("");
        session.say(
                "Decide with: ./caravan review NO link CANDIDATE, create, or skip. --json shows the candidates' values.");
    }

    private static Map<String, Object> shown(ReviewEntry entry) {
        ReviewEntry.Draft held = entry.held();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", entry.id());
        shown.put("since", entry.openedAt());
        shown.put("connection", held.connection().value());
        shown.put("direction", held.direction().word());
        shown.put("type", held.record().type().word());
        shown.put("key", held.record().id());
        shown.put("reason", held.reason());
        shown.put("record", held.shown());
        shown.put("candidates", held.candidates());
        return shown;
    }
}
