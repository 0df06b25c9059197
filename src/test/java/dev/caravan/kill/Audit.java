package dev.caravan.kill;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;

/**
 * Compares what the senders were told with what the hub, its log and the CRMs hold. Every list is empty when all is
 * well.
 */
final class Audit {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> GOOD = Set.of("created", "updated", "unchanged");

    final List<String> lost = new ArrayList<>();
    final List<String> duplicates = new ArrayList<>();
    final List<String> stale = new ArrayList<>();
    final List<String> regressed = new ArrayList<>();
    final List<String> wrongLinks = new ArrayList<>();
    final List<String> badOutcomes = new ArrayList<>();
    final List<String> leftOver = new ArrayList<>();
    private final Map<String, Ledger.Entry> accepted;
    private final Path database;
    private final Crms crms;

    Audit(Map<String, Ledger.Entry> accepted, Path database, Crms crms) {
        this.accepted = accepted;
        this.database = database;
        this.crms = crms;
    }

    /** Marks that are not settled, and imports that are not done. */
    static long open(Path database) throws SQLException {
        String open = "SELECT (SELECT count(*) FROM change_mark)"
                + " + (SELECT count(*) FROM import_job WHERE state <> 'done')";
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(open)) {
            return rows.next() ? rows.getLong(1) : Long.MAX_VALUE;
        }
    }

    Audit run() throws SQLException, IOException, InterruptedException {
        try (Connection connection = connect(database)) {
            hub(connection);
            for (String crm : crms.names()) {
                for (String type : List.of("company", "contact")) {
                    crm(connection, crm, type);
                    journal(crm, type);
                }
            }
            outcomes(connection);
            pulled(connection);
            for (String nothing : List.of(
                    "SELECT 'mark', connection || ' ' || type || ' ' || record_key || ' ' || coalesce(last_error, '') FROM change_mark",
                    "SELECT 'dead letter', connection || ' ' || type || ' ' || record_id || ' ' || error FROM dead_letter",
                    "SELECT 'intent', connection || ' ' || type || ' ' || record_id FROM intent",
                    "SELECT 'review', connection || ' ' || type || ' ' || record_key || ' ' || reason FROM review")) {
                each(connection, nothing, row -> leftOver.add(row.getString(1) + " " + row.getString(2)));
            }
            each(connection, "PRAGMA integrity_check", row -> {
                if (!row.getString(1).equals("ok")) {
                    leftOver.add("integrity " + row.getString(1));
                }
            });
        }
        return this;
    }

    private void hub(Connection connection) throws SQLException {
        Map<String, String> held = new HashMap<>();
        each(
                connection,
                "SELECT type, id, fields FROM record",
                row -> held.put(row.getString(1) + "/" + row.getString(2), row.getString(3)));
        accepted.forEach((key, entry) -> {
            String fields = held.get(key);
            if (fields == null) {
                lost.add("hub " + key);
            } else if (!Sender.version(entry).equals(version(fields, entry.type()))) {
                stale.add("hub " + key);
            }
        });
    }

    private static String version(String fields, String type) {
        try {
            return JSON.readTree(fields).path(Sender.versionField(type)).asText();
        } catch (IOException e) {
            throw new IllegalStateException("the hub holds fields that are not JSON", e);
        }
    }

    private void crm(Connection connection, String crm, String type)
            throws SQLException, IOException, InterruptedException {
        Map<String, String> links = new HashMap<>();
        each(
                connection,
                "SELECT record_id, external_id FROM link WHERE connection = '" + crm + "' AND type = '" + type + "'",
                row -> links.put(row.getString(1), row.getString(2)));
        Map<String, List<Crms.Row>> rows = new HashMap<>();
        crms.rows(crm, type)
                .forEach(r -> rows.computeIfAbsent(r.natural(), n -> new ArrayList<>())
                        .add(r));
        rows.forEach((natural, same) -> {
            if (same.size() > 1) {
                duplicates.add(crm + " " + type + " " + natural + " " + same);
            }
        });
        for (Ledger.Entry entry : accepted.values()) {
            List<Crms.Row> found = rows.getOrDefault(Sender.natural(entry), List.of());
            if (!entry.type().equals(type)) {
                continue;
            }
            if (found.isEmpty()) {
                lost.add(crm + " " + entry.key());
            } else if (!found.get(0).version().equals(Sender.version(entry))) {
                stale.add(crm + " " + entry.key() + " " + found.get(0).version());
            } else if (!found.get(0).id().equals(links.get(entry.id()))) {
                wrongLinks.add(crm + " " + entry.key());
            }
        }
    }

    /** A later commit never holds an older version. */
    private void journal(String crm, String type) throws IOException, InterruptedException {
        Map<String, String> last = new HashMap<>();
        crms.commits(crm, type).forEach(commit -> {
            String before = last.put(commit.getKey(), commit.getValue());
            if (before != null && before.compareTo(commit.getValue()) > 0) {
                regressed.add(crm + " " + type + " " + commit.getKey() + " " + before + " -> " + commit.getValue());
            }
        });
    }

    /** What people wrote into HubSpot and told by webhook, and what the import had to bring. */
    private void pulled(Connection connection) throws SQLException, IOException, InterruptedException {
        Map<String, String> versions = new HashMap<>();
        each(
                connection,
                "SELECT link.external_id, record.fields FROM link JOIN record ON record.type = link.type AND record.id ="
                        + " link.record_id WHERE link.connection = 'hubspot' AND link.type = 'contact'",
                row -> versions.put(row.getString(1), version(row.getString(2), "contact")));
        Map<String, String> salesforce = new HashMap<>();
        crms.rows("salesforce", "contact").forEach(row -> salesforce.put(row.natural(), row.version()));
        for (Crms.Row row : crms.rows("hubspot", "contact")) {
            String hub = versions.get(row.id());
            if (hub == null) {
                lost.add("HubSpot's contact " + row + " is not in the hub");
            } else if (!hub.equals(row.version())) {
                stale.add("hub, of HubSpot's contact " + row + ": " + hub);
            } else if (!hub.equals(salesforce.get(row.natural()))) {
                stale.add("salesforce, of HubSpot's contact " + row + ": " + salesforce.get(row.natural()));
            }
        }
    }

    private void outcomes(Connection connection) throws SQLException {
        Map<String, String> last = new TreeMap<>();
        each(
                connection,
                "SELECT connection, type, record_id, outcome FROM sync_log ORDER BY id",
                row -> last.put(row.getString(1) + " " + row.getString(2) + "/" + row.getString(3), row.getString(4)));
        for (String crm : crms.names()) {
            accepted.keySet().forEach(key -> {
                String outcome = last.getOrDefault(crm + " " + key, "none");
                if (!GOOD.contains(outcome)) {
                    badOutcomes.add(crm + " " + key + " " + outcome);
                }
            });
        }
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, RowReader reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private static Connection connect(Path database) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + database);
    }
}
