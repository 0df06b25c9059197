package dev.caravan.cli;

import dev.caravan.console.operations.ImportView;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code caravan status}. */
@Command(
        name = "status",
        description = "Shows per connection what waits, since when, what failed and what is held.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:shown", "2:wrong usage, or no database"})
final class StatusCommand implements Callable<Integer> {
    private static final int MOST_HELD = 1000;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    StatusCommand(Session session) {
        this.session = session;
    }

    /**
     * How one connection stands.
     *
     * @param state on, off or paused
     * @param pausedUntil null unless paused
     * @param oldestSince null when no mark waits
     * @param held at most 1000 are counted
     */
    record Line(
            String connection,
            String type,
            String state,
            @Nullable Instant pausedUntil,
            long marksWaiting,
            @Nullable Instant oldestSince,
            long deadLetters,
            long held) {}

    /** How everything stands. */
    record Answer(
            Map<String, Long> records, List<Line> connections, long deadLetters, long held, List<ImportView> imports) {}

    @Override
    public Integer call() {
        try (State state = session.state(common)) {
            Map<String, Long> letters = state.letters().openByConnection();
            List<Line> lines = new ArrayList<>();
            new TreeMap<>(state.settings().connections())
                    .forEach((name, settings) -> lines.add(line(
                            state,
                            new ConnectionName(name),
                            settings.type(),
                            settings.enabled(),
                            letters.getOrDefault(name, 0L))));
            Answer answer = new Answer(
                    new TreeMap<>(state.records().counts()),
                    lines,
                    state.letters().open(),
                    state.reviews().countOpen(),
                    state.imports().open().stream()
                            .map(job -> ImportsCommand.view(state, job))
                            .toList());
            if (common.json) {
                session.json(answer);
            } else {
                print(answer);
            }
            return Cli.OK;
        }
    }

    private Line line(State state, ConnectionName name, String type, boolean isOn, long letters) {
        ChangeMarkStore.Backlog backlog = state.marks().backlog(name);
        Instant paused = state.pauses()
                .pausedUntil(name)
                .filter(u -> u.isAfter(session.clock().instant()))
                .orElse(null);
        boolean isStopped = state.stops().find(name).isPresent();
        return new Line(
                name.value(),
                type,
                !isOn ? "off" : isStopped ? "stopped" : paused == null ? "on" : "paused",
                paused,
                backlog.marks(),
                backlog.oldest().orElse(null),
                letters,
                state.reviews().open(name, 0, MOST_HELD).size());
    }

    private void print(Answer answer) {
        Table table = new Table("connection", "type", "state", "marks waiting", "oldest", "dead letters", "held");
        for (Line l : answer.connections()) {
            table.row(
                    l.connection(),
                    l.type(),
                    l.state(),
                    l.marksWaiting(),
                    l.oldestSince() == null
                            ? "-"
                            : Session.told(Duration.between(
                                    l.oldestSince(), session.clock().instant())),
                    l.deadLetters(),
                    l.held() == MOST_HELD ? MOST_HELD + "+" : l.held());
        }
        if (answer.connections().isEmpty()) {
            session.say("No connection is configured.");
        } else {
            table.print(session);
        }
        session.say("");
        String records = answer.records().isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        answer.records().entrySet().stream()
                                .map(r -> r.getValue() + " " + r.getKey())
                                .toList());
        session.say("Records in the hub: " + records);
        session.say("Dead letters: " + answer.deadLetters() + "   held: " + answer.held());
        if (!answer.imports().isEmpty()) {
            session.say("");
            ImportsCommand.print(session, answer.imports());
        }
    }
}
