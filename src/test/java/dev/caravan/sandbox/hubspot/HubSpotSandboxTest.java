package dev.caravan.sandbox.hubspot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxClient.Reply;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sandbox.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubSpotSandboxTest {
    private static final String OBJECTS = "/crm/v3/objects/";
    private static Sandboxes sandboxes;
    private static SandboxClient client;

    @BeforeAll
    static void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
        client = new SandboxClient(sandboxes.vendor("hubspot").baseUrl(), Tokens.TOKEN);
    }

    @AfterAll
    static void stop() {
        sandboxes.close();
    }

    @BeforeEach
    void reset() {
        client.post("/_sandbox/reset", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/crm/v3/objects/", "/crm/objects/2026-03/", "/crm/objects/2026-09/"})
    void everyPathStyleDoesTheSame(String objects) {
        Reply created = client.post(objects + "contacts", "{\"properties\":{\"email\":\"Ann@Example.com\"}}");
        assertThat(created.status()).isEqualTo(201);
        String id = created.at("/id");
        assertThat(client.get(objects + "0-1/" + id).at("/properties/email")).isEqualTo("ann@example.com");
        assertThat(client.send(
                                "PATCH",
                                objects + "contacts/ann@example.com?idProperty=email",
                                properties("jobtitle", "CFO"))
                        .at("/properties/jobtitle"))
                .isEqualTo("CFO");
        assertThat(client.send("DELETE", objects + "contacts/" + id, "").status())
                .isEqualTo(204);
        assertThat(client.get(objects + "contacts/" + id).status()).isEqualTo(404);
        assertThat(client.get(objects + "contacts/" + id + "?archived=true")
                        .json()
                        .path("archivedAt")
                        .isTextual())
                .isTrue();
    }

    @ParameterizedTest(name = "{0} {1}={2} is {4}")
    @CsvSource(textBlock = """
            contacts,  foo,              1,            400, PROPERTY_DOESNT_EXIST
            contacts,  email,            nobody,       400, INVALID_EMAIL
            contacts,  lifecyclestage,   king,         400, INVALID_OPTION
            contacts,  hubspot_owner_id, 999,          400, INVALID_OPTION
            contacts,  hs_object_id,     1,            400, READ_ONLY_VALUE
            companies, industry,         Banking,      400, INVALID_OPTION
            companies, numberofemployees, many,        400, INVALID_NUMBER
            companies, is_public,        perhaps,      400, INVALID_OPTION
            deals,     closedate,        soon,         400, INVALID_DATE
            deals,     dealstage,        nowhere,      400, INVALID_OPTION
            tasks,     hs_task_status,   DONE,         400, INVALID_OPTION
            notes,     hs_note_body,     no timestamp, 400, REQUIRED_FIELD
            contacts,  jobtitle,         CFO,          400, REQUIRED_FIELD
            """)
    void aWrongValueIsRefusedWithItsCode(String object, String property, String value, int status, String code) {
        Reply reply = client.post(OBJECTS + object, properties(property, value));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.at("/status")).isEqualTo("error");
        assertThat(reply.at("/category")).isEqualTo("VALIDATION_ERROR");
        assertThat(reply.at("/correlationId")).hasSize(36);
        assertThat(reply.json().at("/errors"))
                .extracting(error -> error.path("code").asText())
                .contains(code);
    }

    @ParameterizedTest(name = "{0} {1}: {2} is kept as {3}")
    @CsvSource(textBlock = """
            companies, numberofemployees, 250,                  250
            companies, annualrevenue,     1.50,                 1.50
            companies, is_public,         TRUE,                 true
            companies, industry,          BANKING,              BANKING
            companies, domain,            Acme.Example.com,     acme.example.com
            deals,     closedate,         2026-05-01,           2026-05-01T00:00:00.000Z
            deals,     closedate,         1777593600000,        2026-05-01T00:00:00.000Z
            """)
    void aGoodValueComesBackAsText(String object, String property, String value, String kept) {
        String name = object.equals("deals") ? "dealname" : "name";
        String body = "{\"properties\":{\"" + name + "\":\"X\",\"" + property + "\":\"" + value + "\"}}";
        JsonNode stored = client.post(OBJECTS + object, body).json().at("/properties/" + property);
        assertThat(stored.isTextual()).isTrue();
        assertThat(stored.asText()).isEqualTo(kept);
    }

    @Test
    void aSecondContactWithTheSameAddressIsAConflict() {
        String id = contact("ann@example.com");
        Reply reply = client.post(OBJECTS + "contacts", properties("email", "ANN@example.com"));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.at("/message")).isEqualTo("Contact already exists. Existing ID: " + id);
    }

    @Test
    void aUniqueValueIsTakenOnce() {
        client.post(OBJECTS + "companies", "{\"properties\":{\"name\":\"A\",\"caravan_id\":\"c-1\"}}");
        Reply reply = client.post(OBJECTS + "companies", "{\"properties\":{\"name\":\"B\",\"caravan_id\":\"c-1\"}}");
        assertThat(reply.at("/errors/0/code")).isEqualTo("CONFLICTING_UNIQUE_VALUE");
        assertThat(client.get(OBJECTS + "companies/c-1?idProperty=caravan_id").at("/properties/name"))
                .isEqualTo("A");
    }

    @Test
    void anEmptyTextClearsAndTheLifecycleMovesForwardOnly() {
        String id = contact("ann@example.com");
        String path = OBJECTS + "contacts/" + id;
        client.send("PATCH", path, properties("lifecyclestage", "customer"));
        client.send("PATCH", path, properties("lifecyclestage", "lead"));
        assertThat(client.get(path + "?properties=lifecyclestage").at("/properties/lifecyclestage"))
                .isEqualTo("customer");
        client.send("PATCH", path, properties("lifecyclestage", ""));
        assertThat(client.get(path + "?properties=lifecyclestage")
                        .json()
                        .at("/properties/lifecyclestage")
                        .isNull())
                .isTrue();
        client.send("PATCH", path, properties("lifecyclestage", "lead"));
        assertThat(client.get(path + "?properties=lifecyclestage").at("/properties/lifecyclestage"))
                .isEqualTo("lead");
    }

    @Test
    void tracedRowsFailAlone() {
        String id = contact("ann@example.com");
        Reply reply = client.post(
                OBJECTS + "contacts/batch/create",
                "{\"inputs\":[{\"objectWriteTraceId\":\"t1\",\"properties\":{\"email\":\"ben@example.com\"}},"
                        + "{\"objectWriteTraceId\":\"t2\",\"properties\":{\"email\":\"ann@example.com\"}}]}");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.json().path("numErrors").asInt()).isEqualTo(1);
        assertThat(reply.at("/errors/0/category")).isEqualTo("CONFLICT");
        assertThat(reply.at("/errors/0/context/objectWriteTraceId/0")).isEqualTo("t2");
        assertThat(reply.at("/errors/0/context/existingId/0")).isEqualTo(id);
        assertThat(reply.at("/results/0/objectWriteTraceId")).isEqualTo("t1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"objectWriteTraceId\":\"same\","})
    void withoutTraceIdsOfTheirOwnOneBadRowFailsAll(String trace) {
        contact("ann@example.com");
        Reply reply = client.post(
                OBJECTS + "contacts/batch/create",
                "{\"inputs\":[{" + trace + "\"properties\":{\"email\":\"ben@example.com\"}}," + "{" + trace
                        + "\"properties\":{\"email\":\"ann@example.com\"}}]}");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(client.get("/_sandbox/records/contacts").json()).hasSize(1);
    }

    @Test
    void anUpsertCreatesOnceAndUpdatesAfterwards() {
        String body =
                "{\"inputs\":[{\"id\":\"c-1\",\"idProperty\":\"caravan_id\",\"properties\":{\"name\":\"Acme\"}}]}";
        Reply first = client.post(OBJECTS + "companies/batch/upsert", body);
        Reply second = client.post(OBJECTS + "companies/batch/upsert", body);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().at("/results/0/new").asBoolean()).isTrue();
        assertThat(second.json().at("/results/0/new").asBoolean()).isFalse();
        assertThat(second.at("/results/0/id")).isEqualTo(first.at("/results/0/id"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            upsert; {"inputs":[{"id":"X","idProperty":"name","properties":{}}]}; not a unique property
            update; {"inputs":[{"id":"1","properties":{}},{"id":"1","properties":{}}]}; Duplicate IDs found in batch input: [1]. IDs must be unique
            update; {"inputs":[]}; must not be empty
            create; {"rows":[]}; Some required fields were not set: [inputs]
            create; []; Invalid input JSON
            update; {"inputs":[{"properties":{}}]}; Some required fields were not set: [id]
            """)
    void aWrongBatchIsRefused(String kind, String body, String said) {
        Reply reply = client.post(OBJECTS + "companies/batch/" + kind, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/message")).contains(said);
    }

    @Test
    void aBatchHoldsAHundredInputs() {
        assertThat(client.post(OBJECTS + "contacts/batch/create", contacts(100)).status())
                .isEqualTo(201);
        client.post("/_sandbox/reset", "");
        assertThat(client.post(OBJECTS + "contacts/batch/create", contacts(101)).status())
                .isEqualTo(400);
    }

    @Test
    void missingIdsOfAReadAreNamed() {
        String id = contact("ann@example.com");
        Reply reply = client.post(
                OBJECTS + "contacts/batch/read",
                "{\"properties\":[\"email\"],\"inputs\":[{\"id\":\"" + id + "\"},{\"id\":\"9\"}]}");
        assertThat(reply.status()).isEqualTo(207);
        assertThat(reply.json().path("results")).hasSize(1);
        assertThat(reply.at("/errors/0/category")).isEqualTo("OBJECT_NOT_FOUND");
        assertThat(reply.at("/errors/0/message")).startsWith("Could not get some CONTACT objects");
        assertThat(reply.at("/errors/0/context/ids/0")).isEqualTo("9");
    }

    @ParameterizedTest(name = "{0} finds {1}")
    @CsvSource(delimiter = ';', textBlock = """
            {"propertyName":"domain","operator":"EQ","value":"ONE.example.com"}; One
            {"propertyName":"domain","operator":"NEQ","value":"one.example.com"}; Two,Three
            {"propertyName":"domain","operator":"IN","values":["one.example.com","two.example.com"]}; One,Two
            {"propertyName":"domain","operator":"IN","values":["One.example.com"]}; ''
            {"propertyName":"numberofemployees","operator":"GT","value":"9"}; Two,Three
            {"propertyName":"numberofemployees","operator":"BETWEEN","value":"5","highValue":"50"}; One,Two
            {"propertyName":"numberofemployees","operator":"LTE","value":"5"}; One
            {"propertyName":"city","operator":"HAS_PROPERTY"}; Three
            {"propertyName":"city","operator":"NOT_HAS_PROPERTY"}; One,Two
            {"propertyName":"name","operator":"CONTAINS_TOKEN","value":"t*"}; Two,Three
            {"propertyName":"name","operator":"NOT_CONTAINS_TOKEN","value":"t*"}; One
            {"propertyName":"createdate","operator":"GTE","value":"2020-01-01"}; One,Two,Three
            {"propertyName":"createdate","operator":"LT","value":"1577836800000"}; ''
            """)
    void aSearchFilters(String filter, String names) {
        threeCompanies();
        Reply reply = client.post(OBJECTS + "companies/search", "{\"filterGroups\":[{\"filters\":[" + filter + "]}]}");
        assertThat(reply.status()).isEqualTo(200);
        List<String> found = new ArrayList<>();
        reply.json()
                .path("results")
                .forEach(hit -> found.add(hit.at("/properties/name").asText()));
        assertThat(String.join(",", found)).isEqualTo(names);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"limit\":201}",
                "{\"limit\":100,\"after\":\"9901\"}",
                "{\"after\":\"x\"}",
                "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"nix\",\"operator\":\"EQ\",\"value\":\"1\"}]}]}",
                "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"name\",\"operator\":\"LIKE\",\"value\":\"1\"}]}]}",
                "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"name\",\"operator\":\"EQ\"}]}]}",
                "{\"filterGroups\":[{},{},{},{},{},{}]}",
                "{\"sorts\":[\"name\",\"domain\"]}"
            })
    void aWrongSearchIsRefused(String body) {
        Reply reply = client.post(OBJECTS + "companies/search", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/category")).isEqualTo("VALIDATION_ERROR");
    }

    @Test
    void aSearchSortsAndPages() {
        threeCompanies();
        String sort = "\"sorts\":[{\"propertyName\":\"numberofemployees\",\"direction\":\"DESCENDING\"}],\"limit\":2";
        Reply first = client.post(OBJECTS + "companies/search", "{" + sort + "}");
        assertThat(first.json().path("total").asInt()).isEqualTo(3);
        assertThat(first.at("/results/0/properties/name")).isEqualTo("Three");
        String after = first.at("/paging/next/after");
        Reply second = client.post(OBJECTS + "companies/search", "{" + sort + ",\"after\":\"" + after + "\"}");
        assertThat(second.at("/results/0/properties/name")).isEqualTo("One");
        assertThat(second.json().has("paging")).isFalse();
        assertThat(second.headers().firstValue("X-HubSpot-RateLimit-Max")).isEmpty();
    }

    @Test
    void aListPagesThroughEverything() {
        client.post(OBJECTS + "contacts/batch/create", contacts(25));
        int seen = 0;
        String after = "";
        do {
            Reply page = client.get(OBJECTS + "contacts?limit=10" + (after.isEmpty() ? "" : "&after=" + after));
            seen += page.json().path("results").size();
            after = page.at("/paging/next/after");
        } while (!after.isEmpty());
        assertThat(seen).isEqualTo(25);
    }

    @Test
    void aPrimaryCompanyShowsInEveryPlace() {
        String contact = contact("ann@example.com");
        String first = company("One");
        String second = company("Two");
        String base = "/crm/v4/objects/contacts/" + contact + "/associations/companies/";
        String primary = "[{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":1}]";
        client.put(base + first, primary);
        Reply put = client.put(base + second, primary);
        assertThat(put.status()).isEqualTo(201);
        assertThat(put.json().path("toObjectId").isNumber()).isTrue();
        assertThat(put.at("/labels/0")).isEqualTo("Primary");
        Reply list = client.get("/crm/v4/objects/contacts/" + contact + "/associations/companies");
        assertThat(list.json().at("/results/0/associationTypes"))
                .as("the former primary is demoted")
                .hasSize(1);
        assertThat(list.json().at("/results/1/associationTypes")).hasSize(2);
        Reply read =
                client.get(OBJECTS + "contacts/" + contact + "?associations=companies&properties=associatedcompanyid");
        assertThat(read.at("/properties/associatedcompanyid")).isEqualTo(second);
        assertThat(read.json().at("/associations/companies/results")).hasSize(3);
        assertThat(client.send("DELETE", base + second, "").status()).isEqualTo(204);
        assertThat(client.get(OBJECTS + "companies/" + second + "?associations=contacts")
                        .json()
                        .has("associations"))
                .isFalse();
    }

    @Test
    void aMergedContactIsFoundByItsOldIdAndAddress() {
        String winner = contact("ann@example.com");
        String loser = contact("ann.lee@example.org");
        Reply merged = client.post(
                OBJECTS + "contacts/merge",
                "{\"primaryObjectId\":\"" + winner + "\",\"objectIdToMerge\":\"" + loser + "\"}");
        assertThat(merged.at("/id")).isEqualTo(winner);
        assertThat(client.get(OBJECTS + "contacts/" + loser).at("/id")).isEqualTo(winner);
        assertThat(client.post(OBJECTS + "contacts", properties("email", "ann.lee@example.org"))
                        .at("/message"))
                .endsWith("Existing ID: " + winner);
    }

    @Test
    void anErasedContactIsGone() {
        contact("ann@example.com");
        String body = "{\"objectId\":\"ann@example.com\",\"idProperty\":\"email\"}";
        assertThat(client.post(OBJECTS + "contacts/gdpr-delete", body).status()).isEqualTo(204);
        assertThat(client.get("/_sandbox/records/contacts").json()).isEmpty();
        assertThat(client.post(OBJECTS + "contacts", properties("email", "ann@example.com"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void membershipsOfAManualListChange() {
        String id = contact("ann@example.com");
        String list = client.post(
                        "/crm/v3/lists", "{\"name\":\"VIPs\",\"objectTypeId\":\"0-1\",\"processingType\":\"MANUAL\"}")
                .at("/list/listId");
        Reply added = client.put("/crm/v3/lists/" + list + "/memberships/add", "[\"" + id + "\",\"77777\"]");
        assertThat(added.at("/recordsIdsAdded/0")).isEqualTo(id);
        assertThat(added.at("/recordIdsMissing/0")).isEqualTo("77777");
        assertThat(client.get("/crm/v3/lists/" + list + "/memberships").at("/results/0/recordId"))
                .isEqualTo(id);
        assertThat(client.post("/crm/v3/lists/search", "{\"processingTypes\":[\"MANUAL\"]}")
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(client.get("/crm/v3/lists/99").status()).isEqualTo(404);
    }

    @Test
    void aPropertyOfTheAccountsOwnIsChecked() {
        String definition =
                "{\"name\":\"score\",\"label\":\"Score\",\"type\":\"enumeration\",\"fieldType\":\"checkbox\","
                        + "\"groupName\":\"contactinformation\",\"options\":[{\"label\":\"A\",\"value\":\"a\"},{\"label\":\"B\",\"value\":\"b\"}]}";
        assertThat(client.post("/crm/v3/properties/contacts", definition).status())
                .isEqualTo(201);
        assertThat(client.post("/crm/v3/properties/contacts", definition).status())
                .isEqualTo(409);
        String id = contact("ann@example.com");
        client.send("PATCH", OBJECTS + "contacts/" + id, properties("score", "a"));
        assertThat(client.send("PATCH", OBJECTS + "contacts/" + id, properties("score", ";b"))
                        .at("/properties/score"))
                .isEqualTo("a;b");
        assertThat(client.send("DELETE", "/crm/v3/properties/contacts/score", "")
                        .status())
                .isEqualTo(204);
        assertThat(client.send("PATCH", OBJECTS + "contacts/" + id, properties("score", "a"))
                        .at("/errors/0/code"))
                .isEqualTo("PROPERTY_DOESNT_EXIST");
    }

    @Test
    void anUnknownObjectIsNamed() {
        assertThat(client.get(OBJECTS + "xyz").at("/message")).isEqualTo("Unable to infer object type from: xyz");
    }

    @Test
    void aCallWithoutATokenIsRefused() {
        SandboxClient stranger = new SandboxClient(sandboxes.vendor("hubspot").baseUrl(), "");
        Reply reply = stranger.get(OBJECTS + "contacts");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.at("/category")).isEqualTo("INVALID_AUTHENTICATION");
    }

    private static void threeCompanies() {
        client.post(
                "/_sandbox/records/companies",
                "[{\"name\":\"One\",\"domain\":\"one.example.com\",\"numberofemployees\":\"5\"},"
                        + "{\"name\":\"Two\",\"domain\":\"two.example.com\",\"numberofemployees\":\"10\"},"
                        + "{\"name\":\"Three\",\"domain\":\"three.example.com\",\"numberofemployees\":\"100\",\"city\":\"Bern\"}]");
    }

    private static String contacts(int count) {
        ArrayNode inputs = Json.array();
        for (int i = 0; i < count; i++) {
            inputs.addObject().putObject("properties").put("email", "c" + i + "@example.com");
        }
        return Json.object().set("inputs", inputs).toString();
    }

    private static String contact(String email) {
        return client.post(OBJECTS + "contacts", properties("email", email)).at("/id");
    }

    private static String company(String name) {
        return client.post(OBJECTS + "companies", properties("name", name)).at("/id");
    }

    private static String properties(String name, String value) {
        return "{\"properties\":{\"" + name + "\":\"" + value + "\"}}";
    }
}
