package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Records that wait for a person, on the way to a CRM and on the way from it, until somebody decides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final String CONTACTS = """
            record: contact
            object: contacts
            match: [crm_id, work_email]
            push: { when: "stage = 'Contacted'" }
            fields: { work_email: email, last_name: lastname }
            company: { requiredParent: hold }
            owner: { to: hubspot_owner_id, default: Ada.North@example.com }
            """;
    private static final String COMPANIES = """
            record: company
            object: companies
            match: [crm_id, domain]
            push: { create: false }
            pull: { create: false }
            fields: { name: name, domain: domain }
            """;

    private static final String DEALS = """
            record: deal
            object: deals
            match: [crm_id]
            fields: { name: dealname, amount: { to: amount, transform: number } }
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private TestCrms crms;
    private RunningCaravan caravan;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path mappings = Files.createDirectories(folder.resolve("mappings/hubspot"));
        Files.writeString(mappings.resolve("contact.yaml"), CONTACTS);
        Files.writeString(mappings.resolve("company.yaml"), COMPANIES);
        Files.writeString(mappings.resolve("deal.yaml"), DEALS);
        Files.copy(Path.of("mappings/hubspot/lead.yaml"), mappings.resolve("lead.yaml"));
        crms = new TestCrms();
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(crms.url("hubspot")));
        arguments.add("--caravan.mappings=" + folder.resolve("mappings"));
        arguments.add("--caravan.connections.hubspot.pull=true");
        arguments.add("--caravan.connections.hubspot.poll=1500ms");
        arguments.add("--caravan.connections.hubspot.options.search-lag=100ms");
        arguments.add("--caravan.connections.hubspot.call-timeout=3s");
        arguments.add("--caravan.retry.first=200ms");
        caravan = RunningCaravan.start(folder.resolve("data"), arguments);
        // What is there before the first look is not taken.
        await().atMost(PATIENCE)
                .until(() -> crms.control("hubspot", "/calls").toString().contains("/crm/v3/objects/contacts/search"));
    }

    @AfterAll
    void stop() {
        caravan.close();
        crms.close();
    }

    private void contact(String id, String email, String more) throws Exception {
        assertThat(caravan.postJson(
                                "/api/records/contact",
                                "{\"id\":\"" + id + "\",\"last_name\":\"Lin\",\"work_email\":\"" + email + "\"" + more
                                        + "}")
                        .status())
                .isEqualTo(200);
    }

    private String inHubSpot(String object, String properties) throws Exception {
        return call("POST", "/crm/v3/objects/" + object, "{\"properties\":" + properties + "}")
                .path("id")
                .asText();
    }

    private JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(crms.url("hubspot") + path))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
        return new ObjectMapper().readTree(answer.body());
    }

    /** The open entry of a record, once it is there. */
    private JsonNode entry(String direction, String key) {
        return await().atMost(PATIENCE)
                .until(() -> find(direction, key), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<JsonNode> find(String direction, String key) throws Exception {
        for (JsonNode each : caravan.get("/api/review").json().path("items")) {
            if (each.path("direction").asText().equals(direction)
                    && each.path("key").asText().equals(key)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private void decide(JsonNode entry, String decision) throws Exception {
        assertThat(caravan.postJson("/api/review/" + entry.path("id").asLong(), decision)
                        .status())
                .isEqualTo(200);
    }

    private Optional<RecordKey> owner(String contact) {
        return caravan.bean(LinkStore.class).recordOf(new ExternalId(HUBSPOT, "contacts", contact));
    }

    private HubRecord hub(RecordKey key) {
        return caravan.bean(RecordStore.class).find(key).orElseThrow();
    }

    private boolean isLinked(String id) {
        return caravan.bean(LinkStore.class)
                .find(HUBSPOT, new RecordKey(RecordType.CONTACT, id))
                .isPresent();
    }

    @Test
    void whatComesFromTheCrmAndFitsSeveralIsLinkedMadeAnewOrLeftOutAsAPersonSays() throws Exception {
        for (String name : List.of("one", "two", "three")) {
            contact(name + "-a", name + "@acme.example", "");
            contact(name + "-b", name + "@acme.example", "");
        }
        await().atMost(PATIENCE).until(caravan::isSettled);
        String one = inHubSpot("contacts", "{\"email\":\"one@acme.example\",\"lastname\":\"One\"}");
        String two = inHubSpot("contacts", "{\"email\":\"two@acme.example\",\"lastname\":\"Two\"}");
        String three = inHubSpot("contacts", "{\"email\":\"three@acme.example\",\"lastname\":\"Three\"}");

        JsonNode entry = entry("pull", one);
        assertThat(entry.path("candidates").findValuesAsText("id")).containsExactly("one-a", "one-b");
        assertThat(entry.path("record").path("last_name").asText()).isEqualTo("One");
        assertThat(entry.path("reason").asText()).startsWith("DUP-101");
        decide(entry, "{\"decision\":\"link\",\"candidate\":\"one-b\"}");
        decide(entry("pull", two), "{\"decision\":\"create\"}");
        decide(entry("pull", three), "{\"decision\":\"skip\"}");

        await().atMost(PATIENCE)
                .until(() -> owner(one).isPresent() && owner(two).isPresent() && caravan.isSettled());
        assertThat(owner(one)).contains(new RecordKey(RecordType.CONTACT, "one-b"));
        assertThat(hub(owner(one).orElseThrow()).text("last_name")).isEqualTo("One");
        assertThat(owner(two).orElseThrow().id()).doesNotContain("two-");
        assertThat(owner(three)).isEmpty();
        assertThat(find("pull", three)).isEmpty();

        // The decision stands when the record changes in a field that the rules do not look at.
        call("PATCH", "/crm/v3/objects/contacts/" + three, "{\"properties\":{\"lastname\":\"Other\"}}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(caravan.get("/api/sync-log?outcome=skipped&limit=200")
                                .body()
                                .split("a person decided"))
                        .hasSizeGreaterThan(2));
        assertThat(owner(three)).isEmpty();
    }

    @Test
    @Tag("R123")
    @Tag("R218")
    void whatGoesToTheCrmAndLacksItsCompanyGoesWhenAPersonSaysSoOrTheCompanyCame() throws Exception {
        String more = ",\"stage\":\"Contacted\",\"company_id\":\"";
        caravan.postJson("/api/records/company", "{\"id\":\"c-1\",\"name\":\"Beta\",\"domain\":\"beta.example\"}");
        contact("p-1", "p-1@beta.example", more + "c-1\"");
        contact("p-2", "p-2@beta.example", more + "c-1\"");
        contact("p-3", "p-3@beta.example", more + "c-1\"");

        JsonNode entry = entry("push", "p-1");
        assertThat(entry.path("reason").asText()).contains("company.requiredParent: hold");
        decide(entry, "{\"decision\":\"create\"}");
        decide(entry("push", "p-3"), "{\"decision\":\"skip\"}");
        await().atMost(PATIENCE).until(() -> isLinked("p-1") && caravan.isSettled());
        assertThat(TestCrms.records(crms.vendor("hubspot"), "contacts").values())
                .filteredOn(c -> c.path("email").asText().equals("p-1@beta.example"))
                .singleElement()
                .satisfies(c -> assertThat(c.path("hubspot_owner_id").asText()).isEqualTo("41"));
        assertThat(entry("push", "p-2")).isNotNull();
        assertThat(isLinked("p-2") || isLinked("p-3")).isFalse();

        caravan.postJson("/api/push/company", "{\"connection\":\"hubspot\",\"ids\":[\"c-1\"]}");
        await().atMost(PATIENCE).until(() -> isLinked("p-2") && caravan.isSettled());
        assertThat(find("push", "p-2")).isEmpty();
        assertThat(isLinked("p-3")).isFalse();
    }

    @Test
    @Tag("R123")
    void whatComesFromTheCrmAndLacksItsCompanyComesWhenAPersonSaysSoOrTheCompanyCame() throws Exception {
        String company = inHubSpot("companies", "{\"name\":\"Gamma\",\"domain\":\"gamma.example\"}");
        String one = withCompany("q-1@gamma.example", company);
        String two = withCompany("q-2@gamma.example", company);

        JsonNode entry = entry("pull", one);
        assertThat(entry.path("reason").asText()).contains("is not in the hub");
        entry("pull", two);
        decide(entry, "{\"decision\":\"create\"}");
        await().atMost(PATIENCE).until(() -> owner(one).isPresent());
        assertThat(hub(owner(one).orElseThrow()).text("company_id")).isEmpty();

        caravan.postJson("/api/records/company", "{\"id\":\"c-9\",\"name\":\"Gamma\",\"domain\":\"gamma.example\"}");
        call("PATCH", "/crm/v3/objects/companies/" + company, "{\"properties\":{\"name\":\"Gamma B.V.\"}}");
        await().atMost(PATIENCE).until(() -> owner(two).isPresent() && caravan.isSettled());
        assertThat(hub(owner(two).orElseThrow()).text("company_id")).isEqualTo("c-9");
        assertThat(find("pull", two)).isEmpty();
    }

    @Test
    @Tag("I3")
    void whatWasCreatedWithoutAnAnswerAndCouldBeSeveralIsLinkedMadeAnewOrLeftOutAsAPersonSays() throws Exception {
        crms.faults(
                "hubspot", "{\"kind\":\"reset-after-commit\",\"next\":1,\"operation\":\"POST /crm/v3/objects/deals\"}");
        List<String> names = List.of("Pilot", "Renewal", "Upgrade");
        String deals = names.stream()
                .map(name -> "{\"id\":\"" + name + "\",\"name\":\"" + name + "\",\"amount\":\"900\"}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(caravan.postJson("/api/records/deal", deals).status()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> dealsNamed("Pilot").size() == 1);
        for (String name : names) {
            inHubSpot("deals", "{\"dealname\":\"" + name + "\",\"amount\":\"900\"}");
        }

        JsonNode pilot = entry("push", "Pilot");
        assertThat(pilot.path("reason").asText()).contains("ended without an answer");
        assertThat(pilot.path("candidates").findValuesAsText("id")).hasSize(2);
        assertThat(pilot.at("/candidates/0/fields/dealname").asText()).isEqualTo("Pilot");
        String chosen = pilot.at("/candidates/1/id").asText();
        decide(pilot, "{\"decision\":\"link\",\"candidate\":\"" + chosen + "\"}");
        decide(entry("push", "Renewal"), "{\"decision\":\"create\"}");
        decide(entry("push", "Upgrade"), "{\"decision\":\"skip\"}");

        await().atMost(PATIENCE)
                .until(() -> linked("Pilot").isPresent() && linked("Renewal").isPresent());
        assertThat(linked("Pilot")).contains(chosen);
        assertThat(dealsNamed("Pilot")).hasSize(2);
        assertThat(dealsNamed("Renewal")).hasSize(3);
        assertThat(linked("Upgrade")).isEmpty();
        assertThat(find("push", "Upgrade")).isEmpty();
    }

    private Optional<String> linked(String deal) {
        return caravan.bean(LinkStore.class)
                .find(HUBSPOT, new RecordKey(RecordType.DEAL, deal))
                .map(link -> link.id().id());
    }

    private List<JsonNode> dealsNamed(String name) {
        return TestCrms.records(crms.vendor("hubspot"), "deals").values().stream()
                .filter(d -> d.path("dealname").asText().equals(name))
                .toList();
    }

    private String withCompany(String email, String company) throws Exception {
        return call(
                        "POST",
                        "/crm/v3/objects/contacts",
                        "{\"properties\":{\"email\":\"" + email
                                + "\",\"lastname\":\"Roe\"},\"associations\":[{\"to\":{\"id\":\""
                                + company
                                + "\"},\"types\":[{\"associationCategory\":\"HUBSPOT_DEFINED\",\"associationTypeId\":1}]}]}")
                .path("id")
                .asText();
    }
}
