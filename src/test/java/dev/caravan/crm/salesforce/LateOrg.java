package dev.caravan.crm.salesforce;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An org with a clock of its own, whose changes carry the second in which they were saved and are seen when they are
 * committed. It understands the one statement that polling asks.
 */
final class LateOrg implements AutoCloseable {
    private static final Pattern AFTER =
            Pattern.compile("WHERE (?:\\(SystemModstamp = (\\S+) AND Id > '(\\w+)'\\) OR )?SystemModstamp > (\\S+)");

    final WireMockServer server;
    Instant now = Instant.parse("2020-05-01T10:00:00Z");
    boolean dated = true;
    private final List<Saved> saved = new ArrayList<>();
    private final Map<String, Instant> locks = new HashMap<>();

    /** @param seenFrom when its transaction has committed */
    record Saved(String id, Instant stamp, Instant seenFrom) {}

    LateOrg() {
        server = new WireMockServer(WireMockConfiguration.options()
                .dynamicPort()
                .bindAddress("127.0.0.1")
                .extensions(new Answers()));
        server.start();
        server.stubFor(get(urlPathEqualTo("/services/data/v67.0/queryAll"))
                .willReturn(aResponse().withTransformers("late-org")));
    }

    static String id(int number) {
        return Soql.longId("003" + String.format("%012d", number));
    }

    /** A record is saved now and seen after some seconds; one that is being saved already waits for that. */
    void save(int number, int secondsToCommit) {
        Instant seenFrom = now.plusSeconds(secondsToCommit);
        Instant lockedUntil = locks.getOrDefault(id(number), now);
        Instant committed = seenFrom.isBefore(lockedUntil) ? lockedUntil : seenFrom;
        locks.put(id(number), committed);
        saved.add(new Saved(id(number), now, committed));
    }

    List<Saved> everything() {
        return saved;
    }

    private String answer(String soql) {
        Map<String, Saved> latest = new HashMap<>();
        saved.stream()
                .filter(change -> !change.seenFrom().isAfter(now))
                .forEach(change -> latest.put(change.id(), change));
        Matcher after = AFTER.matcher(soql);
        boolean page = after.find();
        List<Saved> rows = page ? after(after, latest.values()) : newest(latest.values());
        ObjectNode json = SandboxOrg.JSON.createObjectNode().put("done", true).put("totalSize", rows.size());
        ArrayNode records = json.putArray("records");
        rows.forEach(row -> records.addObject()
                .put("Id", row.id())
                .put("IsDeleted", false)
                .put("SystemModstamp", row.stamp().toString().replace("Z", ".000+0000")));
        return json.toString();
    }

    private static List<Saved> newest(Collection<Saved> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(Saved::stamp).reversed())
                .limit(1)
                .toList();
    }

    private static List<Saved> after(Matcher after, Collection<Saved> rows) {
        Instant time = Instant.parse(after.group(3));
        return rows.stream()
                .filter(row -> row.stamp().isAfter(time)
                        || (after.group(1) != null
                                && row.stamp().equals(Instant.parse(after.group(1)))
                                && row.id().compareTo(after.group(2)) > 0))
                .sorted(Comparator.comparing(Saved::stamp).thenComparing(Saved::id))
                .limit(2000)
                .toList();
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Answers implements ResponseDefinitionTransformerV2 {
        @Override
        public ResponseDefinition transform(ServeEvent event) {
            var response = aResponse()
                    .withBody(answer(event.getRequest().queryParameter("q").firstValue()));
            if (dated) {
                response.withHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC)));
            }
            return response.build();
        }

        @Override
        public String getName() {
            return "late-org";
        }

        @Override
        public boolean applyGlobally() {
            return false;
        }
    }
}
