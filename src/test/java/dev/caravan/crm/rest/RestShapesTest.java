package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies in the shapes that CRMs have: envelopes, lists inside records, forms of values, results of batches. */
class RestShapesTest {
    private static final String FIELDS = """
            title: Own
            auth: { kind: bearer }
            objects:
              people:
                record: contact
                path: /people
                id: meta.key
                modified: meta.changed
                timeFormat: epoch-millis
                deleted: meta.gone
                read: { record: result }
                create: { wrap: data.attributes, body: { data: { type: person } }, record: result }
                update: { wrap: data.attributes, body: { data: { type: person, id: "{id}" } }, record: result }
                fields:
                  first: { path: name.first }
                  email: { path: "emails[kind=work].value", type: email }
                  tags: { path: "tags[*].label", type: options }
                  kinds: { type: options, separator: ";" }
                  born: { type: date, format: dd/MM/yyyy }
                  seen: { type: datetime, format: epoch-seconds }
                  local: { type: datetime, format: "yyyy-MM-dd HH:mm", zone: Europe/Amsterdam }
                  active: { type: boolean, yes: "Y", no: "N" }
                  score: { type: number, send: text }
                  boss: { to: people, send: number }
                  note: { clear: empty-text }
                  made: { type: datetime, readOnly: true }
                  odd: { path: "['a.b']" }
            """;
    private static final String RECORD = """
            {"result":{"meta":{"key":7,"changed":1767225600000},"name":{"first":"Ada"},
            "emails":[{"kind":"home","value":"h@x.example"},{"kind":"work","value":"w@x.example"}],
            "tags":[{"label":"A"},{"label":"B"}],"kinds":"x; y","born":"03/02/2001","seen":1767225600,
            "local":"2026-07-01 12:00","active":"Y","score":"12.50","boss":9,"note":"","a.b":"c"}}""";

    @TempDir
    Path folder;

    @Test
    void valuesAreReadFromWhereTheyAreInTheFormThatTheyHave() {
        try (TestServer server = new TestServer(folder, call -> Reply.of(RECORD))) {
            List<String> all = List.of(
                    "first", "email", "tags", "kinds", "born", "seen", "local", "active", "score", "boss", "note",
                    "odd");
            CrmRecord record =
                    server.open(FIELDS).read("people", List.of("7"), all).get(0);
            Map<String, Object> expected = new LinkedHashMap<>();
            expected.put("first", "Ada");
            expected.put("email", "w@x.example");
            expected.put("tags", List.of("A", "B"));
            expected.put("kinds", List.of("x", "y"));
            expected.put("born", "2001-02-03");
            expected.put("seen", "2026-01-01T00:00:00Z");
            expected.put("local", "2026-07-01T10:00:00Z");
            expected.put("active", true);
            expected.put("score", new java.math.BigDecimal("12.5"));
            expected.put("boss", "9");
            expected.put("note", null);
            expected.put("odd", "c");
            assertThat(record.fields()).isEqualTo(expected);
            assertThat(record.id()).isEqualTo("7");
            assertThat(record.modifiedAt())
                    .hasValueSatisfying(at -> assertThat(at).hasToString("2026-01-01T00:00:00Z"));
            assertThat(server.calls.get(0).headers()).containsEntry("authorization", "Bearer secret-token");
        }
    }

    @Test
    void valuesAreWrittenToWhereTheyBelongInTheFormThatTheCrmHas() {
        try (TestServer server = new TestServer(folder, call -> Reply.of(201, RECORD))) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("first", "Ada");
            values.put("email", "w@x.example");
            values.put("tags", List.of("A", "B"));
            values.put("kinds", List.of("x", "y"));
            values.put("born", "2001-02-03");
            values.put("seen", "2026-01-01T00:00:00Z");
            values.put("local", "2026-07-01T10:00:00Z");
            values.put("active", true);
            values.put("score", 12.5);
            values.put("boss", "9");
            values.put("odd", "c");
            values.put("note", null);
            WriteResult result = server.open(FIELDS)
                    .write("people", List.of(write(null, values)))
                    .get(0);
            assertThat(result).isInstanceOfSatisfying(WriteResult.Written.class, written -> {
                assertThat(written.id()).isEqualTo("7");
                assertThat(written.created()).isTrue();
                assertThat(written.returned())
                        .containsEntry("born", "2001-02-03")
                        .containsEntry("boss", "9");
            });
            assertThat(server.calls.get(0).json()).isEqualTo(json("""
                    {"data":{"type":"person","attributes":{"name":{"first":"Ada"},
                    "emails":[{"kind":"work","value":"w@x.example"}],"tags":[{"label":"A"},{"label":"B"}],
                    "kinds":"x;y","born":"03/02/2001","seen":1767225600,"local":"2026-07-01 12:00","active":"Y",
                    "score":"12.5","boss":9,"a.b":"c"}}}"""));
        }
    }

    @Test
    void aPartOfAListIsChangedAndTheRestOfTheListIsKept() {
        try (TestServer server = new TestServer(folder, call -> Reply.of(RECORD))) {
            Crm crm = server.open(FIELDS);
            crm.write("people", List.of(write("7", Map.of("email", "new@x.example"))));
            JsonNode sent = server.calls.get(1).json();
            assertThat(server.calls.get(1).path()).isEqualTo("/api/people/7");
            assertThat(sent.at("/data/id").asText()).isEqualTo("7");
            assertThat(sent.at("/data/attributes")).isEqualTo(json("""
                    {"emails":[{"kind":"home","value":"h@x.example"},{"kind":"work","value":"new@x.example"}]}"""));
            Map<String, @Nullable Object> cleared = new LinkedHashMap<>();
            cleared.put("email", null);
            cleared.put("note", null);
            cleared.put("born", null);
            crm.write("people", List.of(write("7", cleared)));
            assertThat(server.calls.get(3).json().at("/data/attributes")).isEqualTo(json("""
                    {"emails":[{"kind":"home","value":"h@x.example"}],"note":"","born":null}"""));
        }
    }

    @Test
    void aRecordThatIsMarkedAsGoneOrEmptyIsNotThere() {
        for (String gone : List.of(
                "{\"result\":null}",
                "{\"result\":{}}",
                "",
                RECORD.replace("\"changed\"", "\"gone\":\"2026-01-01\",\"changed\""))) {
            try (TestServer server = new TestServer(folder, call -> Reply.of(gone))) {
                assertThat(server.open(FIELDS).read("people", List.of("7"), List.of("first")))
                        .isEmpty();
            }
        }
        try (TestServer server = new TestServer(folder, call -> Reply.of(404, "{\"message\":\"no\"}"))) {
            assertThat(server.open(FIELDS).read("people", List.of("7"), List.of("first")))
                    .isEmpty();
        }
    }

    @Test
    void anIdIsOneSegmentOfThePathAndNothingElse() {
        try (TestServer server = new TestServer(folder, call -> Reply.of(404, "{}"))) {
            server.open(FIELDS).read("people", List.of("a/b?c=d#e", "..", ".", " ", "%2e"), List.of("first"));
            assertThat(server.calls)
                    .extracting(TestServer.Call::path)
                    .containsExactlyInAnyOrder("/api/people/a%2Fb%3Fc%3Dd%23e", "/api/people/%252e");
        }
    }

    @Test
    void theIdOfANewRecordMayStandInItsAddress() {
        Reply created = new Reply(201, Map.of("Location", "https://own.example/api/people/42?x=1"), "");
        try (TestServer server = new TestServer(folder, call -> created)) {
            WriteResult result = server.open(FIELDS)
                    .write("people", List.of(write(null, Map.of("first", "A"))))
                    .get(0);
            assertThat(result)
                    .isInstanceOfSatisfying(
                            WriteResult.Written.class, w -> assertThat(w.id()).isEqualTo("42"));
        }
    }

    @Test
    void aNewRecordWithoutAnIdHasAnUnknownOutcome() {
        try (TestServer server = new TestServer(folder, call -> Reply.of("{\"result\":{}}"))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                            server.open(FIELDS).write("people", List.of(write(null, Map.of("first", "A"))))))
                    .isInstanceOfSatisfying(
                            dev.caravan.crm.CrmException.class,
                            e -> assertThat(e.error())
                                    .isInstanceOfSatisfying(
                                            CrmError.Transient.class,
                                            t -> assertThat(t.outcomeUnknown()).isTrue()));
        }
    }

    private static final String BATCH = """
            title: Own
            objects:
              people:
                record: contact
                path: /people
                fields: { name: text }
                batch:
                  create:
                    call: { path: /people/bulk }
                    most: 10
                    items: items
                    results: results
                    result: { id: id, status: code, error: error }
            """;

    @Test
    void eachRecordOfABatchHasItsOwnResult() {
        String answer = """
                {"results":[{"code":201,"id":1},{"code":409,"error":{"message":"is there already"}},{"code":200,"id":3}]}""";
        try (TestServer server = new TestServer(folder, call -> Reply.of(207, answer))) {
            List<WriteResult> results = server.open(BATCH).write("people", three());
            assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
            assertThat(refused(results.get(1))).isEqualTo(Optional.of(ErrorCode.DUPLICATE_VALUE));
            assertThat(((WriteResult.Written) results.get(2)).id()).isEqualTo("3");
            assertThat(server.calls).hasSize(1);
        }
    }

    @Test
    void aBatchThatIsRefusedWholeIsHalvedUntilTheBadRecordStandsAlone() {
        try (TestServer server = new TestServer(
                folder,
                call -> call.body().contains("\"n1\"")
                        ? Reply.of(400, "{\"message\":\"one of them is wrong\"}")
                        : Reply.of("{\"results\":"
                                + Json.array()
                                        .addAll(IntStream.range(
                                                        0,
                                                        call.json()
                                                                .path("items")
                                                                .size())
                                                .mapToObj(i -> (JsonNode) Json.object()
                                                        .put("id", 10 + i)
                                                        .put("code", 201))
                                                .toList())
                                + "}"))) {
            List<WriteResult> results = server.open(BATCH).write("people", three());
            assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
            assertThat(refused(results.get(1))).isEqualTo(Optional.of(ErrorCode.INVALID_VALUE));
            assertThat(results.get(2)).isInstanceOf(WriteResult.Written.class);
        }
    }

    @Test
    void aBatchThatAnswersWithFewerResultsHasAnUnknownOutcome() {
        try (TestServer server = new TestServer(folder, call -> Reply.of("{\"results\":[{\"code\":201,\"id\":1}]}"))) {
            assertThat(server.open(BATCH).write("people", three()))
                    .allSatisfy(result -> assertThat(((WriteResult.Refused) result).error())
                            .isInstanceOfSatisfying(
                                    CrmError.Transient.class,
                                    t -> assertThat(t.outcomeUnknown()).isTrue()));
        }
    }

    @Test
    void aCreateByAUniqueFieldIsAnUpsert() {
        String description = """
                title: Own
                objects:
                  people:
                    record: contact
                    path: /people
                    fields: { name: text, ref: { unique: true } }
                    upsert: { field: ref, call: { path: "/people/by-ref/{value}" } }
                """;
        try (TestServer server = new TestServer(folder, call -> Reply.of(200, "{\"id\":5,\"name\":\"A\"}"))) {
            Crm crm = server.open(description);
            assertThat(crm.upsertField("people")).contains("ref");
            WriteResult result = crm.write("people", List.of(write(null, Map.of("name", "A", "ref", "hub/1"))))
                    .get(0);
            assertThat(((WriteResult.Written) result).created()).isFalse();
            assertThat(server.calls.get(0).method()).isEqualTo("PUT");
            assertThat(server.calls.get(0).path()).isEqualTo("/api/people/by-ref/hub%2F1");
        }
    }

    private static List<Write> three() {
        return IntStream.range(0, 3)
                .mapToObj(i -> write(null, Map.of("name", "n" + i)))
                .toList();
    }

    private static Optional<ErrorCode> refused(WriteResult result) {
        return result instanceof WriteResult.Refused refused && refused.error() instanceof CrmError.Rejected rejected
                ? Optional.of(rejected.code())
                : Optional.empty();
    }

    private static Write write(@Nullable String id, Map<String, @Nullable Object> values) {
        return new Write(new RecordKey(RecordType.CONTACT, "h"), "people", id, values, List.of(), values, "link");
    }

    private static JsonNode json(String text) {
        return Json.tryRead(text).orElseThrow();
    }
}
