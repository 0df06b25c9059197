package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.filter.Filters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions become parameters as far as the CRM has them; what it answers is held against the condition again. */
class RestNarrowingTest {
    private static final String DESCRIPTION = """
            title: Own
            objects:
              people:
                record: contact
                path: /people
                list:
                  records: data
                  filters:
                    email: email
                    status: { in: { parameter: statuses, separator: "," } }
                    score: { greater: min_score, lessOrEqual: max_score }
                    city: { equal: { parameter: q, value: "city:'{value}'" } }
                fields:
                  email: email
                  status: text
                  score: integer
                  city: text
                  name: text
            """;
    private static final String DATA = """
            {"data":[{"id":1,"email":"a@x.example","status":"new","score":10,"city":"Delft","name":"Ada"},
            {"id":2,"email":"b@x.example","status":"old","score":20,"city":"Ghent","name":"Bo"}]}""";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email = 'a@x.example' | email=a%40x.example | 1",
                "status IN ('new', 'hot') | statuses=new%2Chot | 1",
                "status = 'new' OR status = 'old' | statuses=new%2Cold | 1,2",
                "score > 15 | min_score=15 | 2",
                "score <= 10 AND name = 'Ada' | max_score=10 | 1",
                "city = 'Ghent' | q=city%3A%27Ghent%27 | 2",
                "score >= '20' AND email = 'b@x.example' | email=b%40x.example | 2",
                "name = 'Bo' | | 2",
                "NOT email = 'a@x.example' | | 2",
                "email <> 'a@x.example' | | 2",
                "email = 'a@x.example' OR score > 15 | | 1,2",
                "status IN ('new', 'o,ld') | | 1",
            })
    void aConditionNarrowsAndIsMetHere(String condition, String query, String ids) {
        try (TestServer server = new TestServer(folder, call -> Reply.of(DATA))) {
            Crm crm = server.open(DESCRIPTION);
            assertThat(crm.search("people", Filters.parse(condition), List.of("name"), null)
                            .records())
                    .extracting(CrmRecord::id)
                    .containsExactly(ids.split(","));
            assertThat(server.calls.get(0).rawQuery()).isEqualTo(query == null ? "" : query);
        }
    }

    @ParameterizedTest
    @Tag("S10")
    @ValueSource(
            strings = {
                "x' OR '1'='1",
                "x&admin=true",
                "x#",
                "x?y=z",
                "x%26a=b",
                "x\r\nHost: evil",
                "x'",
                "x\\",
                "{value}",
                "{id}",
                "x;y"
            })
    void noValueChangesWhatIsAsked(String value) {
        try (TestServer server = new TestServer(folder, call -> Reply.of(DATA))) {
            Crm crm = server.open(DESCRIPTION);
            for (String field : List.of("email", "city", "name")) {
                crm.search(
                        "people",
                        new dev.caravan.filter.Condition.Compare(
                                field, dev.caravan.filter.Condition.Operator.EQUAL, value),
                        List.of(),
                        null);
                crm.lookup("people", field, List.of(value), List.of());
            }
            assertThat(server.calls).allSatisfy(call -> {
                assertThat(call.path()).isEqualTo("/api/people");
                assertThat(call.headers()).doesNotContainValue("evil");
                Map<String, String> query = call.query();
                assertThat(query.keySet()).isSubsetOf("email");
                query.values().forEach(sent -> assertThat(sent).isEqualTo(value));
            });
        }
    }

    @Test
    void aLookUpAsksTheCrmsOwnSearchAndComparesAgain() {
        String description = DESCRIPTION + """
                    lookup:
                      - fields: [email]
                        list:
                          path: /people/search
                          body: { field: "{field}", anyOf: "{values}" }
                          records: hits
                        most: 10
                """;
        try (TestServer server = new TestServer(folder, call -> Reply.of(DATA.replace("data", "hits")))) {
            Crm crm = server.open(description);
            assertThat(crm.lookup("people", "email", List.of("A@x.example", "\",\"x\":\"y"), List.of("name")))
                    .extracting(CrmRecord::id)
                    .containsExactly("1");
            assertThat(server.calls.get(0).method()).isEqualTo("POST");
            assertThat(server.calls.get(0).json().path("anyOf").get(1).asText()).isEqualTo("\",\"x\":\"y");
            assertThat(server.calls.get(0).json().size()).isEqualTo(2);
        }
    }
}
