package dev.caravan.sandbox.hubspot;

import static dev.caravan.sandbox.hubspot.HubSpotSandbox.OBJECTS;
import static dev.caravan.sandbox.hubspot.HubSpotSandbox.properties;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxClient.Reply;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person does, merges, histories and forms of values. */
class HubSpotScreensTest {
    private static final String HISTORY = "?propertiesWithHistory=city";

    @RegisterExtension
    static final HubSpotSandbox SANDBOX = new HubSpotSandbox();

    private final SandboxClient client = SANDBOX.client();

    @Test
    void aPersonMakesEditsAndDeletesARecord() {
        Reply made = SANDBOX.person("POST", "contacts?as=person", "email", "ann@example.com");
        assertThat(made.status()).isEqualTo(201);
        String id = made.at("/ids/0");
        assertThat(SANDBOX.person("PATCH", "contacts/" + id, "city", "Gent").status()).isEqualTo(204);
        assertThat(client.get(OBJECTS + "contacts/" + id + "?properties=city").at("/properties/city"))
                .isEqualTo("Gent");
        assertThat(SANDBOX.person("DELETE", "contacts/" + id).status()).isEqualTo(204);
        assertThat(client.get(OBJECTS + "contacts/" + id).status()).isEqualTo(404);
        assertThat(client.get("/_sandbox/journal").json())
                .extracting(row -> row.path("op").asText())
                .containsExactly("created", "updated", "deleted");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            PATCH,  contacts/77777,
            DELETE, contacts/77777,
            POST,   contacts/77777/restore,
            PATCH,  nothings/1,
            """)
    void whatAPersonCannotDoIsSaid(String method, String path) {
        Reply reply = SANDBOX.person(method, path, "city", "Gent");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/error")).isNotEmpty();
    }

    @Test
    void aPersonsEditIsCheckedLikeACall() {
        String id = SANDBOX.create("contacts", "email", "ann@example.com");
        assertThat(SANDBOX.person("PATCH", "contacts/" + id, "lifecyclestage", "king").at("/error"))
                .contains("INVALID_OPTION");
    }

    @Test
    void aRestoredRecordHasItsValuesAndItsAddressAgain() {
        String id = SANDBOX.create("contacts", "email", "ann@example.com", "city", "Gent");
        SANDBOX.person("DELETE", "contacts/" + id);
        SANDBOX.person("POST", "contacts/" + id + "/restore");
        assertThat(client.get(OBJECTS + "contacts/ann@example.com?idProperty=email&properties=city")
                        .at("/properties/city"))
                .isEqualTo("Gent");
        assertThat(client.get(OBJECTS + "contacts?archived=true").json().path("results"))
                .isEmpty();
    }

    @Test
    void aRecordIsNotRestoredWhenItsAddressIsTaken() {
        String id = SANDBOX.create("contacts", "email", "ann@example.com");
        SANDBOX.person("DELETE", "contacts/" + id);
        SANDBOX.create("contacts", "email", "ann@example.com");
        assertThat(SANDBOX.person("POST", "contacts/" + id + "/restore").at("/error"))
                .contains("already exists");
        assertThat(client.get(OBJECTS + "contacts/" + id).status()).isEqualTo(404);
    }

    @Test
    void theSurvivorOfMergesKeepsItsValuesAndTakesWhatItLacked() {
        String ann = SANDBOX.create("contacts", "email", "ann@example.com", "city", "Gent");
        String bob = SANDBOX.create("contacts", "email", "bob@example.com", "city", "Lyon", "jobtitle", "CFO");
        String cas = SANDBOX.create("contacts", "email", "cas@example.com", "phone", "1");
        merge(bob, cas);
        merge(ann, bob);
        for (String id : new String[] {ann, bob, cas}) {
            Reply read = client.get(
                    OBJECTS + "contacts/" + id
                            + "?properties=city,jobtitle,phone,hs_merged_object_ids,hs_additional_emails");
            assertThat(read.at("/id")).isEqualTo(ann);
            assertThat(read.at("/properties/city")).isEqualTo("Gent");
            assertThat(read.at("/properties/jobtitle")).isEqualTo("CFO");
            assertThat(read.at("/properties/phone")).isEqualTo("1");
            assertThat(read.at("/properties/hs_merged_object_ids").split(";")).containsExactlyInAnyOrder(bob, cas);
            assertThat(read.at("/properties/hs_additional_emails").split(";"))
                    .containsExactlyInAnyOrder("bob@example.com", "cas@example.com");
        }
        JsonNode many = client.post(
                        OBJECTS + "contacts/batch/read", "{\"inputs\":[{\"id\":\"" + bob + "\"}]}")
                .json();
        assertThat(many.at("/results/0/id").asText()).isEqualTo(ann);
        assertThat(client.post(OBJECTS + "contacts/search", "{}").at("/total")).isEqualTo("1");
        assertThat(client.get(OBJECTS + "contacts?archived=true").json().path("results"))
                .isEmpty();
    }

    @Test
    void aPersonMergesToo() {
        String ann = SANDBOX.create("contacts", "email", "ann@example.com");
        String bob = SANDBOX.create("contacts", "email", "bob@example.com");
        assertThat(client.post(
                                "/_sandbox/records/contacts/" + ann + "/merge",
                                "{\"others\":[\"" + bob + "\"]}")
                        .status())
                .isEqualTo(204);
        assertThat(client.get(OBJECTS + "contacts/" + bob).at("/id")).isEqualTo(ann);
    }

    @Test
    void aHistorySaysWhoWroteWhat() {
        String id = SANDBOX.create("contacts", "email", "ann@example.com", "city", "Gent");
        SANDBOX.person("PATCH", "contacts/" + id, "city", "Lyon");
        SANDBOX.change("contacts", id, "city", "");
        String batch = "{\"propertiesWithHistory\":[\"city\"],\"inputs\":[{\"id\":\"" + id + "\"}]}";
        JsonNode[] histories = {
            client.get(OBJECTS + "contacts/" + id + HISTORY).json().at("/propertiesWithHistory/city"),
            client.post(OBJECTS + "contacts/batch/read", batch).json().at("/results/0/propertiesWithHistory/city")
        };
        for (JsonNode history : histories) {
            assertThat(history).extracting(each -> each.path("value").asText()).containsExactly("", "Lyon", "Gent");
            assertThat(history)
                    .extracting(each -> each.path("sourceType").asText())
                    .containsExactly("INTEGRATION", "CRM_UI", "INTEGRATION");
            assertThat(history).allMatch(each -> each.path("timestamp").asText().endsWith("Z"));
            assertThat(history).noneMatch(each -> each.path("sourceId").asText().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({"50,200", "51,400"})
    void historiesOfAtMostFiftyRecordsAreGiven(int inputs, int status) {
        SANDBOX.client().post("/_sandbox/fill", "{\"object\":\"contacts\",\"count\":51}");
        String ids = IntStream.range(0, inputs)
                .mapToObj(i -> "{\"id\":\"" + (1001 + i) + "\"}")
                .collect(Collectors.joining(","));
        String batch = "{\"propertiesWithHistory\":[\"city\"],\"inputs\":[" + ids + "]}";
        assertThat(client.post(OBJECTS + "contacts/batch/read", batch).status()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0}: {1}={2} is kept as {3}")
    @CsvSource(
            textBlock =
                    """
            trim,   city,           '  Den   Haag ', Den Haag
            phone,  phone,          +31612345678,   +31 6 1234 5678
            phone,  phone,          12,             12
            cut:5,  city,           Amsterdam,      Amste
            cut:5,  caravan_id,     abcdefgh,       abcdefgh
            label,  lifecyclestage, Marketing Qualified Lead, marketingqualifiedlead
            label,  lifecyclestage, customer,       customer
            """)
    void whatIsStoredHasAnotherForm(String word, String property, String written, String stored) {
        client.put("/_sandbox/faults", "{\"normalise\":[\"" + word + "\"]}");
        Reply created = client.post(OBJECTS + "contacts", properties("firstname", "A", property, written));
        assertThat(created.at("/properties/" + property)).isEqualTo(stored);
        String id = created.at("/id");
        Reply changed = SANDBOX.change("contacts", id, property, written);
        assertThat(changed.at("/properties/" + property)).isEqualTo(stored);
        assertThat(client.get(OBJECTS + "contacts/" + id + "?properties=" + property)
                        .at("/properties/" + property))
                .isEqualTo(stored);
    }

    @Test
    void withoutTheSwitchValuesAreStoredAsTheyCome() {
        assertThat(client.post(OBJECTS + "contacts", properties("firstname", "A", "phone", "+31612345678"))
                        .at("/properties/phone"))
                .isEqualTo("+31612345678");
        assertThat(client.post(OBJECTS + "contacts", properties("firstname", "A", "lifecyclestage", "Lead"))
                        .status())
                .isEqualTo(400);
    }

    private void merge(String winner, String loser) {
        String body = "{\"primaryObjectId\":\"" + winner + "\",\"objectIdToMerge\":\"" + loser + "\"}";
        assertThat(client.post(OBJECTS + "contacts/merge", body).status()).isEqualTo(200);
    }
}
