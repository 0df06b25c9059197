package dev.caravan.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what became of the sample data, where to look, and what to try next. */
final class DemoSummary {
    private static final List<String> OUTCOMES =
            List.of("created", "updated", "unchanged", "skipped", "held", "failed");

    private final PrintStream out;
    private final int port;
    private final String passwordFile;

    DemoSummary(PrintStream out, int port, String passwordFile) {
        this.out = out;
        this.port = port;
        this.passwordFile = passwordFile;
    }

    void print(DemoResult result, Map<String, String> sandboxes) {
        out.println();
        int count = sandboxes.size();
        out.println("Caravan demo: sample data, into "
                + (count == 1 ? "one CRM sandbox" : (count == 2 ? "two" : String.valueOf(count)) + " CRM sandboxes"));
        out.println();
        result.taken()
                .forEach((type, t) -> out.printf(
                        "  %-8s in %5d   new %5d   changed %4d   known already %5d   refused %3d%n",
                        type, t.received(), t.created(), t.updated(), t.unchanged(), t.rejected()));
        out.println();
        out.printf("  %-12s %-9s %7s", "connection", "record", "in hub");
        OUTCOMES.forEach(o -> out.printf(" %9s", o));
        out.println("   sum");
        result.outcomes()
                .forEach((connection, byType) -> byType.keySet().forEach(type -> row(result, connection, type)));
        out.println();
        boolean nothingNew = result.taken().values().stream().allMatch(DemoResult.Taken::nothingNew);
        if (nothingNew) {
            out.println("  The hub knew all of it already, so nothing was pushed again.");
        }
        result.calls().forEach((connection, calls) -> {
            long least = LeastCalls.of(connection, result.outcomes().getOrDefault(connection, Map.of()));
            String compared = nothingNew ? "" : "   (least possible for this much: " + least + ")";
            out.printf("  API calls to %-12s %5d%s%n", connection, calls, compared);
        });
        out.printf(
                Locale.ROOT,
                "  %.1f seconds from the first record to the last settled mark%n",
                result.took().toMillis() / 1000.0);
        out.println(
                result.addsUp() && result.settled()
                        ? "  Every record is accounted for."
                        : "  NOT every record is accounted for yet: ./caravan log shows what is missing.");
        look(sandboxes);
    }

    private void row(DemoResult result, String connection, String type) {
        Map<String, Long> counts =
                result.outcomes().getOrDefault(connection, Map.of()).getOrDefault(type, Map.of());
        out.printf("  %-12s %-9s %7d", connection, type, result.inHub().getOrDefault(type, 0L));
        OUTCOMES.forEach(o -> out.printf(" %9d", counts.getOrDefault(o, 0L)));
        out.printf(" %5d%n", result.ended(connection, type));
    }

    private void look(Map<String, String> sandboxes) {
        String login = "operator:$(sed -n s/^operator=//p " + passwordFile + ")";
        out.println();
        out.printf("  Console    http://localhost:%d/   user 'operator', password in %s%n", port, passwordFile);
        sandboxes.forEach((name, url) -> out.printf("  Sandbox    %s   %s%n", url, name));
        out.println();
        out.println("  Try next:");
        out.printf(
                "    curl -u \"%s\" localhost:%d/api/records/contact -H 'Content-Type: application/json' \\%n",
                login, port);
        out.println(
                "      -d '{\"id\":\"me\",\"first_name\":\"Ada\",\"last_name\":\"Byron\",\"work_email\":\"ada@byron.example\"}'");
        out.printf("    curl -u \"%s\" localhost:%d/api/explain/contact/me%n", login, port);
        out.printf("    curl -u \"%s\" 'localhost:%d/api/dead-letters?limit=3'%n", login, port);
        out.println();
        out.println("  Ctrl-C ends it.");
        out.println();
    }
}
