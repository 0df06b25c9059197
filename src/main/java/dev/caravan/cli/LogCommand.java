package dev.caravan.cli;

import dev.caravan.console.operations.SyncLogLine;
import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.synclog.SyncLogEntry;
import dev.caravan.synclog.SyncLogFilter;
import dev.caravan.synclog.SyncLogStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code caravan log}. */
@Command(
        name = "log",
        description = "Shows the sync log: one line per settled record, the newest last.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:shown, also when there is no line", "2:wrong usage, or no database"})
final class LogCommand implements Callable<Integer> {
    private static final int PAGE = 1000;
    private static final int SHOWN = 100;

    private final Session session;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--connection", description = "Only this connection.")
    private @Nullable String connection;

    @Option(names = "--type", description = "Only records of this type: company, contact, lead, deal.")
    private @Nullable String type;

    @Option(
            names = "--outcome",
            split = ",",
            description = "Only these outcomes: created, updated, unchanged, skipped, held, failed.")
    private List<String> outcomes = new ArrayList<>();

    @Option(
            names = "--since",
            converter = AgoConverter.class,
            description = "Only lines younger than that: 30m, 1h, 2d.")
    private @Nullable Duration since;

    @Option(names = "--key", description = "Only the record with this id, in the hub or in the CRM.")
    private @Nullable String key;

    @Option(names = "--limit", defaultValue = "50", description = "Most lines; ${DEFAULT-VALUE} unless said otherwise.")
    private int limit;

    @Option(names = "--follow", description = "Goes on with what is settled from now on; Ctrl-C ends it.")
    private boolean follow;

    LogCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "--limit must be at least 1.");
        }
        try (State state = session.state(common)) {
            SyncLogStore log = state.log();
            List<SyncLogEntry> lines = newest(log);
            if (follow) {
                lines.forEach(this::line);
                follow(log, lines.isEmpty() ? 0 : lines.get(lines.size() - 1).id());
            } else if (common.json) {
                lines.forEach(this::line);
            } else if (lines.isEmpty()) {
                session.say("No line fits.");
            } else {
                print(lines);
            }
            return Cli.OK;
        }
    }

    /** Oldest first, as a log is read. */
    private List<SyncLogEntry> newest(SyncLogStore log) {
        List<SyncLogEntry> lines = new ArrayList<>();
        Long before = null;
        while (lines.size() < limit) {
            int most = Math.min(PAGE, limit - lines.size());
            List<SyncLogEntry> page = log.find(filter(before, most));
            lines.addAll(page);
            if (page.size() < most) {
                break;
            }
            before = page.get(page.size() - 1).id();
        }
        Collections.reverse(lines);
        return lines;
    }

    private void follow(SyncLogStore log, long from) {
        long last = from;
        while (!Thread.currentThread().isInterrupted() && !session.isUnread()) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            List<SyncLogEntry> fresh = new ArrayList<>();
            Long before = null;
            boolean isMore = true;
            while (isMore) {
                List<SyncLogEntry> page = log.find(filter(before, PAGE));
                for (SyncLogEntry entry : page) {
                    if (entry.id() > last) {
                        fresh.add(entry);
                    }
                }
                isMore = page.size() == PAGE && page.get(PAGE - 1).id() > last;
                before = isMore ? Long.valueOf(page.get(PAGE - 1).id()) : null;
            }
            Collections.reverse(fresh);
            fresh.forEach(this::line);
            last = fresh.isEmpty() ? last : fresh.get(fresh.size() - 1).id();
        }
    }

    private SyncLogFilter filter(@Nullable Long before, int most) {
        Set<String> words = new HashSet<>();
        outcomes.forEach(o -> words.addAll(SyncLogWords.outcomes(o)));
        Instant start = since == null ? null : session.clock().instant().minus(since);
        return new SyncLogFilter(
                connection,
                type == null ? null : SyncLogWords.type(type).word(),
                key,
                words,
                null,
                start,
                null,
                before,
                most);
    }

    private void line(SyncLogEntry e) {
        if (common.json) {
            session.jsonLine(shown(e));
            return;
        }
        session.say(String.join(
                "  ",
                Session.told(e.at()),
                String.format("%-12s", e.connection()),
                String.format("%-24s", e.type() + " " + Table.oneLine(e.recordId())),
                session.tinted(e.outcome(), String.format("%-9s", e.outcome())),
                Table.oneLine(StringUtils.abbreviate(e.message(), SHOWN))));
    }

    /** As the API shows it: without the trail, which holds personal data; {@code explain} shows that. */
    private static SyncLogLine shown(SyncLogEntry e) {
        return SyncLogLine.of(
                e.id(),
                e.connection(),
                RecordType.of(e.type()),
                SyncLogWords.direction(e.direction()),
                e.outcome(),
                e.at(),
                e.message(),
                e.recordId(),
                e.externalId(),
                e.code());
    }

    private void print(List<SyncLogEntry> lines) {
        Table table = new Table("time", "connection", "direction", "type", "id", "outcome", "CRM id", "message");
        lines.forEach(e -> table.row(
                Session.told(e.at()),
                e.connection(),
                e.direction(),
                e.type(),
                e.recordId(),
                e.outcome(),
                e.externalId(),
                StringUtils.abbreviate(e.message(), SHOWN)));
        table.print(session);
    }
}
