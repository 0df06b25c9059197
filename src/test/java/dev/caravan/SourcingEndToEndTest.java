package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks the whole application, with both sandboxes behind it, who exists already. All tests ask the same one; each has
 * people of its own, by the domain of their addresses.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SourcingEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NDJSON = "application/x-ndjson";

    @TempDir
    static Path data;

    private static TestCrms crms;
    private static RunningCaravan caravan;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        crms = new TestCrms();
        caravan = RunningCaravan.start(data, crms.arguments());
    }

    @AfterAll
    static void stop() {
        caravan.close();
        crms.close();
    }

    /** Every tenth of so many people of a domain is a contact of HubSpot, every fifth of these a customer. */
    private void fillHubSpot(int people, String domain) throws Exception {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < people; i += 10) {
            inputs.add("{\"properties\":{\"email\":\"p" + i + "@" + domain + "\",\"lastname\":\"Number " + i
                    + "\",\"lifecyclestage\":\"" + (i % 50 == 0 ? "customer" : "lead") + "\"}}");
        }
        for (int from = 0; from < inputs.size(); from += 100) {
            List<String> some = inputs.subList(from, Math.min(inputs.size(), from + 100));
            created("/crm/v3/objects/contacts/batch/create", "{\"inputs\":[" + String.join(",", some) + "]}");
        }
    }

    private void created(String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(crms.url("hubspot") + path))
                        .header("Authorization", "Bearer sandbox")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private void salesforceHas(String object, String fields) throws Exception {
        HttpResponse<String> token = http.send(
                HttpRequest.newBuilder(URI.create(crms.url("salesforce") + "/services/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id="
                                + "sandbox-client&client_secret=sandbox-secret"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(crms.url("salesforce") + "/services/data/v62.0/sobjects/" + object))
                        .header(
                                "Authorization",
                                "Bearer "
                                        + JSON.readTree(token.body())
                                                .path("access_token")
                                                .asText())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(fields))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static String people(int count, String domain) {
        return "["
                + IntStream.range(0, count)
                        .mapToObj(i -> "{\"id\":\"x" + i + "\",\"work_email\":\"p" + i + "@" + domain + "\"}")
                        .collect(Collectors.joining(","))
                + "]";
    }

    /** Calls since before that look somebody up. */
    private long calls(String vendor, Map<String, Long> before) throws Exception {
        return TestCrms.calls(crms.vendor(vendor)).entrySet().stream()
                .filter(e -> !e.getKey().contains("describe") && !e.getKey().contains("properties"))
                .mapToLong(e -> e.getValue() - before.getOrDefault(e.getKey(), 0L))
                .sum();
    }

    @Test
    @Tag("R88")
    @Tag("R89")
    void aListOfContactsIsComparedWithBothCrmsInTheFewestCalls() throws Exception {
        fillHubSpot(2_000, "fewest.example");
        salesforceHas("Contact", "{\"LastName\":\"Seven\",\"Email\":\"P7@fewest.example\"}");
        Map<String, Long> hubspot = TestCrms.calls(crms.vendor("hubspot"));
        Map<String, Long> salesforce = TestCrms.calls(crms.vendor("salesforce"));

        RunningCaravan.Answer answer = caravan.postJson("/api/dedup/contact", people(2_000, "fewest.example"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.path("received").asInt()).isEqualTo(2_000);
        assertThat(json.path("in_crm").asInt()).isEqualTo(201);
        assertThat(json.path("new").asInt()).isEqualTo(1_799);
        assertThat(json.path("asked")).hasToString("[\"hubspot\",\"salesforce\"]");
        assertThat(json.at("/results/7/in/0/connection").asText()).isEqualTo("salesforce");
        assertThat(json.at("/results/7/in/0/rule").asText()).isEqualTo("work_email");
        assertThat(json.at("/results/1990/in/0/connection").asText()).isEqualTo("hubspot");
        assertThat(json.at("/results/1990/id").asText()).isEqualTo("x1990");
        // A batch read of HubSpot takes 100 addresses, and a batch of prospects is one query for Salesforce.
        assertThat(calls("hubspot", hubspot)).isEqualTo(20);
        assertThat(calls("salesforce", salesforce)).isEqualTo(2);
    }

    @Test
    @Tag("R90")
    @Tag("R92")
    void aFilterIsAskedInEachCrmsOwnWords() throws Exception {
        fillHubSpot(100, "words.example");
        JsonNode customers = caravan.postJson(
                        "/api/dedup/contact?in=hubspot&filter=lifecycle_stage%20%3D%20'customer'",
                        people(100, "words.example"))
                .json();
        assertThat(customers.path("in_crm").asInt()).as(customers.toString()).isEqualTo(2);
        assertThat(customers.path("new").asInt()).isEqualTo(98);

        created(
                "/crm/v3/objects/companies",
                "{\"properties\":{\"name\":\"Soft\",\"domain\":\"soft.example\",\"industry\":\"COMPUTER_SOFTWARE\","
                        + "\"numberofemployees\":\"40\"}}");
        salesforceHas(
                "Account",
                "{\"Name\":\"Soft\",\"Website\":\"https://www.soft.example\",\"Industry\":\"Technology\","
                        + "\"NumberOfEmployees\":4000}");
        String companies = "id,domain\nc-1,www.soft.example\nc-2,none.example\n";
        assertThat(found(companies, "industry = 'Software'")).containsExactly("hubspot", "salesforce");
        assertThat(found(companies, "industry = 'Software' AND employee_count > 1000"))
                .containsExactly("salesforce");
        assertThat(found(companies, "industry = 'Retail'")).isEmpty();
    }

    private List<String> found(String companies, String filter) throws Exception {
        JsonNode json = caravan.post(
                        "/api/dedup/company?filter="
                                + java.net.URLEncoder.encode(filter, StandardCharsets.UTF_8)
                                        .replace("+", "%20"),
                        "text/csv",
                        companies)
                .json();
        assertThat(json.at("/results/1/status").asText()).as(json.toString()).isEqualTo("new");
        return StreamSupport.stream(json.at("/results/0/in").spliterator(), false)
                .map(in -> in.path("connection").asText())
                .toList();
    }

    @Test
    void aListGoesThroughLineByLineAsItIsAnswered() throws Exception {
        fillHubSpot(5_000, "lines.example");
        String body = IntStream.range(0, 5_000)
                .mapToObj(i -> i == 2_500 ? "{\"work_email\":" : "{\"work_email\":\"p" + i + "@lines.example\"}")
                .collect(Collectors.joining("\n"));
        long before = reads();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + caravan.port() + "/api/dedup/contact"))
                .header("Authorization", RunningCaravan.basic())
                .header("Content-Type", NDJSON)
                .header("Accept", NDJSON)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<java.io.InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type")).contains(NDJSON);
        long askedAtFirstLine;
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            lines.add(JSON.readTree(reader.readLine()));
            askedAtFirstLine = reads() - before;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(JSON.readTree(line));
            }
        }

        assertThat(lines).hasSize(5_000);
        assertThat(lines.get(10).path("status").asText()).isEqualTo("in_crm");
        assertThat(lines.get(2_500).path("status").asText()).isEqualTo("rejected");
        assertThat(lines.get(2_500).path("reason").asText()).startsWith("the record at 2501 is not valid JSON");
        assertThat(lines.get(4_990).path("status").asText()).isEqualTo("in_crm");
        assertThat(lines.get(4_999).path("line").asInt()).isEqualTo(5_000);
        assertThat(askedAtFirstLine).isBetween(1L, 49L);
    }

    private static long reads() throws Exception {
        return TestCrms.calls(crms.vendor("hubspot")).entrySet().stream()
                .filter(e -> e.getKey().contains("read"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The last one, for afterwards Salesforce is left in peace for a while. */
    @Test
    @Order(Integer.MAX_VALUE)
    @Tag("R88")
    void aCrmThatIsDownFailsNoOther() throws Exception {
        fillHubSpot(20, "down.example");
        crms.faults("salesforce", "{\"kind\": \"503\"}");

        JsonNode json = caravan.postJson("/api/dedup/contact", people(11, "down.example"))
                .json();

        assertThat(json.path("in_crm").asInt()).as(json.toString()).isEqualTo(2);
        assertThat(json.path("unknown").asInt()).isEqualTo(9);
        assertThat(json.at("/results/0/unknown/0/connection").asText()).isEqualTo("salesforce");
        assertThat(json.at("/results/1/unknown/0/code").asText()).isEqualTo("CRM-101");
    }

    @Test
    @Tag("R58")
    void whatIsKnownToBeInACrmIsListed() throws Exception {
        caravan.postJson(
                "/api/records/contact", "{\"id\":\"g-1\",\"last_name\":\"One\",\"work_email\":\"g1@acme.example\"}");
        org.awaitility.Awaitility.await().until(caravan::isSettled);

        assertThat(caravan.get("/api/records/contact?in=hubspot")
                        .json()
                        .at("/records/0/id")
                        .asText())
                .isEqualTo("g-1");
        assertThat(caravan.get("/api/records/contact?in=*").json().path("records"))
                .hasSize(1);
        assertThat(caravan.get("/api/records/company?in=*").json().path("records"))
                .isEmpty();
        RunningCaravan.Answer wrong = caravan.get("/api/records/contact?in=hubspt");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.message()).endsWith("Did you mean 'hubspot'?");
        Map<String, Long> before = TestCrms.calls(crms.vendor("hubspot"));
        JsonNode known = caravan.postJson("/api/dedup/contact", "{\"email\":\"G1@acme.example\"}")
                .json();
        assertThat(known.at("/results/0/in/0/how").asText()).isEqualTo("link");
        assertThat(known.at("/results/0/hub/id").asText()).isEqualTo("g-1");
        assertThat(calls("hubspot", before)).isZero();
    }

    @Test
    void whatIsWrongIsAnsweredWithTheCure() throws Exception {
        assertRefused(
                "/api/dedup/contcat", "[]", 404, "REC-102 unknown record type 'contcat'. Did you mean 'contact'?");
        assertRefused(
                "/api/dedup/contact?in=salesforc",
                "[]",
                400,
                "CFG-103 unknown connection 'salesforc'. Did you mean 'salesforce'?");
        assertRefused(
                "/api/dedup/contact?in=hubspot&filter=lifecycle_stag%3D'x'",
                "[]",
                400,
                "FLT-101 the filter names 'lifecycle_stag', which contacts of 'hubspot' do not have. Did you mean"
                        + " 'lifecyclestage'?");
        assertRefused(
                "/api/dedup/contact?format=ndjson",
                "[{\"work_email\":",
                400,
                "REC-105 the body is not valid JSON at line 1, column 16. Nothing of it was taken; correct it and send"
                        + " it again.");
        assertRefused("/api/dedup/contact", "", 400, "REC-105 the body is empty. Send one object or an array.");
    }

    private void assertRefused(String path, String body, int status, String message) throws Exception {
        RunningCaravan.Answer answer = caravan.postJson(path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.message()).isEqualTo(message);
    }
}
