package dev.caravan.cli;

import dev.caravan.demo.twoway.Silence;
import dev.caravan.demo.twoway.Told;
import dev.caravan.demo.twoway.TwoWayDemo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints the story of the two-way demo. */
final class TwoWayText {
    private static final String INDENT = "    ";
    private static final int LONGEST = 32;

    private final Session session;

    TwoWayText(Session session) {
        this.session = session;
    }

    void part(Told told) {
        session.say("");
        session.say(session.strong(String.format("%2d  %s", told.number(), told.title())));
        Table acts = new Table("", "");
        told.acts().forEach(act -> acts.row(act.where(), act.what()));
        acts.print(session, INDENT);
        session.say("");
        steps(told);
        if (!told.kept().isEmpty()) {
            session.say("");
            Table kept = new Table("gave way", "", "of", "to", "because");
            told.kept()
                    .forEach(k -> kept.row(k.record() + " " + k.field(), k.value(), k.origin(), k.lostTo(), k.why()));
            kept.print(session, INDENT);
        }
        if (!told.values().isEmpty()) {
            session.say("");
            Table values = new Table("afterwards", "", "hub", "HubSpot", "Salesforce");
            told.values()
                    .forEach(row -> values.row(
                            row.record(),
                            row.field(),
                            shown(row.hub()),
                            shown(row.hubspot()),
                            shown(row.salesforce())));
            values.print(session, INDENT);
        }
        session.say("");
        Table why = new Table("", "");
        why.row("why", told.rule());
        why.row("API writes", counts(told.writes()));
        why.print(session, INDENT);
        told.wrong()
                .forEach(wrong -> session.say(INDENT + session.tinted("failed", "NOT SO: ") + Table.oneLine(wrong)));
    }

    /** What moved, one line for what is alike; what was only looked at again is counted. */
    private void steps(Told told) {
        Map<String, List<Told.Step>> moved = new LinkedHashMap<>();
        Map<String, Integer> looked = new LinkedHashMap<>();
        for (Told.Step step : told.caravan()) {
            String way = step.from() + " > " + step.to();
            if (step.outcome().equals("unchanged")) {
                looked.merge(way, step.times(), Integer::sum);
            } else {
                moved.computeIfAbsent(way + " " + step.type() + " " + step.outcome(), alike -> new ArrayList<>())
                        .add(step);
            }
        }
        Table steps = new Table("Caravan", "", "", "");
        for (List<Told.Step> alike : moved.values()) {
            Told.Step first = alike.get(0);
            int more = alike.stream().mapToInt(Told.Step::times).sum() - 1;
            steps.row(
                    first.from() + " > " + first.to(),
                    first.type(),
                    first.outcome(),
                    first.message() + (more > 0 ? ", and " + more + " more" : ""));
        }
        looked.forEach((way, times) ->
                steps.row(way, "", "unchanged", times + (times == 1 ? " look" : " looks") + ", nothing to do"));
        steps.print(session, INDENT);
    }

    private static String shown(@Nullable String value) {
        if (value == null) {
            return "-";
        }
        boolean hasOddBlanks = !value.equals(value.strip()) || value.contains("  ");
        String line = value.isEmpty() ? "(empty)" : Table.oneLine(hasOddBlanks ? "\"" + value + "\"" : value);
        return line.length() > LONGEST ? line.substring(0, LONGEST - 3) + "..." : line;
    }

    private static String counts(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    void silence(Silence heard) {
        session.say("");
        session.say(
                session.strong("    Silence: nobody edits for " + Session.told(Duration.ofSeconds(heard.seconds()))));
        session.say(INDENT + "API writes  " + counts(heard.calls()));
        if (heard.isSilent()) {
            return;
        }
        session.say("");
        Table written = new Table("CRM", "at", "call", "object", "id", "fields");
        heard.written().forEach(w -> written.row(w.where(), w.at(), w.operation(), w.object(), w.id(), w.fields()));
        written.print(session, INDENT);
        heard.why().forEach(line -> session.say(INDENT + Table.oneLine(line)));
    }

    void end(List<Told> story) {
        List<Integer> wrong =
                story.stream().filter(told -> !told.isWell()).map(Told::number).toList();
        session.say("");
        session.say(INDENT
                + (wrong.isEmpty()
                        ? "All " + story.size() + " parts came out as they should."
                        : session.tinted("failed", "NOT as it should") + ": part "
                                + wrong.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }

    /** What to try, as lines for a shell. */
    void byHand(TwoWayDemo.Addresses at) {
        session.note("");
        session.note("It goes on running. HubSpot " + at.hubspot() + ", Salesforce " + at.salesforce() + ", Caravan "
                + at.caravan() + " (console and API: " + at.login() + ")");
        session.note("Database, mappings and log: " + at.folder());
        session.note("");
        session.note("Edit Lin in HubSpot, in Salesforce, in the App:");
        session.note("  curl -X PATCH " + at.hubspot() + "/_sandbox/records/contacts/" + at.linInHubSpot()
                + " -d '{\"lastname\":\"Moreau\"}'");
        session.note("  curl -X PATCH " + at.salesforce() + "/_sandbox/records/Contact/" + at.linInSalesforce()
                + " -d '{\"Phone\":\"+31205550111\"}'");
        session.note(
                "  curl -u " + at.login() + " " + at.caravan()
                        + "/api/records/contact -H 'Content-Type: application/json' -d '{\"id\":\"lin\",\"phone\":\"+31205550222\"}'");
        session.note("What Caravan does about it, and how all three stand:");
        session.note("  ./caravan log --follow --caravan.data-dir=" + at.folder());
        session.note("  curl " + at.hubspot() + "/_sandbox/records/contacts");
        session.note("  curl " + at.salesforce() + "/_sandbox/records/Contact");
        session.note("  ./caravan explain contact lin --caravan.data-dir=" + at.folder());
        session.note("Webhooks stay doubled and late, and values normalised, as in the story, until you end that:");
        session.note("  curl -X PUT " + at.hubspot() + "/_sandbox/faults -d '{}'; curl -X PUT " + at.salesforce()
                + "/_sandbox/faults -d '{}'");
        session.note("Ctrl-C ends it.");
    }
}
