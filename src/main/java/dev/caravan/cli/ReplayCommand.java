package dev.caravan.cli;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.synclog.deadletter.DeadLetter;
import dev.caravan.synclog.deadletter.DeadLetterFilter;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code caravan replay}. */
@Command(
        name = "replay",
        description =
                "Sends dead letters on their way again, from the records' current state; the running runtime picks them up.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all of them are on their way",
            "1:some are not open (any more), or cannot be replayed",
            "2:wrong usage, or no database"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final int AT_ONCE = 500;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(arity = "0..*", paramLabel = "NO", description = "Numbers as dead-letters shows them.")
    private List<Long> ids = new ArrayList<>();

    @Option(names = "--all", description = "All that are open.")
    private boolean all;

    @Option(names = "--connection", description = "All that are open of this connection.")
    private @Nullable String connection;

    @Option(names = "--code", description = "All that are open with this code.")
    private @Nullable String code;

    ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean byFilter = all || connection != null || code != null;
        if (byFilter != ids.isEmpty() || (all && (connection != null || code != null))) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "name the dead letters: numbers, or --all, or --connection and --code.");
        }
        try (State state = session.state(common)) {
            List<Long> asked = byFilter
                    ? matching(state.letters())
                    : ids.stream().distinct().toList();
            int sent = send(state.replay(), asked);
            List<String> left = byFilter ? List.of() : leftBehind(state.letters(), asked, sent);
            if (common.json) {
                session.json(Map.of("asked", asked.size(), "replayed", sent));
            } else {
                session.say(
                        sent == 1
                                ? "1 dead letter is on its way again."
                                : sent + " dead letters are on their way again.");
            }
            left.forEach(session::complain);
            if (byFilter && sent < asked.size()) {
                session.complain(ErrorCode.REQUEST_INVALID.code() + " " + (asked.size() - sent)
                        + " were left: messages of a queue are sent again at the queue.");
            }
            return sent == asked.size() ? Cli.OK : Cli.FOUND_WRONG;
        }
    }

    private List<Long> matching(DeadLetterStore letters) {
        return letters
                .find(new DeadLetterFilter(connection, null, code, null, "open", null, null, null, Integer.MAX_VALUE))
                .stream()
                .map(DeadLetter::id)
                .toList();
    }

    private int send(Replay replay, List<Long> asked) {
        List<List<Long>> parts = new ArrayList<>();
        for (int i = 0; i < asked.size(); i += AT_ONCE) {
            parts.add(asked.subList(i, Math.min(asked.size(), i + AT_ONCE)));
        }
        int sent = 0;
        for (List<Long> part : session.progress("replay", parts)) {
            sent += replay.replay(part);
        }
        return sent;
    }

    /** Why some were not sent, as far as it can be told afterwards. */
    private static List<String> leftBehind(DeadLetterStore letters, List<Long> asked, int sent) {
        List<String> left = new ArrayList<>();
        if (sent == asked.size()) {
            return left;
        }
        for (long id : asked) {
            DeadLetter letter = letters.find(id).orElse(null);
            if (letter == null) {
                left.add(ErrorCode.RECORD_NOT_FOUND.code() + " there is no dead letter " + id
                        + ". ./caravan dead-letters lists them.");
            } else if (letter.direction().equals("in")) {
                left.add(ErrorCode.REQUEST_INVALID.code() + " dead letter " + id
                        + " is a queue's message: correct it and send it to the queue again.");
            } else if (letter.status().equals("resolved")) {
                left.add(ErrorCode.REQUEST_INVALID.code() + " dead letter " + id
                        + " is resolved already: the record came through.");
            } else if (sent == 0) {
                left.add(ErrorCode.REQUEST_INVALID.code() + " dead letter " + id + " was replayed before.");
            }
        }
        return left;
    }
}
