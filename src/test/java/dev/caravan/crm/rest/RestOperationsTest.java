package dev.caravan.crm.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.CrmUser;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.rest.TestServer.Reply;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a description says beside reading and writing one record. */
class RestOperationsTest {
    private static final String DESCRIPTION = """
            title: Own
            whoAmI: { path: /me, name: user.mail }
            users:
              list: { path: /staff, records: staff }
              email: mail
              active: enabled
            webhook:
              objectAt: entity
              objects: { Person: people }
              id: data.id
              why: action
              at: stamp
              timeFormat: epoch-seconds
              key: event
            objects:
              companies: { record: company, path: /companies, fields: { name: text } }
              people:
                record: contact
                path: /people
                numericId: true
                fields:
                  name: text
                  size: { type: option, options: [1, { value: 2, label: Two }] }
                list: { records: data }
                readMany: { ids: ids, most: 2 }
                changes: { parameter: since, format: epoch-seconds, query: { sort: changed }, overlap: 0s }
                count: { total: total }
                associate:
                  companies: { path: "/people/{id}/companies", method: POST, body: { company: "{to}", kind: main } }
                delete: { path: "/people/{id}/trash", method: POST, answer: none }
                lists:
                  list: { path: /views, records: views }
                  id: key
                  size: n
                  members: { path: "/views/{list}/people" }
                describe:
                  list: { path: /people/meta, records: fields }
                  name: code
                  type: kind
                  custom: { when: custom, at: "extra.{name}", as: "x_{label}" }
                  label: title
            """;

    @TempDir
    Path folder;

    private TestServer server(String body) {
        return new TestServer(folder, call -> Reply.of(call.path().equals("/api/people/meta") ? """
                                {"fields":[{"code":"a1","title":"Job Title","kind":"string","custom":true},
                                {"code":"age","title":"Age","kind":"int"},{"code":"name","title":"Full name"}]}""" : body));
    }

    @Test
    void fieldsComeFromTheCrmAndFromTheFile() {
        try (TestServer server = server("{}")) {
            Map<String, FieldSchema> fields =
                    server.open(DESCRIPTION).describe("people").fields();
            assertThat(fields).containsOnlyKeys("x_job_title", "age", "name", "size");
            assertThat(fields.get("age").type()).isEqualTo(FieldSchema.Type.INTEGER);
            assertThat(fields.get("size").options())
                    .extracting(FieldSchema.Option::label)
                    .containsExactly("1", "Two");
        }
    }

    @Test
    void severalRecordsComeByOneCallEach() {
        try (TestServer server = server("{\"data\":[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":99}]}")) {
            Crm crm = server.open(DESCRIPTION);
            assertThat(crm.read("people", List.of("1", "2", "3", "x,4"), List.of("name")))
                    .extracting(CrmRecord::id)
                    .contains("1", "2")
                    .doesNotContain("99");
            assertThat(server.calls).extracting(TestServer.Call::rawQuery).contains("ids=1%2C2");
        }
    }

    @Test
    void whatChangedIsAskedForInTheCrmsOwnForm() {
        try (TestServer server = server("{\"data\":[{\"id\":1}]}")) {
            Crm crm = server.open(DESCRIPTION);
            ChangePage start = crm.changes("people", null);
            ChangePage next = crm.changes("people", start.cursor());
            assertThat(next.notices()).extracting(Notice::id).containsExactly("1");
            crm.changes("people", next.cursor());
            assertThat(server.calls).extracting(call -> call.query().keySet()).allMatch(keys -> keys.contains("since"));
            long first = Long.parseLong(server.calls.get(0).query().get("since"));
            long second = Long.parseLong(server.calls.get(1).query().get("since"));
            assertThat(second)
                    .as("a CRM without times tells no change for ever")
                    .isGreaterThanOrEqualTo(first);
            assertThat(server.calls.get(0).query()).containsEntry("sort", "changed");
        }
    }

    @Test
    void timesWithoutAZoneAreThoseOfTheCrm() {
        String description = """
                title: Own
                objects:
                  people:
                    record: contact
                    path: /people
                    modified: changed
                    timeFormat: yyyy-MM-dd HH:mm:ss
                    zone: Europe/Amsterdam
                    changes: { parameter: since, format: "yyyy-MM-dd HH:mm:ss", overlap: 0s }
                    fields: { name: text }
                """;
        try (TestServer server =
                new TestServer(folder, call -> Reply.of("[{\"id\":1,\"changed\":\"2099-07-01 12:00:00\"}]"))) {
            Crm crm = server.open(description);
            ChangePage page = crm.changes("people", crm.changes("people", null).cursor());
            assertThat(page.notices().get(0).changedAt())
                    .hasValueSatisfying(at -> assertThat(at).hasToString("2099-07-01T10:00:00Z"));
            crm.changes("people", page.cursor());
            assertThat(server.calls.get(1).query()).containsEntry("since", "2099-07-01 12:00:00");
        }
    }

    @Test
    void recordsAreAssociatedCountedListedAndRemovedAsDescribed() {
        try (TestServer server =
                server("{\"total\":7,\"data\":[{\"id\":1}],\"views\":[{\"key\":\"v/1\",\"name\":\"Hot\",\"n\":3}],"
                        + "\"staff\":[{\"id\":5,\"mail\":\"s@x.example\",\"name\":\"S\",\"enabled\":false}],"
                        + "\"user\":{\"mail\":\"me@x.example\"}}")) {
            Crm crm = server.open(DESCRIPTION);
            AssociateTo company = new AssociateTo("companies", "8", AssociateTo.Kind.PRIMARY);
            assertThat(crm.associationField("people", "companies")).isEmpty();
            assertThat(crm.associate(List.of(new Association("people", "4", company))))
                    .allMatch(WriteResult.Written.class::isInstance);
            assertThat(server.calls.get(0).path()).isEqualTo("/api/people/4/companies");
            assertThat(server.calls.get(0).body()).isEqualTo("{\"company\":\"8\",\"kind\":\"main\"}");
            assertThat(crm.count("people", new Condition.Everything())).isEqualTo(7);
            assertThat(crm.lists("people")).singleElement().satisfies(list -> {
                assertThat(list.id()).isEqualTo("v/1");
                assertThat(list.size()).hasValue(3);
            });
            assertThat(crm.listed("people", "v/1", List.of("name"), null).records())
                    .hasSize(1);
            assertThat(server.calls).extracting(TestServer.Call::path).contains("/api/views/v%2F1/people");
            assertThat(crm.users()).containsExactly(new CrmUser("5", "s@x.example", "S", false));
            assertThat(crm.whoAmI()).isEqualTo("me@x.example");
            crm.delete("people", List.of("4"));
            assertThat(server.calls.get(server.calls.size() - 1).path()).isEqualTo("/api/people/4/trash");
        }
    }

    @Test
    void aWebhookNamesWhatItIsAbout() {
        try (TestServer server = server("{}")) {
            Crm crm = server.open(DESCRIPTION);
            assertThat(notices(
                            crm,
                            "[{\"entity\":\"Person\",\"data\":{\"id\":7},\"action\":\"upd\\nated\",\"stamp\":1767225600,\"event\":\"e1\"},"
                                    + "{\"entity\":\"Other\",\"data\":{\"id\":8}},{\"entity\":\"Person\",\"data\":{\"id\":\"../1\"}},"
                                    + "{\"entity\":\"companies\",\"data\":{\"id\":9}}]"))
                    .extracting(notice -> notice.object() + " " + notice.id() + " " + notice.why() + " " + notice.key())
                    .containsExactly("people 7 upd ated e1|7", "companies 9 webhook ");
            assertThat(notices(crm, "{\"entity\":\"Person\",\"data\":{\"id\":7}}"))
                    .hasSize(1);
            assertThat(crm.webhooks().orElseThrow().schemes()).containsExactly("token", "basic");
        }
    }

    @Test
    void aRecordThatIsReplacedAsAWholeIsSentWhole() {
        String description = """
                title: Own
                objects:
                  people:
                    record: contact
                    path: /people
                    update: { method: PUT }
                    fields:
                      name: text
                      city: { path: address.city }
                      made: { type: datetime, readOnly: true }
                """;
        try (TestServer server = new TestServer(
                folder,
                call -> Reply.of(
                        "{\"id\":1,\"name\":\"A\",\"address\":{\"city\":\"Delft\"},\"made\":\"2026-01-01T00:00:00Z\"}"))) {
            Map<String, Object> values = Map.of("name", "B");
            server.open(description)
                    .write(
                            "people",
                            List.of(new Write(
                                    new RecordKey(RecordType.CONTACT, "h"),
                                    "people",
                                    "1",
                                    Map.copyOf(values),
                                    List.of(),
                                    Map.of(),
                                    "link")));
            assertThat(server.calls.get(1).method()).isEqualTo("PUT");
            assertThat(server.calls.get(1).body()).isEqualTo("{\"name\":\"B\",\"address\":{\"city\":\"Delft\"}}");
        }
    }

    private static List<Notice> notices(Crm crm, String body) {
        WebhookCall call =
                new WebhookCall("POST", "/webhooks/own", "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
        return crm.webhooks().orElseThrow().read(call, "token");
    }
}
