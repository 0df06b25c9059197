package dev.caravan.sandbox.hubspot;

import static dev.caravan.sandbox.hubspot.HubSpotSandbox.OBJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxClient.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many records: fills, polls by search, pages of lists. */
class HubSpotVolumeTest {
    private static final int MANY = 12_345;

    @RegisterExtension
    static final HubSpotSandbox SANDBOX = new HubSpotSandbox();

    private final SandboxClient client = SANDBOX.client();

    @ParameterizedTest
    @ValueSource(strings = {"contacts", "companies", "deals"})
    void madeUpRecordsAreTheSameForTheSameSeed(String object) {
        String body = "{\"object\":\"" + object + "\",\"count\":30,\"seed\":7}";
        assertThat(client.post("/_sandbox/fill", body).at("/count")).isEqualTo("30");
        List<JsonNode> first = values(object);
        client.post("/_sandbox/reset", "");
        client.post("/_sandbox/fill", body);
        assertThat(values(object)).isEqualTo(first);
        client.post("/_sandbox/fill", body);
        assertThat(values(object)).hasSize(60).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"object\":\"contacts\"}", "{\"object\":\"notes\",\"count\":1}", "{\"count\":1}"})
    void whatCannotBeFilledIsRefused(String body) {
        assertThat(client.post("/_sandbox/fill", body).status()).isEqualTo(400);
    }

    @Test
    void listCallsGiveEveryRecordOnce() {
        fill(MANY);
        Set<String> ids = new LinkedHashSet<>();
        String after = "";
        do {
            JsonNode page =
                    client.get(OBJECTS + "contacts?limit=100&after=" + after).json();
            page.path("results").forEach(each -> ids.add(each.path("id").asText()));
            after = page.at("/paging/next/after").asText("");
        } while (!after.isEmpty());
        assertThat(ids).hasSize(MANY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hs_object_id", "lastmodifieddate"})
    void theWallIsPassedByGoingOnFromTheLastId(String sort) {
        fill(MANY);
        String last = "0";
        Set<String> ids = new LinkedHashSet<>();
        for (int round = 0; round < 2; round++) {
            for (int offset = 0; offset < 10_000; offset += 200) {
                Reply page = search("hs_object_id", "GT", last, sort, offset);
                page.json()
                        .path("results")
                        .forEach(each -> ids.add(each.path("id").asText()));
            }
            last = new ArrayList<>(ids).get(ids.size() - 1);
        }
        assertThat(ids).hasSize(MANY);
        assertThat(search("hs_object_id", "GT", "0", sort, 9_900).status()).isEqualTo(400);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"GT, true, 0", "GTE, true, 1", "GT, false, 0", "GTE, false, 1"})
    void changesAreFoundByMillisecondsAndByText(String operator, boolean millis, int itself) {
        fill(500);
        String id = SANDBOX.create("contacts", "email", "ann@example.com");
        Instant changed = Instant.parse(client.get(OBJECTS + "contacts/" + id).at("/updatedAt"));
        String value = millis ? String.valueOf(changed.toEpochMilli()) : changed.toString();
        Reply found = search("lastmodifieddate", operator, value, "lastmodifieddate", 0);
        assertThat(found.json().path("results"))
                .filteredOn(each -> each.path("id").asText().equals(id))
                .hasSize(itself);
    }

    @Test
    void theDateMovesWithEveryKindOfChange() {
        String ann = SANDBOX.create("contacts", "email", "ann@example.com");
        String bob = SANDBOX.create("contacts", "email", "bob@example.com");
        String acme = SANDBOX.create("companies", "name", "Acme");
        assertMoves("contacts", ann, () -> SANDBOX.change("contacts", ann, "city", "Gent"));
        assertMoves("contacts", ann, () -> SANDBOX.person("PATCH", "contacts/" + ann, "city", "Lyon"));
        assertMoves("companies", acme, () -> SANDBOX.change("companies", acme, "city", "Gent"));
        assertMoves(
                "contacts",
                ann,
                () -> client.post(
                        OBJECTS + "contacts/merge",
                        "{\"primaryObjectId\":\"" + ann + "\",\"objectIdToMerge\":\"" + bob + "\"}"));
        assertMoves("contacts", ann, () -> {
            SANDBOX.person("DELETE", "contacts/" + ann);
            return SANDBOX.person("POST", "contacts/" + ann + "/restore");
        });
    }

    @Test
    void aSearchAskedAgainSeesWhatChangedMeanwhile() {
        fill(300);
        Function<String, String> total = stage ->
                search("lifecyclestage", "EQ", stage, "hs_object_id", 0).at("/total");
        assertThat(total.apply("customer")).isEqualTo("100");
        SANDBOX.person("PATCH", "contacts/1001", "lifecyclestage", "customer");
        assertThat(total.apply("customer")).isEqualTo("101");
        SANDBOX.person("DELETE", "contacts/1001");
        assertThat(total.apply("customer")).isEqualTo("100");
        fill(3);
        assertThat(total.apply("customer")).isEqualTo("101");
        client.post("/_sandbox/reset", "");
        assertThat(total.apply("customer")).isEqualTo("0");
    }

    @Test
    void goingOnAfterAnIdSeesWhatIsThereByThenAndCountsOnlyThat() {
        fill(300);
        Function<String, Reply> after = id -> search("hs_object_id", "GT", id, "hs_object_id", 0);
        assertThat(after.apply("1000").at("/total")).isEqualTo("300");
        assertThat(after.apply("1200").at("/total")).isEqualTo("100");
        assertThat(after.apply("1200").at("/results/0/id")).isEqualTo("1201");
        assertThat(after.apply("1100").at("/total")).isEqualTo("200");
        SANDBOX.person("DELETE", "contacts/1250");
        assertThat(after.apply("1200").at("/total")).isEqualTo("99");
        assertThat(after.apply("1249").at("/results/0/id")).isEqualTo("1251");
        assertThat(after.apply("1300").at("/total")).isEqualTo("0");
        // What is not sorted by id, or asked for with another operator, never goes on from hits by id.
        assertThat(search("hs_object_id", "GTE", "1200", "hs_object_id", 0).at("/total"))
                .isEqualTo("100");
        assertThat(search("hs_object_id", "GT", "1200", "createdate", 0).at("/total"))
                .isEqualTo("99");
    }

    @Test
    void aSearchIsBehindAsLongAsTheLagSays() {
        fill(10);
        client.put("/_sandbox/faults", "{\"searchLag\":600000}");
        assertThat(search("lifecyclestage", "EQ", "customer", "hs_object_id", 0).at("/total"))
                .isEqualTo("0");
        client.put("/_sandbox/faults", "{\"searchLag\":0}");
        assertThat(search("lifecyclestage", "EQ", "customer", "hs_object_id", 0).at("/total"))
                .isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({"MANUAL, ''", "MANUAL, /join-order", "DYNAMIC, ''", "DYNAMIC, /join-order"})
    void pagesOfAListHoldEveryMemberOnce(String processing, String order) {
        fill(1100);
        String list = list("all", processing);
        if (processing.equals("MANUAL")) {
            String source = list("source", "DYNAMIC");
            client.put("/crm/v3/lists/" + list + "/memberships/add-from/" + source, "");
        }
        assertThat(client.get("/crm/v3/lists/" + list).at("/list/size")).isEqualTo("1100");
        Set<String> ids = new LinkedHashSet<>();
        String after = "";
        do {
            JsonNode page = client.get("/crm/v3/lists/" + list + "/memberships" + order + "?limit=250&after=" + after)
                    .json();
            page.path("results").forEach(each -> ids.add(each.path("recordId").asText()));
            after = page.at("/paging/next/after").asText("");
        } while (!after.isEmpty());
        assertThat(ids).hasSize(1100);
        SANDBOX.person("DELETE", "contacts/1001");
        assertThat(client.get("/crm/v3/lists/" + list + "/memberships").at("/total"))
                .isEqualTo("1099");
    }

    private void fill(int count) {
        assertThat(client.post("/_sandbox/fill", "{\"object\":\"contacts\",\"count\":" + count + "}")
                        .status())
                .isEqualTo(201);
    }

    private List<JsonNode> values(String object) {
        List<JsonNode> values = new ArrayList<>();
        client.get("/_sandbox/records/" + object)
                .json()
                .forEach(record -> values.add(((ObjectNode) record.path("properties"))
                        .without(List.of("hs_object_id", "createdate", "lastmodifieddate", "hs_lastmodifieddate"))));
        return values;
    }

    private Reply search(String property, String operator, String value, String sort, int after) {
        return client.post(
                OBJECTS + "contacts/search",
                "{\"filterGroups\":[{\"filters\":[{\"propertyName\":\"" + property + "\",\"operator\":\"" + operator
                        + "\",\"value\":\"" + value + "\"}]}],\"sorts\":[{\"propertyName\":\"" + sort
                        + "\",\"direction\":\"ASCENDING\"}],\"limit\":200,\"after\":\"" + after + "\"}");
    }

    private String list(String name, String processing) {
        return client.post(
                        "/crm/v3/lists",
                        "{\"name\":\"" + name + "\",\"objectTypeId\":\"0-1\",\"processingType\":\"" + processing
                                + "\",\"filterBranch\":{}}")
                .at("/list/listId");
    }

    private void assertMoves(String object, String id, Supplier<Reply> change) {
        Function<Reply, Instant> at = reply -> Instant.parse(reply.at("/updatedAt"));
        Instant before = at.apply(client.get(OBJECTS + object + "/" + id));
        await().until(() -> Instant.now().toEpochMilli() > before.toEpochMilli());
        assertThat(change.get().status()).isLessThan(300);
        assertThat(at.apply(client.get(OBJECTS + object + "/" + id))).isAfter(before);
    }
}
