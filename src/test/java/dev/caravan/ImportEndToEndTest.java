package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.filter.HostileTexts;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports of the whole application from the HubSpot sandbox. */
class ImportEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PEOPLE = 250;

    @TempDir
    static Path data;

    private static TestCrms crms;
    private static RunningCaravan caravan;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        crms = new TestCrms();
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(crms.url("hubspot")));
        arguments.add("--caravan.connections.hubspot.pull=true");
        arguments.add("--caravan.poll.hubspot=1h");
        caravan = RunningCaravan.start(data, arguments);
    }

    @AfterAll
    static void stop() {
        caravan.close();
        crms.close();
    }

    /**
     * Makes contacts in HubSpot, every fifth of them a customer if asked for.
     *
     * @param group part of their addresses
     * @return their ids
     */
    private List<String> people(String group, int count, boolean withCustomers) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < count; from += 50) {
            List<String> inputs = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 50); i++) {
                inputs.add("{\"properties\":{\"email\":\"p" + i + "@" + group + i + ".example\",\"firstname\":\"Ada\","
                        + "\"lastname\":\"Number " + i + "\",\"lifecyclestage\":\""
                        + (withCustomers && i % 5 == 0 ? "customer" : "lead") + "\"}}");
            }
            JsonNode made = call(
                    "POST", "/crm/v3/objects/contacts/batch/create", "{\"inputs\":[" + String.join(",", inputs) + "]}");
            made.path("results").forEach(r -> ids.add(r.path("id").asText()));
        }
        return ids;
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(crms.url("hubspot") + path))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
        return new ObjectMapper().readTree(answer.body().isBlank() ? "{}" : answer.body());
    }

    private JsonNode order(String what) throws Exception {
        RunningCaravan.Answer answer =
                caravan.postJson("/api/imports", "{\"connection\":\"hubspot\",\"type\":\"contact\"," + what + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json();
    }

    private JsonNode done(JsonNode ordered) throws Exception {
        String path = "/api/imports/" + ordered.path("id").asText();
        await().atMost(PATIENCE)
                .until(() -> !caravan.get(path).json().path("state").asText().equals("running"));
        JsonNode job = caravan.get(path).json();
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        return job;
    }

    private void hostileFiltersAreRefused() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            String filter = HostileTexts.next(random) + " x" + HostileTexts.next(random) + " = '"
                    + HostileTexts.next(random).replace("'", "''") + "'";
            ObjectNode order = new ObjectMapper()
                    .createObjectNode()
                    .put("connection", "hubspot")
                    .put("type", "contact")
                    .put("filter", filter);
            RunningCaravan.Answer answer = caravan.postJson("/api/imports?preview=true", order.toString());
            assertThat(answer.status()).as(filter).isEqualTo(400);
            assertThat(answer.body()).as(filter).contains("-1").doesNotContain("Exception", "at dev.caravan", "net.sf");
        }
        String wrongName = caravan.postJson(
                        "/api/imports?preview=true",
                        "{\"connection\":\"hubspot\",\"type\":\"contact\",\"filter\":\"email = 'x' OR jobtitel = 'y'\"}")
                .body();
        assertThat(wrongName).contains("FLT-101", "character 16", "Did you mean 'jobtitle'?");
    }

    private List<HubRecord> contacts() {
        return caravan.bean(RecordStore.class).page(RecordType.CONTACT, "", 1_000);
    }

    @Test
    @Tag("R69")
    @Tag("R70")
    @Tag("R247")
    @Tag("S7")
    void recordsComeInByFilterThenAllAndNothingTwice() throws Exception {
        people("acme", PEOPLE, true);
        int atFirst = contacts().size();
        JsonNode preview = caravan.postJson(
                        "/api/imports?preview=true",
                        "{\"connection\":\"hubspot\",\"type\":\"contact\",\"filter\":\"lifecyclestage = 'customer'\"}")
                .json();
        assertThat(preview.path("total").asLong()).isEqualTo(50);
        assertThat(preview.path("records")).hasSize(10);
        JsonNode otherCase = caravan.postJson(
                        "/api/imports?preview=true",
                        "{\"connection\":\"hubspot\",\"type\":\"contact\",\"filter\":\"firstname = 'ADA'\"}")
                .json();
        assertThat(otherCase.path("records")).as("HubSpot finds Ada, too").isEmpty();
        assertThat(otherCase.path("total").asLong())
                .as("counted, as all pages were read")
                .isZero();
        hostileFiltersAreRefused();
        assertThat(contacts()).hasSize(atFirst);

        JsonNode first = done(order("\"filter\":\"lifecyclestage = 'customer'\",\"tag\":\"customers\""));
        assertThat(first.path("outcomes").path("created").asLong()).isEqualTo(50);
        assertThat(contacts())
                .hasSize(atFirst + 50)
                .filteredOn(c -> String.valueOf(c.value("sources")).contains("customers"))
                .hasSize(50);

        int everybody = TestCrms.records(crms.vendor("hubspot"), "contacts").size();
        JsonNode second = done(order("\"all\":true"));
        assertThat(second.path("total").asLong()).isEqualTo(everybody);
        assertThat(second.path("listed").asLong()).isEqualTo(everybody);
        assertThat(second.path("outcomes").path("created").asLong()).isEqualTo(everybody - atFirst - 50);
        assertThat(second.path("outcomes").path("unchanged").asLong()).isEqualTo(atFirst + 50);
        assertThat(contacts()).hasSize(everybody);
        assertThat(contacts().stream().map(c -> c.text("work_email")).distinct())
                .hasSize(everybody);
    }

    @Test
    @Tag("R71")
    @Tag("R79")
    void aSavedListIsShownAndImported() throws Exception {
        List<String> ids = people("listed", 20, false);
        int atFirst = contacts().size();
        String list = call(
                        "POST",
                        "/crm/v3/lists",
                        "{\"name\":\"Key accounts\",\"objectTypeId\":\"0-1\",\"processingType\":\"MANUAL\"}")
                .path("list")
                .path("listId")
                .asText();
        call("PUT", "/crm/v3/lists/" + list + "/memberships/add", "[" + String.join(",", ids.subList(5, 17)) + "]");

        assertThat(caravan.get("/api/lists/hubspot/contact").body()).contains("Key accounts");
        JsonNode job = done(order("\"list\":\"key accounts\""));

        assertThat(job.path("outcomes").path("created").asLong()).isEqualTo(12);
        assertThat(contacts()).hasSize(atFirst + 12);
    }

    @Test
    @Tag("R66")
    void namedRecordsAndChangesArePulledByHand() throws Exception {
        List<String> ids = people("named", 5, false);
        int atFirst = contacts().size();
        caravan.postJson(
                "/api/pull",
                "{\"connection\":\"hubspot\",\"type\":\"contact\",\"ids\":[\"" + ids.get(3) + "\",\"" + ids.get(4)
                        + "\"]}");
        await().atMost(PATIENCE).until(() -> contacts().size() == atFirst + 2);

        caravan.postJson("/api/pull", "{\"connection\":\"hubspot\",\"type\":\"contact\"}");
        call(
                "PATCH",
                "/crm/v3/objects/contacts/" + ids.get(3),
                "{\"properties\":{\"jobtitle\":\"Head of Operations\"}}");
        await().atMost(PATIENCE).until(() -> {
            caravan.postJson("/api/pull", "{\"connection\":\"hubspot\",\"type\":\"contact\"}");
            return contacts().stream().anyMatch(c -> c.text("job_title").equals("Head of Operations"));
        });
        await().atMost(PATIENCE).until(caravan::isSettled);
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnythingIsOrdered() throws Exception {
        JsonNode before = caravan.get("/api/imports").json().path("items");
        RunningCaravan.Answer unknownField = caravan.postJson(
                "/api/imports", "{\"connection\":\"hubspot\",\"type\":\"contact\",\"filter\":\"lifecycle = 'x'\"}");
        assertThat(unknownField.status()).isEqualTo(400);
        assertThat(unknownField.message()).contains("'lifecycle'");
        RunningCaravan.Answer unknownList = caravan.postJson(
                "/api/imports", "{\"connection\":\"hubspot\",\"type\":\"contact\",\"list\":\"Nobody's\"}");
        assertThat(unknownList.status()).isEqualTo(404);
        RunningCaravan.Answer unknownConnection =
                caravan.postJson("/api/imports", "{\"connection\":\"hubspt\",\"type\":\"contact\",\"all\":true}");
        assertThat(unknownConnection.message()).contains("Did you mean 'hubspot'?");
        assertThat(caravan.get("/api/imports").json().path("items")).isEqualTo(before);
    }
}
