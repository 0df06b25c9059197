package dev.caravan.cli;

import dev.caravan.console.operations.ImportView;
import dev.caravan.console.operations.PullView;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.BudgetStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.PauseStore;
import dev.caravan.pull.ImportState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan status}. */
@Command(
        name = "status",
        description =
                "Shows what waits, since when, what failed and what is held, how far the CRMs were looked through for"
                        + " changes, and what the imports do.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing needs a person",
            "1:something does: dead letters, held records, a failed import, a stopped connection, or marks that wait for long",
            "2:wrong usage, or no database"
        })
final class StatusCommand implements Callable<Integer> {
    private static final int MOST_HELD = 1000;
    /** A process that has said nothing for longer than this does not run. */
    private static final Duration RUNS = BudgetStore.EVERY.multipliedBy(4);

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--late",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = AgoConverter.class,
            description = "How long a mark may wait before that needs a person; 1h unless told otherwise.")
    private Duration late = Duration.ofHours(1);

    StatusCommand(Session session) {
        this.session = session;
    }

    /**
     * How one connection stands.
     *
     * @param state on, off in the settings or by a person, paused, or stopped because the App's endpoint wants nothing
     *     more
     * @param pausedUntil null unless paused
     * @param pauseReason in the CRM's own words; null unless paused
     * @param budget what running processes use of the rate limit; null when none runs
     * @param pull whether what changes there is taken
     * @param poll how often it is asked what changed; null where it is never asked
     * @param marksWaiting in both directions
     * @param oldestSince null when no mark waits
     * @param held at most 1000 are counted
     */
    record Line(
            String connection,
            String type,
            String state,
            @Nullable Instant pausedUntil,
            @Nullable String pauseReason,
            BudgetStore.@Nullable Figures budget,
            boolean pull,
            @Nullable String poll,
            long marksWaiting,
            @Nullable Instant oldestSince,
            long deadLetters,
            long held) {}

    /**
     * How everything stands.
     *
     * @param attention what needs a person, and the command for it; empty when nothing does
     */
    record Answer(
            Map<String, Long> records,
            List<Line> connections,
            List<PullView> pulls,
            long deadLetters,
            long held,
            List<ImportView> imports,
            List<String> attention) {}

    @Override
    public Integer call() {
        try (State state = session.state(common)) {
            Map<String, Long> letters = state.letters().openByConnection();
            Instant now = session.clock().instant();
            Map<String, BudgetStore.Figures> budgets = state.budgets().since(now.minus(RUNS));
            Set<String> off = state.switches().off().keySet();
            List<Line> lines = new ArrayList<>();
            new TreeMap<>(state.settings().connections())
                    .forEach((name, settings) -> lines.add(line(
                            state,
                            new ConnectionName(name),
                            settings,
                            settings.enabled() && !off.contains(name),
                            budgets.get(name),
                            letters.getOrDefault(name, 0L))));
            List<ImportView> imports = state.imports().open().stream()
                    .map(job -> ImportsCommand.view(state, job))
                    .toList();
            long open = state.letters().open();
            long held = state.reviews().countOpen();
            Answer answer = new Answer(
                    new TreeMap<>(state.records().counts()),
                    lines,
                    PullView.of(state.cursors().all(), state.marks().waiting(), now),
                    open,
                    held,
                    imports,
                    attention(lines, open, held, imports, now));
            if (common.json) {
                session.json(answer);
            } else {
                print(answer);
            }
            return answer.attention().isEmpty() ? Cli.OK : Cli.FOUND_WRONG;
        }
    }

    private List<String> attention(List<Line> lines, long letters, long held, List<ImportView> imports, Instant now) {
        List<String> attention = new ArrayList<>();
        if (letters > 0) {
            attention.add(letters + (letters == 1 ? " dead letter" : " dead letters") + ": ./caravan dead-letters");
        }
        if (held > 0) {
            attention.add(held + (held == 1 ? " held record" : " held records") + ": ./caravan review");
        }
        imports.stream()
                .filter(v -> v.state().equals(ImportState.FAILED.word()))
                .forEach(v -> attention.add(
                        "import " + v.id() + " failed: when its reason is gone, ./caravan imports resume " + v.id()));
        for (Line l : lines) {
            if (l.state().equals("stopped")) {
                attention.add(l.connection() + ": its endpoint said that it is gone. When it is back: ./caravan enable "
                        + l.connection());
            }
            Duration age = l.oldestSince() == null ? Duration.ZERO : Duration.between(l.oldestSince(), now);
            if (age.compareTo(late) > 0) {
                attention.add(l.connection() + ": a mark waits for " + Session.told(age)
                        + ". Does the runtime run, and are its credentials good?");
            }
        }
        return attention;
    }

    private Line line(
            State state,
            ConnectionName name,
            ConnectionSettings settings,
            boolean isOn,
            BudgetStore.@Nullable Figures budget,
            long letters) {
        ChangeMarkStore.Backlog backlog = state.marks().backlog(name);
        PauseStore.Pause paused = state.pauses()
                .find(name)
                .filter(p -> p.until().isAfter(session.clock().instant()))
                .orElse(null);
        boolean isStopped = state.stops().find(name).isPresent();
        return new Line(
                name.value(),
                settings.type(),
                !isOn ? "off" : isStopped ? "stopped" : paused == null ? "on" : "paused",
                paused == null ? null : paused.until(),
                paused == null ? null : paused.reason(),
                isOn ? budget : null,
                settings.pull(),
                !settings.pull() || settings.poll().isZero() ? null : told(settings.poll()),
                backlog.marks(),
                backlog.oldest().orElse(null),
                letters,
                state.reviews().open(name, 0, MOST_HELD).size());
    }

    private void print(Answer answer) {
        Table table = new Table(
                "connection",
                "type",
                "state",
                "pull",
                "marks waiting",
                "oldest",
                "dead letters",
                "held",
                "rate used",
                "left today");
        for (Line l : answer.connections()) {
            table.row(
                    l.connection(),
                    l.type(),
                    l.pausedUntil() == null ? l.state() : l.state() + " until " + Session.told(l.pausedUntil()),
                    !l.pull() ? "no" : l.poll() == null ? "webhooks" : "every " + l.poll(),
                    l.marksWaiting(),
                    l.oldestSince() == null
                            ? "-"
                            : Session.told(Duration.between(
                                    l.oldestSince(), session.clock().instant())),
                    l.deadLetters(),
                    l.held() == MOST_HELD ? MOST_HELD + "+" : l.held(),
                    l.budget() == null ? "-" : Math.round(l.budget().used() * 100) + " %",
                    l.budget() == null ? "-" : leftToday(l.budget()));
        }
        if (answer.connections().isEmpty()) {
            session.say("No connection is configured.");
        } else {
            table.print(session);
        }
        answer.connections().stream()
                .filter(l -> l.pauseReason() != null && l.pausedUntil() != null)
                .forEach(l -> session.say(Table.oneLine(
                        l.connection() + " pauses until " + Session.told(l.pausedUntil()) + ": " + l.pauseReason())));
        pulls(answer.pulls());
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
        if (!answer.attention().isEmpty()) {
            session.say("");
            session.say(session.strong("Needs a person"));
            answer.attention().forEach(line -> session.say("  " + Table.oneLine(line)));
        }
    }

    private static String leftToday(BudgetStore.Figures budget) {
        if (budget.dailyLeft() == null || budget.renewsAt() == null) {
            return "no limit";
        }
        return budget.dailyLeft() + " of " + budget.dailyAllowed() + " until " + Session.told(budget.renewsAt());
    }

    private void pulls(List<PullView> pulls) {
        if (pulls.isEmpty()) {
            return;
        }
        session.say("");
        Instant now = session.clock().instant();
        Table table = new Table("pull", "type", "last change seen", "waiting", "oldest");
        for (PullView p : pulls) {
            table.row(
                    p.connection(),
                    p.type(),
                    p.movedAt() == null ? "-" : Session.told(Duration.between(p.movedAt(), now)) + " ago",
                    p.marksWaiting(),
                    p.marksWaiting() == 0 ? "-" : Session.told(Duration.ofSeconds(p.oldestMarkAgeSeconds())));
        }
        table.print(session);
    }

    /** As in settings: {@code 60s}, {@code 300ms}. */
    private static String told(Duration time) {
        return DurationStyle.SIMPLE.print(time, time.toMillisPart() == 0 ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
    }
}
