package dev.caravan.demo.twoway;

import dev.caravan.synclog.SyncLogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was written while nobody did anything.
 *
 * @param calls by CRM, calls of its API that write
 * @param written what was written, and where
 * @param why what the sync log has of pushes in that time
 */
public record Silence(long seconds, Map<String, Long> calls, List<Written> written, List<String> why) {

    /** Something that was written. */
    public record Written(String where, String at, String operation, String object, String id, String fields) {}

    /** Whether nobody wrote. */
    public boolean isSilent() {
        return written.isEmpty() && calls.values().stream().allMatch(n -> n == 0);
    }

    /** Watches for so long. */
    static Silence watch(Stage stage, Duration time) {
        Map<Place, Map<String, Long>> before = new LinkedHashMap<>();
        Map<Place, Long> commit = new LinkedHashMap<>();
        for (Place crm : Place.CRMS) {
            before.put(crm, stage.desk(crm).writes());
            commit.put(crm, stage.desk(crm).lastCommit());
        }
        long log = stage.lastLog();
        Instant end = stage.now().plus(time);
        while (stage.now().isBefore(end)) {
            Stage.pause(Duration.ofMillis(100));
        }
        Map<String, Long> calls = new LinkedHashMap<>();
        List<Written> written = new ArrayList<>();
        for (Place crm : Place.CRMS) {
            Desk desk = stage.desk(crm);
            Map<String, Long> known = before.getOrDefault(crm, Map.of());
            calls.put(
                    crm.title(),
                    desk.writes().entrySet().stream()
                            .mapToLong(each -> each.getValue() - known.getOrDefault(each.getKey(), 0L))
                            .sum());
            desk.commits(commit.getOrDefault(crm, 0L))
                    .forEach(each -> written.add(new Written(
                            crm.title(), each.at(), each.operation(), each.object(), each.id(), each.fields())));
        }
        List<String> why = stage.logAfter(log).stream()
                .filter(line -> line.direction().equals("From App"))
                .map(Silence::told)
                .toList();
        return new Silence(time.toSeconds(), calls, written, why);
    }

    private static String told(SyncLogEntry line) {
        return line.type() + " " + line.recordId() + " to " + line.connection() + ": " + line.outcome() + ", "
                + line.message();
    }
}
