package dev.caravan.cli;

import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.synclog.deadletter.DeadLetter;
import dev.caravan.synclog.deadletter.DeadLetterFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan dead-letters}. */
@Command(
        name = "dead-letters",
        description = "Lists the records that failed for good, the newest first, each with its reason and its cure.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:shown, also when there is none", "2:wrong usage, or no database"})
final class DeadLettersCommand implements Callable<Integer> {
    private static final int MOST = 10_000;
    private static final int SHOWN = 100;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--connection", description = "Only this connection.")
    private @Nullable String connection;

    @Option(names = "--type", description = "Only records of this type.")
    private @Nullable String type;

    @Option(names = "--code", description = "Only this code, such as REQUIRED_FIELD_MISSING.")
    private @Nullable String code;

    @Option(names = "--limit", defaultValue = "50", description = "Most lines; ${DEFAULT-VALUE} unless said otherwise.")
    private int limit;

    DeadLettersCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "--limit must be 1-" + MOST + ".");
        }
        try (State state = session.state(common)) {
            String word = type == null ? null : RecordType.of(type).word();
            List<DeadLetter> letters = state.letters()
                    .find(new DeadLetterFilter(connection, word, code, null, "open", null, null, null, limit));
            if (common.json) {
                session.json(letters.stream().map(DeadLettersCommand::shown).toList());
            } else if (letters.isEmpty()) {
                session.say("No dead letter is open.");
            } else {
                print(letters, state.letters().open());
            }
            return Cli.OK;
        }
    }

    private void print(List<DeadLetter> letters, long open) {
        Table table = new Table("no", "time", "connection", "type", "id", "code", "error");
        letters.forEach(l -> table.row(
                l.id(),
                Session.told(l.at()),
                l.connection(),
                l.type(),
                l.recordId(),
                l.code(),
                StringUtils.abbreviate(l.error(), SHOWN)));
        table.print(session);
        session.say("");
        Map<String, String> cures = new LinkedHashMap<>();
        letters.forEach(l -> cures.putIfAbsent(l.code(), l.cure()));
        cures.forEach((word, cure) -> session.say(word + ": " + cure));
        session.say(open + " open. Try again with: ./caravan replay NO ..., or --all.");
    }

    /** Without the record itself, which holds personal data; {@code explain} shows it. */
    private static Map<String, Object> shown(DeadLetter l) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", l.id());
        shown.put("at", l.at());
        shown.put("route", l.route());
        shown.put("connection", l.connection());
        shown.put("direction", l.direction());
        shown.put("type", l.type());
        shown.put("recordId", l.recordId());
        shown.put("code", l.code());
        shown.put("error", l.error());
        shown.put("cure", l.cure());
        shown.put("attempts", l.attempts());
        return shown;
    }
}
