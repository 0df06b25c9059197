package dev.caravan.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Faults;
import dev.caravan.sandbox.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoqlTest {
    private static final Instant NOW = Instant.parse("2026-03-11T10:00:00Z");
    private static final Rendering V67 = new Rendering("v67.0");

    private final Schema schema = SchemaFile.read();
    private final Store store = new Store(schema);
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Writes writes = new Writes(store, clock, new Faults(new Random(1), clock)::normalise);
    private Row acme;

    @BeforeEach
    void threeContactsAndTwoAccounts() {
        Row user = writes.seed(schema.known("User"), Json.object().put("LastName", "Okafor"));
        writes.actAs(user.id());
        acme = account("Acme", "Technology", 120);
        Row globex = account("Globex", "Banking", 5);
        contact("Ada", "ada@example.com", acme, "2026-03-11T09:00:00Z");
        contact("Ben", "BEN@example.com", globex, "2026-03-01T09:00:00Z");
        contact("O'Hara", null, null, "2025-12-31T23:59:59Z");
    }

    private Row account(String name, String industry, int employees) {
        return writes.seed(
                schema.known("Account"),
                Json.object().put("Name", name).put("Industry", industry).put("NumberOfEmployees", employees));
    }

    private void contact(String last, String email, Row account, String modified) {
        ObjectNode body = Json.object().put("LastName", last).put("Email", email);
        if (account != null) {
            body.put("AccountId", account.id());
        }
        Row row = writes.seed(schema.known("Contact"), body);
        store.set(row, "SystemModstamp", Instant.parse(modified));
    }

    private QueryResult run(String soql) {
        return new SoqlRun(store, clock, writes.me(), false).run(soql);
    }

    private List<ObjectNode> records(String soql) {
        QueryResult result = run(soql);
        List<ObjectNode> records = new ArrayList<>();
        for (int i = 0; i < result.rows().size(); i++) {
            records.add(result.at(i, V67));
        }
        return records;
    }

    private String names(String where) {
        return String.join(
                " ",
                records("SELECT LastName FROM Contact " + where).stream()
                        .map(record -> record.path("LastName").asText())
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        WHERE LastName = 'ada'                                        | Ada
        WHERE LastName != 'Ada'                                       | Ben O'Hara
        WHERE LastName <> 'Ada' AND Email != null                     | Ben
        WHERE Email = null                                            | O'Hara
        WHERE Email = ''                                              | O'Hara
        WHERE Email = 'ben@EXAMPLE.com'                               | Ben
        WHERE LastName = 'O\\'Hara'                                   | O'Hara
        WHERE LastName LIKE '%a%'                                     | Ada O'Hara
        WHERE LastName LIKE '_en'                                     | Ben
        WHERE LastName LIKE 'A\\%'                                    | ""
        WHERE LastName IN ('Ada', 'BEN')                              | Ada Ben
        WHERE LastName NOT IN ('Ada', 'Ben')                          | O'Hara
        WHERE Email IN ('ada@example.com', null)                      | Ada O'Hara
        WHERE NOT LastName = 'Ada'                                    | Ben O'Hara
        WHERE (LastName = 'Ada' OR LastName = 'Ben') AND Email LIKE 'b%' | Ben
        WHERE NOT (LastName = 'Ada' OR LastName = 'Ben')              | O'Hara
        WHERE Account.Name = 'Acme'                                   | Ada
        WHERE Account.Industry != 'Technology'                        | Ben O'Hara
        WHERE Account.NumberOfEmployees >= 100                        | Ada
        WHERE Account.NumberOfEmployees < 100.5 AND DoNotCall = false | Ben
        WHERE SystemModstamp >= 2026-03-01T10:00:00+01:00             | Ada Ben
        WHERE SystemModstamp > 2026-03-01T09:00:00Z                   | Ada
        WHERE SystemModstamp = TODAY                                  | Ada
        WHERE SystemModstamp < TODAY                                  | Ben O'Hara
        WHERE SystemModstamp = LAST_N_DAYS:10                         | Ada Ben
        WHERE SystemModstamp = LAST_N_DAYS:9                          | Ada
        WHERE SystemModstamp = THIS_MONTH                             | Ada Ben
        WHERE SystemModstamp = LAST_YEAR                              | O'Hara
        WHERE AccountId IN (SELECT Id FROM Account WHERE Industry = 'Banking') | Ben
        WHERE AccountId NOT IN (SELECT Id FROM Account WHERE Industry = 'Banking') | Ada O'Hara
        ORDER BY Email                                                | O'Hara Ada Ben
        ORDER BY Email NULLS LAST                                     | Ada Ben O'Hara
        ORDER BY Email DESC NULLS LAST                                | Ben Ada O'Hara
        ORDER BY Account.Name DESC, LastName ASC                      | O'Hara Ben Ada
        ORDER BY LastName LIMIT 1                                     | Ada
        ORDER BY LastName LIMIT 2 OFFSET 1                            | Ben O'Hara
        USING SCOPE everything WHERE LastName = 'Ada'                 | Ada
        """)
    void aConditionFindsItsRows(String where, String found) {
        assertThat(names(where)).isEqualTo(found);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        SELECT Id FORM Contact                                         | MALFORMED_QUERY
        SELECT Id FROM Contact WHERE                                   | MALFORMED_QUERY
        SELECT Id FROM Contact WHERE LastName = "Ada"                  | MALFORMED_QUERY
        SELECT Id FROM Contact WHERE LastName = 'A' AND Title = 'b' OR Title = 'c' | MALFORMED_QUERY
        SELECT Id, Id FROM Contact                                     | MALFORMED_QUERY
        SELECT LastName x FROM Contact                                 | MALFORMED_QUERY
        SELECT Id FROM Contact LIMIT x                                 | MALFORMED_QUERY
        SELECT LastName, COUNT(Id) FROM Contact                        | MALFORMED_QUERY
        SELECT FIELDS(ALL) FROM Contact                                | MALFORMED_QUERY
        SELECT Id FROM Contat                                          | INVALID_TYPE
        SELECT Idd FROM Contact                                        | INVALID_FIELD
        SELECT Id FROM Contact WHERE Foo = 1                           | INVALID_FIELD
        SELECT Acount.Name FROM Contact                                | INVALID_FIELD
        SELECT Id FROM Contact WHERE LastName = 5                      | INVALID_FIELD
        SELECT Id FROM Contact WHERE CreatedDate > '2026-01-01T00:00:00Z' | INVALID_FIELD
        SELECT Id FROM Contact WHERE Description = 'x'                 | INVALID_FIELD
        SELECT Id FROM Contact WHERE Id = 'x'                          | INVALID_QUERY_FILTER_OPERATOR
        SELECT Id FROM Contact OFFSET 2001                             | NUMBER_OUTSIDE_VALID_RANGE
        """)
    void aWrongStatementIsRefusedWithTheVendorsCode(String soql, String code) {
        SalesforceError error = catchThrowableOfType(SalesforceError.class, () -> run(soql));
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(code);
    }

    @Test
    void relationshipFieldsNestAndAMissingParentIsNull() {
        List<ObjectNode> found =
                records("SELECT Id, Account.Name, Account.Owner.LastName FROM Contact ORDER BY LastName");
        assertThat(found.get(0).path("Account").path("attributes").path("url").asText())
                .isEqualTo("/services/data/v67.0/sobjects/Account/" + acme.id());
        assertThat(found.get(0).path("Account").path("Owner").path("LastName").asText())
                .isEqualTo("Okafor");
        assertThat(found.get(2).path("Account").isNull()).isTrue();
    }

    @Test
    void childrenComeBackAsNestedResults() {
        List<ObjectNode> found = records("SELECT Name, (SELECT LastName FROM Contacts) FROM Account ORDER BY Name");
        assertThat(found.get(0).path("Contacts").path("totalSize").asInt()).isEqualTo(1);
        assertThat(found.get(0).at("/Contacts/records/0/LastName").asText()).isEqualTo("Ada");
    }

    @Test
    void countsHaveNoRowsAndCountsOfAFieldHaveOne() {
        assertThat(run("SELECT COUNT() FROM Contact WHERE Email != null").total())
                .isEqualTo(2);
        assertThat(run("SELECT COUNT() FROM Contact").rows()).isEmpty();
        assertThat(records("SELECT COUNT(Id), COUNT(Email) mails FROM Contact")
                        .get(0)
                        .toString())
                .isEqualTo("{\"attributes\":{\"type\":\"AggregateResult\"},\"expr0\":3,\"mails\":2}");
    }

    @Test
    void groupsAreCountedAndSummed() {
        account("Initech", "Banking", 7);
        assertThat(records(
                        "SELECT Industry, SUM(NumberOfEmployees) s FROM Account GROUP BY Industry ORDER BY Industry"))
                .extracting(group ->
                        group.path("Industry").asText() + group.path("s").asInt())
                .containsExactly("Banking12", "Technology120");
    }

    @Test
    void choicesOfAMultiPicklistAreMatchedInSets() {
        writes.seed(
                schema.known("AccountContactRelation"),
                Json.object().put("Roles", "Decision Maker;Influencer").put("AccountId", acme.id()));
        String from = "SELECT COUNT() FROM AccountContactRelation WHERE Roles ";
        assertThat(run(from + "INCLUDES ('Decision Maker;Influencer')").total()).isEqualTo(1);
        assertThat(run(from + "INCLUDES ('Other', 'Influencer')").total()).isEqualTo(1);
        assertThat(run(from + "INCLUDES ('Decision Maker;Other')").total()).isZero();
        assertThat(run(from + "EXCLUDES ('Other') AND Roles != null").total()).isEqualTo(1);
    }

    @Test
    void deletedRecordsShowOnlyWhereTheyAreAskedFor() {
        writes.delete(acme);
        assertThat(run("SELECT COUNT() FROM Account").total()).isEqualTo(1);
        QueryResult all =
                new SoqlRun(store, clock, writes.me(), true).run("SELECT Id FROM Account WHERE IsDeleted = true");
        assertThat(all.total()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Email = 'p77777@example.com'",
                "Id IN ('%s')",
                "Caravan_Id__c = 'k-77777'",
                "LastName = 'P' AND Email IN ('p77777@example.com')"
            })
    void oneOfAHundredThousandIsFoundThroughAnIndex(String where) {
        String id = "";
        for (int i = 0; i < 100_000; i++) {
            ObjectNode body = Json.object().put("LastName", "P").put("Email", "p" + i + "@example.com");
            Row row = writes.seed(schema.known("Contact"), body.put("Caravan_Id__c", "k-" + i));
            id = i == 77_777 ? row.id() : id;
        }
        writes.keep();
        String soql = "SELECT Id FROM Contact WHERE " + where.formatted(id);
        long start = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            assertThat(run(soql).total()).isEqualTo(1);
        }
        // A scan takes several milliseconds per query; the bound leaves a busy machine plenty of room.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(800));
    }

    @Test
    void idsCarryTheirChecksum() {
        assertThat(Ids.full("001A0000006Vm9r")).isEqualTo("001A0000006Vm9rIAC");
        assertThat(Ids.full("001A0000006Vm9rIAC")).isEqualTo("001A0000006Vm9rIAC");
        assertThat(Ids.full("001A0000006Vm9rIAA")).isNull();
        assertThat(Ids.full("001A")).isNull();
    }

    @Test
    void aSchemaLineWithoutATypeIsRefused() {
        assertThatThrownBy(() -> SchemaFile.parse("object A 001 A / As\nName | !"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no type");
    }

    @Test
    void rowsInTheirOrderAreFoundAsIfEveryRowWasLookedAt() {
        Random random = new Random(7);
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 120; i++) {
            contact("N" + i, null, null, start.plusSeconds(random.nextInt(20)).toString());
        }
        List<Row> all = new ArrayList<>(store.rows(schema.known("Contact")));
        Comparator<Row> byStamp = Comparator.<Row, Instant>comparing(row -> (Instant) row.get("SystemModstamp"))
                .thenComparing(Row::id);
        for (int i = 0; i < 60; i++) {
            Instant time = start.plusSeconds(random.nextInt(22) - 1);
            String id = all.get(random.nextInt(all.size())).id();
            int limit = 1 + random.nextInt(40);
            String where = "(SystemModstamp = " + time + " AND Id > '" + id + "') OR SystemModstamp > " + time;
            Predicate<Row> cursor = row -> {
                int order = ((Instant) row.get("SystemModstamp")).compareTo(time);
                return order > 0 || order == 0 && row.id().compareTo(id) > 0;
            };
            assertThat(ids(where + " ORDER BY SystemModstamp, Id LIMIT " + limit))
                    .isEqualTo(wanted(all, cursor, byStamp, limit));
            String both = "SystemModstamp >= " + time + " AND Id > '" + id + "' ORDER BY Id LIMIT " + limit;
            assertThat(ids(both))
                    .isEqualTo(wanted(
                            all,
                            row -> !((Instant) row.get("SystemModstamp")).isBefore(time)
                                    && row.id().compareTo(id) > 0,
                            Comparator.comparing(Row::id),
                            limit));
        }
    }

    private List<String> ids(String where) {
        return records("SELECT Id FROM Contact WHERE " + where).stream()
                .map(record -> record.path("Id").asText())
                .toList();
    }

    private static List<String> wanted(List<Row> all, Predicate<Row> fits, Comparator<Row> order, int limit) {
        return all.stream().filter(fits).sorted(order).limit(limit).map(Row::id).toList();
    }
}
