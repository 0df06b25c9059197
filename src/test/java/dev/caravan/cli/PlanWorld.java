package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Subscriptions;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A hub with marks, a HubSpot to go to, and the command line; nobody works on the marks. */
final class PlanWorld implements AutoCloseable {
    static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ObjectMapper JSON = new ObjectMapper();

    final Path folder;
    final List<String> settings = new ArrayList<>();
    final Database database;
    final RecordStore records;
    final LinkStore links;
    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
    private final String url = sandboxes.vendor("hubspot").baseUrl();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Intake intake;
    private Instant time = Clock.systemUTC().instant().minus(Duration.ofDays(2));

    PlanWorld(Path folder) {
        this.folder = folder;
        settings.add("--caravan.data-dir=" + folder);
        settings.add("--caravan.connections.hubspot.type=hubspot");
        settings.add("--caravan.connections.hubspot.base-url=" + url);
        settings.add("--caravan.connections.hubspot.auth.token=sandbox");
        settings.add("--caravan.connections.hubspot.pull=true");
        settings.add("--caravan.connections.hubspot.unique-fields.contact=caravan_id");
        settings.add("--caravan.connections.hubspot.unique-fields.company=caravan_id");
        database = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 2, Duration.ofSeconds(5)));
        records = new RecordStore(database);
        links = new LinkStore(database);
        Subscriptions subscriptions = new Subscriptions();
        RecordType.objects().forEach(type -> subscriptions.add(HUBSPOT, type, type != RecordType.COMPANY));
        List<RecordType> linked = List.of(RecordType.CONTACT, RecordType.COMPANY, RecordType.DEAL);
        RecordType.activities().forEach(type -> subscriptions.add(HUBSPOT, type, linked));
        intake = new Intake(database, Clock.systemUTC(), subscriptions, new MarkSignal(), new MatchKeys("US")::of);
    }

    /** Another setting for a command from now on. */
    void set(String setting) {
        String key = "--caravan." + setting.substring(0, setting.indexOf('=') + 1);
        settings.removeIf(s -> s.startsWith(key));
        settings.add("--caravan." + setting);
    }

    CommandRun run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(settings);
        return CommandRun.at(Clock.systemUTC(), all.toArray(String[]::new));
    }

    JsonNode plan(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("plan"));
        all.addAll(List.of(words));
        all.add("--json");
        CommandRun run = run(all.toArray(String[]::new));
        assertThat(run.out()).as(run.err()).isNotBlank();
        return JSON.readTree(run.out());
    }

    /** Plans into a file, and carries that out. */
    CommandRun apply() {
        run("plan", "--out", file().toString());
        return run("apply", file().toString());
    }

    Path file() {
        return folder.resolve("plan.json");
    }

    /** The App sends a record; a later call is a later change. */
    void app(RecordType type, String id, Map<String, Object> fields) {
        time = time.plusSeconds(60);
        intake.receive(type, List.of(new Incoming(type, id, new LinkedHashMap<>(fields), time, "app")))
                .join();
    }

    void mark(RecordType type, String... externalIds) {
        database.writeNow(tx -> {
            intake.markPull(tx, HUBSPOT, type, List.of(externalIds), "webhook", Lane.LIVE, null);
            return 0;
        });
    }

    HubRecord hub(RecordType type, String id) {
        return records.find(new RecordKey(type, id)).orElseThrow();
    }

    String linked(RecordType type, String id) {
        return links.find(HUBSPOT, new RecordKey(type, id)).orElseThrow().id().id();
    }

    String create(String object, String properties) throws Exception {
        return call("POST", "/crm/v3/objects/" + object, "{\"properties\":" + properties + "}")
                .path("id")
                .asText();
    }

    void edit(String object, String id, String properties) throws Exception {
        call("PATCH", "/crm/v3/objects/" + object + "/" + id, "{\"properties\":" + properties + "}");
    }

    void delete(String object, String id) throws Exception {
        call("DELETE", "/crm/v3/objects/" + object + "/" + id, "");
    }

    /** Makes a company a contact's primary one. */
    void associate(String contact, String company) throws Exception {
        call(
                "PUT",
                "/crm/v4/objects/contacts/" + contact + "/associations/companies/" + company,
                "[{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":1}]");
    }

    /** What HubSpot tells of one property. */
    String read(String object, String id, String property) throws Exception {
        return call("GET", "/crm/v3/objects/" + object + "/" + id + "?properties=" + property)
                .path("properties")
                .path(property)
                .asText();
    }

    /** Every property of every living record of an object, by id, but those that say when it was changed. */
    Map<String, Map<String, String>> crm(String object) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (JsonNode record : sandboxes.vendor("hubspot").api().records(object)) {
            if (!record.path("archived").asBoolean()) {
                Map<String, String> fields = new TreeMap<>();
                record.path("properties").fields().forEachRemaining(f -> {
                    boolean isTime =
                            f.getKey().contains("lastmodified") || f.getKey().contains("createdate");
                    if (!f.getValue().isNull() && !isTime) {
                        fields.put(f.getKey(), f.getValue().asText());
                    }
                });
                all.put(record.path("id").asText(), fields);
            }
        }
        return all;
    }

    /** Calls by operation, without those for tokens. */
    Map<String, Long> calls() throws Exception {
        Map<String, Long> calls = new TreeMap<>();
        control("GET", "/calls", "").path("operations").fields().forEachRemaining(e -> {
            if (!e.getKey().contains("token")) {
                calls.put(e.getKey(), e.getValue().asLong());
            }
        });
        return calls;
    }

    /** How many of the calls write. */
    long writes() throws Exception {
        return calls().entrySet().stream()
                .filter(e -> !e.getKey().startsWith("GET"))
                .filter(e -> !e.getKey().contains("/batch/read") && !e.getKey().contains("/search"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    JsonNode control(String method, String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + "/_sandbox" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode call(String method, String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer sandbox")
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
        return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    /** Every row of every table. */
    Map<String, List<String>> content() throws Exception {
        Map<String, List<String>> content = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("caravan.db"));
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                content.put(table, rows(statement, table));
            }
        }
        return content;
    }

    private static List<String> rows(Statement statement, String table) throws Exception {
        List<String> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(rows.getString(i)).append('|');
                }
                all.add(row.toString());
            }
        }
        all.sort(String::compareTo);
        return all;
    }

    @Override
    public void close() {
        database.close();
        sandboxes.close();
    }
}
