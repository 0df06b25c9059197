package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.SandboxClient.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    private static final String HUBSPOT = "/crm/v3/objects/";
    private static final String LABELS = "/crm/v4/associations/contacts/companies/labels";
    private static final String SALESFORCE = "/services/data/v67.0/";

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private final List<Sandboxes> running = new ArrayList<>();
    private SandboxClient client;

    @AfterEach
    void stop() {
        running.forEach(Sandboxes::close);
    }

    @Test
    void hubSpotComesBackAsItWasLeft() {
        start("hubspot", folder);
        send(
                "POST",
                "/crm/v3/properties/contacts",
                "{`name`:`shoe_size`,`label`:`Shoe size`,`type`:`string`,`fieldType`:`text`,`groupName`:`contactinformation`,`hasUniqueValue`:true}");
        send("POST", "/crm/v3/properties/contacts/groups", "{`name`:`feet`,`label`:`Feet`}");
        send("POST", LABELS, "{`label`:`Auditor`,`name`:`auditor`,`inverseLabel`:`Audited by`}");
        send(
                "POST",
                "/crm/v3/pipelines/deals",
                "{`label`:`Renewals`,`displayOrder`:1,`stages`:[{`label`:`Open`,`displayOrder`:0,`metadata`:{`probability`:`0.5`}}]}");
        String company = hubSpot("companies", "{`name`:`Acme`}");
        String ann = hubSpot("contacts", "{`email`:`ann@example.com`,`shoe_size`:`40`}");
        String ben = hubSpot("contacts", "{`email`:`ben@example.com`,`firstname`:`Bën \\\"B\\\"`}");
        String gone = hubSpot("contacts", "{`email`:`gone@example.com`}");
        clock.pass(Duration.ofMillis(1234));
        send("PATCH", HUBSPOT + "contacts/" + ann, "{`properties`:{`jobtitle`:`CFO`}}");
        send("POST", LABELS, "{`label`:`Passing`,`name`:`passing`}");
        String other = hubSpot("companies", "{`name`:`Bolt`}");
        link(ann, company, "USER_DEFINED", label("Auditor"));
        link(ann, other, "USER_DEFINED", label("Passing"));
        send("DELETE", LABELS + "/" + label("Passing"), "");
        link(ann, other, "HUBSPOT_DEFINED", "1");
        // Takes the primary from the other company.
        String both =
                "[{`associationCategory`:`HUBSPOT_DEFINED`,`associationTypeId`:1},{`associationCategory`:`USER_DEFINED`,`associationTypeId`:"
                        + label("Auditor") + "}]";
        send("PUT", "/crm/v4/objects/contacts/" + ann + "/associations/companies/" + company, both);
        send("DELETE", HUBSPOT + "contacts/" + gone, "");
        send("DELETE", HUBSPOT + "contacts/" + hubSpot("contacts", "{`email`:`brief@example.com`}"), "");
        send("POST", HUBSPOT + "contacts/merge", "{`primaryObjectId`:`" + ann + "`,`objectIdToMerge`:`" + ben + "`}");
        String list = send("POST", "/crm/v3/lists", "{`name`:`Board`,`objectTypeId`:`0-1`,`processingType`:`MANUAL`}")
                .at("/list/listId");
        send("PUT", "/crm/v3/lists/" + list + "/memberships/add", "[" + ann + "]");

        Map<String, JsonNode> before = hubSpotState(ann, list);
        restart("hubspot");

        assertThat(hubSpotState(ann, list)).isEqualTo(before);
        assertThat(before.get("contacts").toString())
                .contains("gone@example.com")
                .contains("CFO");
        assertThat(before.get("links").toString())
                .contains("Auditor")
                .contains("Primary")
                .doesNotContain("Passing");
        assertThat(before.get("members").toString()).contains(ann);
        assertThat(client.get(HUBSPOT + "contacts/" + ben).at("/id"))
                .as("a merged id still leads to its winner")
                .isEqualTo(ann);
        assertThat(client.get(HUBSPOT + "contacts/40?idProperty=shoe_size").at("/id"))
                .isEqualTo(ann);
        assertThat(client.get(HUBSPOT + "contacts/" + gone).status()).isEqualTo(404);
        assertThat(client.post(HUBSPOT + "contacts", "{\"properties\":{\"email\":\"ben@example.com\"}}")
                        .status())
                .as("a second address of the winner stays taken")
                .isEqualTo(409);
        assertThat(Long.parseLong(hubSpot("contacts", "{`email`:`gone@example.com`}")))
                .isGreaterThan(Long.parseLong(gone));
    }

    private void link(String contact, String company, String category, String type) {
        send(
                "PUT",
                "/crm/v4/objects/contacts/" + contact + "/associations/companies/" + company,
                "[{`associationCategory`:`" + category + "`,`associationTypeId`:" + type + "}]");
    }

    private String label(String name) {
        for (JsonNode type : client.get(LABELS).json().path("results")) {
            if (type.path("label").asText().equals(name)) {
                return type.path("typeId").asText();
            }
        }
        throw new AssertionError("no label " + name);
    }

    private Map<String, JsonNode> hubSpotState(String contact, String list) {
        Map<String, JsonNode> state = new LinkedHashMap<>();
        client.get("/_sandbox")
                .json()
                .path("objects")
                .forEach(object -> state.put(
                        object.asText(),
                        client.get("/_sandbox/records/" + object.asText()).json()));
        state.put("properties", client.get("/crm/v3/properties/contacts").json());
        state.put("groups", client.get("/crm/v3/properties/contacts/groups").json());
        state.put("labels", client.get(LABELS).json());
        state.put("pipelines", client.get("/crm/v3/pipelines/deals").json());
        state.put("list", client.get("/crm/v3/lists/" + list).json());
        state.put(
                "members", client.get("/crm/v3/lists/" + list + "/memberships").json());
        state.put(
                "links",
                client.get("/crm/v4/objects/contacts/" + contact + "/associations/companies")
                        .json());
        records("companies").forEach(company -> {
            String id = company.path("id").asText();
            state.put(
                    "links of " + id,
                    client.get("/crm/v4/objects/companies/" + id + "/associations/contacts")
                            .json());
        });
        state.put(
                "history",
                client.get(HUBSPOT + "contacts/" + contact + "?propertiesWithHistory=jobtitle")
                        .json());
        return state;
    }

    @Test
    void salesforceComesBackAsItWasLeft() {
        start("salesforce", folder);
        String account = salesforce("Account", "{`Name`:`Acme`,`AnnualRevenue`:1200.50,`NumberOfEmployees`:12}");
        String ann = salesforce(
                "Contact",
                "{`LastName`:`Lee`,`Email`:`ann@example.com`,`Birthdate`:`1990-02-03`,`AccountId`:`" + account
                        + "`,`Caravan_Id__c`:`c-1`}");
        String gone = salesforce("Contact", "{`LastName`:`Gone`,`Email`:`gone@example.com`}");
        salesforce(
                "Opportunity",
                "{`Name`:`Ship`,`StageName`:`Prospecting`,`CloseDate`:`2026-05-06`,`Amount`:10.00,`AccountId`:`"
                        + account + "`}");
        clock.pass(Duration.ofSeconds(90));
        send("PATCH", SALESFORCE + "sobjects/Contact/" + ann, "{`Title`:`CFO`,`DoNotCall`:true}");
        send("DELETE", SALESFORCE + "sobjects/Contact/" + gone, "");

        Map<String, JsonNode> before = salesforceState();
        restart("salesforce");

        assertThat(salesforceState()).isEqualTo(before);
        assertThat(before.get("Contact").toString()).contains("CFO").contains("\"archived\":true");
        assertThat(before.get("AccountContactRelation")).hasSize(1);
        assertThat(client.get(SALESFORCE + "sobjects/Contact/Caravan_Id__c/c-1").at("/Id"))
                .isEqualTo(ann);
        assertThat(client.get(SALESFORCE + "sobjects/Contact/" + gone).at("/0/errorCode"))
                .isEqualTo("ENTITY_IS_DELETED");
        assertThat(query("SELECT Id FROM Contact WHERE Account.Name = 'Acme' AND Birthdate = 1990-02-03"))
                .isEqualTo("1");
        assertThat(salesforce("Contact", "{`LastName`:`New`}")).isGreaterThan(gone);
        assertThat(client.get(SALESFORCE + "sobjects/Contact/" + ann).at("/OwnerId"))
                .as("the user behind the token is still the same")
                .isEqualTo(query("SELECT OwnerId FROM Contact WHERE LastName = 'New'", "/records/0/OwnerId"));
    }

    private Map<String, JsonNode> salesforceState() {
        Map<String, JsonNode> state = new LinkedHashMap<>();
        client.get("/_sandbox")
                .json()
                .path("objects")
                .forEach(object -> state.put(
                        object.asText(),
                        client.get("/_sandbox/records/" + object.asText()).json()));
        return state;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"hubspot, contacts", "salesforce, Contact"})
    void aSandboxWithoutAFolderForgets(String vendor, String object) {
        start(vendor, null);
        seed(object, "ann");
        running.remove(0).close();
        start(vendor, null);
        assertThat(records(object)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"hubspot, contacts", "salesforce, Contact"})
    void whatIsSeededIsSavedSoonWithoutAStop(String vendor, String object) throws IOException {
        start(vendor, folder);
        String id = seed(object, "ann");
        Path crashed = afterCrash(vendor, "ann@example.com");
        String lost = seed(object, "ben");
        start(vendor, crashed);
        assertThat(records(object))
                .extracting(record -> record.path("id").asText())
                .containsExactly(id);
        assertThat(seed(object, "cleo"))
                .as("an id that was given out before the crash")
                .isGreaterThan(lost)
                .isNotEqualTo(lost);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"hubspot, contacts", "salesforce, Contact"})
    void aResetIsSavedToo(String vendor, String object) {
        start(vendor, folder);
        seed(object, "ann");
        restart(vendor);
        assertThat(client.post("/_sandbox/reset", "").status()).isEqualTo(204);
        restart(vendor);
        assertThat(records(object)).isEmpty();
    }

    @Test
    void tokensAndFaultsAreNotKept() {
        start("hubspot", folder);
        seed("contacts", "ann");
        client.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"500\"}]}");
        client.post("/_sandbox/revoke", "{\"all\":true}");
        restart("hubspot");
        assertThat(client.get(HUBSPOT + "contacts").status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "damage {index}")
    @ValueSource(
            strings = {
                "",
                "\0\0\0\0\0\0\0\0",
                "{\"format\":1,\"vendor\":\"hubspot\",\"data\":{\"lastId\":10",
                "{\"format\":1,\"vendor\":\"hubspot\",\"data\":{\"lastId\":1001}}",
                "{\"format\":1,\"vendor\":\"hubspot\"}",
                "{\"format\":2,\"vendor\":\"hubspot\",\"data\":{}}",
                "{\"format\":1,\"vendor\":\"salesforce\",\"data\":{}}",
                "[]"
            })
    void aDamagedFileStopsTheStartAndStaysAsItIs(String content) throws IOException {
        Path file = folder.resolve("hubspot.json");
        Files.writeString(file, content);
        assertThatThrownBy(() -> start("hubspot", folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("delete it to start with empty data");
        assertThat(file).hasContent(content);
    }

    @Test
    void aDamagedRowStopsTheStartOfSalesforce() throws IOException {
        start("salesforce", folder);
        seed("Contact", "ann");
        running.remove(0).close();
        Path file = folder.resolve("salesforce.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"CreatedDate\":\"2", "\"CreatedDate\":\"x"));
        assertThatThrownBy(() -> start("salesforce", folder)).hasMessageContaining(file + " is damaged");
    }

    @Test
    void aSaveThatFailsIsDoneAgain() throws IOException {
        start("hubspot", folder);
        Path inTheWay = Files.createDirectory(folder.resolve("hubspot.json.tmp"));
        seed("contacts", "ann");
        assertThat(client.get("/_sandbox/records/contacts").status()).isEqualTo(200);
        await().during(Duration.ofMillis(1500))
                .atMost(Duration.ofSeconds(5))
                .until(() -> Files.notExists(folder.resolve("hubspot.json")));
        Files.delete(inTheWay);
        afterCrash("hubspot", "ann@example.com");
    }

    @Test
    void theFolderIsAnOption() {
        assertThat(SandboxOptions.of("--data", "somewhere", "--seed", "7").data())
                .contains(Path.of("somewhere"));
        assertThat(SandboxOptions.of().data()).isEmpty();
    }

    private void restart(String vendor) {
        running.remove(0).close();
        start(vendor, folder);
    }

    private void start(String vendor, @Nullable Path data) {
        SandboxOptions options = SandboxOptions.onFreePorts(vendor);
        Sandboxes sandboxes = Sandboxes.start(data == null ? options : options.keepingDataIn(data), clock);
        running.add(sandboxes);
        client = new SandboxClient(sandboxes.vendor(vendor).baseUrl(), Tokens.TOKEN);
    }

    /** A folder as a process that is killed now would leave it, once its file holds a text. */
    private Path afterCrash(String vendor, String text) throws IOException {
        Path file = folder.resolve(vendor + ".json");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Files.exists(file) && Files.readString(file).contains(text));
        Path crashed = Files.createDirectory(folder.resolve("crashed"));
        Files.copy(file, crashed.resolve(vendor + ".json"));
        return crashed;
    }

    private String seed(String object, String name) {
        String record = object.equals("Contact")
                ? "[{`LastName`:`" + name + "`,`Email`:`" + name + "@example.com`}]"
                : "[{`lastname`:`" + name + "`,`email`:`" + name + "@example.com`}]";
        return send("POST", "/_sandbox/records/" + object, record).at("/ids/0");
    }

    private JsonNode records(String object) {
        return client.get("/_sandbox/records/" + object).json();
    }

    private String hubSpot(String object, String properties) {
        return send("POST", HUBSPOT + object, "{`properties`:" + properties + "}")
                .at("/id");
    }

    private String salesforce(String object, String values) {
        return send("POST", SALESFORCE + "sobjects/" + object, values).at("/id");
    }

    private String query(String soql) {
        return query(soql, "/totalSize");
    }

    private String query(String soql, String pointer) {
        return client.get(SALESFORCE + "query?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8))
                .at(pointer);
    }

    private Reply send(String method, String path, String body) {
        Reply reply = client.send(method, path, body.replace('`', '"'));
        assertThat(reply.status()).as(method + " " + path + " " + reply.text()).isBetween(200, 299);
        // A save after every call: whatever a later call changes must not be taken from what an earlier save had put
        // into text.
        running.get(0)
                .all()
                .values()
                .forEach(server -> assertThat(server.api().save()).isNotEmpty());
        return reply;
    }
}
