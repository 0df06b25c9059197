package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.demo.twoway.Silence;
import dev.caravan.demo.twoway.Told;
import dev.caravan.demo.twoway.TwoWayDemo;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two-way demo as a whole, and what the sandboxes hold at its end, asked without the demo's help. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoWayDemoEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PARTS = 16;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<Told> STORY = new ArrayList<>();

    private static TwoWayDemo demo;
    private static TwoWayDemo.Addresses at;

    @BeforeAll
    static void play() {
        demo = TwoWayDemo.start(
                arguments -> CaravanApplication.application().run(arguments),
                new TwoWayDemo.Options(Optional.empty(), 0, 0, List.of()),
                new Random(1));
        demo.play(STORY::add);
        at = demo.addresses();
    }

    @AfterAll
    static void stop() {
        demo.close();
        // Spring Boot leaves them to whatever starts next in this process.
        List.of("CONSOLE_LOG_THRESHOLD", "LOG_FILE", "LOG_PATH").forEach(System::clearProperty);
    }

    private static JsonNode json(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return new ObjectMapper().readTree(answer.body());
    }

    /** Living records of an object. */
    private static List<JsonNode> records(String crm, String object) throws Exception {
        JsonNode all = json(HttpRequest.newBuilder(URI.create(crm + "/_sandbox/records/" + object)));
        return StreamSupport.stream(all.spliterator(), false)
                .filter(record -> !record.path("archived").asBoolean())
                .map(record -> record.has("properties") ? record.path("properties") : record)
                .toList();
    }

    private static Told part(String title) {
        return STORY.stream()
                .filter(told -> told.title().contains(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    @Tag("R41")
    @Tag("R45")
    @Tag("I3")
    @Tag("I12")
    @Tag("I13")
    @Tag("I15")
    void everyPartComesOutAsItShould() {
        assertThat(STORY)
                .hasSize(PARTS)
                .allSatisfy(told -> assertThat(told.wrong()).as(told.title()).isEmpty());
    }

    @ParameterizedTest(name = "{0} of {1}: {2} in HubSpot, {3} in Salesforce")
    @Order(2)
    @Tag("R46")
    @Tag("R50")
    @Tag("R54")
    @Tag("R56")
    @CsvSource(textBlock = """
            lastname,    LastName,    lin.moreau@acme.example, de Vos,        de Vos
            jobtitle,    Title,       lin.moreau@acme.example, Head of Sales, Chief of Everything
            firstname,   FirstName,   bo@acme.example,         Bob,           Bob
            lastname,    LastName,    bo@acme.example,         van der Berg,  van der Berg
            phone,       Phone,       bo@acme.example,         +31 2 0555 0199, +31 2 0555 0199
            mobilephone, MobilePhone, bo@acme.example,         +31612345678,  +31612345678
            jobtitle,    Title,       bo@acme.example,         Engineer,      Engineer
            phone,       Phone,       noor@home.example,       +31205550302,  +31205550302
            lastname,    LastName,    noor@home.example,       H.,            H.
            lastname,    LastName,    mia@acme.example,        Lund,          Lund
            lastname,    LastName,    pavel@globex.example,    Novak,         Novak
            lastname,    LastName,    lee@initech.example,     Okafor,        Okafor
            """)
    void theCrmsHoldIt(String property, String field, String email, String hubspot, String salesforce)
            throws Exception {
        assertThat(records(at.hubspot(), "contacts"))
                .filteredOn(record -> record.path("email").asText().equals(email))
                .extracting(record -> record.path(property).asText())
                .containsExactly(hubspot);
        assertThat(records(at.salesforce(), "Contact"))
                .filteredOn(record -> record.path("Email").asText().equals(email))
                .extracting(record -> record.path(field).asText())
                .containsExactly(salesforce);
    }

    @Test
    @Order(3)
    @Tag("I3")
    @Tag("I15")
    void nobodyIsThereTwiceAndWhoWasDeletedIsNotBack() throws Exception {
        assertThat(records(at.hubspot(), "contacts"))
                .extracting(record -> record.path("firstname").asText())
                .containsExactlyInAnyOrder("Lin", "Bob", "Noor", "Mia", "Pavel", "Lee");
        assertThat(records(at.salesforce(), "Contact"))
                .extracting(record -> record.path("FirstName").asText())
                .containsExactlyInAnyOrder("Lin", "Bob", "Noor", "Ito", "Mia", "Pavel", "Lee");
        assertThat(records(at.hubspot(), "companies"))
                .extracting(record -> record.path("name").asText())
                .containsExactlyInAnyOrder("Acme", "Globex", "Initech");
        assertThat(records(at.hubspot(), "deals")).hasSize(2);
        assertThat(records(at.salesforce(), "Opportunity")).hasSize(2);
    }

    @Test
    @Order(4)
    @Tag("I13")
    void whatGaveWayIsShownByExplain() throws Exception {
        String login = Base64.getEncoder().encodeToString(at.login().getBytes(StandardCharsets.UTF_8));
        JsonNode explained = json(HttpRequest.newBuilder(URI.create(at.caravan() + "/api/explain/contact/noor"))
                .header("Authorization", "Basic " + login));

        assertThat(explained.path("lost").findValuesAsText("value")).contains("Haddad-Older", "+31205550301");
        assertThat(part("The same field in both CRMs").kept())
                .extracting(Told.Kept::value)
                .containsExactly("Haddad-Older");
    }

    @Test
    @Order(5)
    @Tag("I14")
    void anEditThatTheCrmsStoreInAnotherFormIsWrittenOnce() {
        assertThat(part("another form").writes()).isEqualTo(Map.of("HubSpot", 3L, "Salesforce", 2L));
        assertThat(part("that has such values").writes()).isEqualTo(Map.of("HubSpot", 0L, "Salesforce", 1L));
    }

    @Test
    @Order(6)
    @Tag("I14")
    void nobodyWritesInTheSilence() {
        Silence silence = demo.watch(Duration.ofSeconds(5));

        assertThat(silence.isSilent()).as(silence.toString()).isTrue();
        assertThat(silence.calls()).isEqualTo(Map.of("HubSpot", 0L, "Salesforce", 0L));
    }

    @Test
    @Order(7)
    void whoWritesInTheSilenceIsFound() {
        CompletableFuture<Silence> watched = CompletableFuture.supplyAsync(() -> demo.watch(Duration.ofSeconds(2)));
        await().atMost(PATIENCE).until(() -> {
            json(HttpRequest.newBuilder(URI.create(at.hubspot() + "/crm/v3/objects/contacts/" + at.linInHubSpot()))
                    .header("Authorization", "Bearer sandbox")
                    .header("Content-Type", "application/json")
                    .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"properties\":{\"fax\":\"1\"}}")));
            return watched.isDone();
        });

        Silence noisy = watched.join();
        assertThat(noisy.isSilent()).isFalse();
        assertThat(noisy.calls().get("HubSpot")).isPositive();
        assertThat(noisy.calls().get("Salesforce")).isZero();
    }

    @Test
    @Order(8)
    void itLeavesNothingBehind() {
        assertThat(at.folder().resolve("caravan.db")).exists();
        demo.close();

        assertThat(Files.exists(at.folder())).isFalse();
        for (String address : List.of(at.caravan(), at.hubspot(), at.salesforce())) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> HTTP.send(
                            HttpRequest.newBuilder(URI.create(address)).build(),
                            HttpResponse.BodyHandlers.discarding())))
                    .as(address)
                    .isInstanceOf(ConnectException.class);
        }
    }
}
