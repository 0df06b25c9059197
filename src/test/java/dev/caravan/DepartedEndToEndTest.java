package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contacts that are merged or deleted in a CRM. HubSpot tells by webhooks, Salesforce is asked. */
class DepartedEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName SALESFORCE = new ConnectionName("salesforce");

    @TempDir
    static Path data;

    private static TestCrms crms;
    private static RunningCaravan caravan;

    @BeforeAll
    static void start() throws Exception {
        crms = new TestCrms();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String address = "http://127.0.0.1:" + port + "/webhooks/hubspot";
        List<String> arguments = new ArrayList<>(crms.arguments());
        arguments.add("--server.port=" + port);
        arguments.add("--caravan.connections.hubspot.pull=true");
        arguments.add("--caravan.connections.hubspot.poll=0s");
        arguments.add("--caravan.connections.hubspot.on-crm-delete=ignore");
        arguments.add("--caravan.connections.hubspot.webhook.secrets[0]=sandbox-secret");
        arguments.add("--caravan.connections.hubspot.webhook.public-url=" + address);
        arguments.add("--caravan.connections.salesforce.pull=true");
        arguments.add("--caravan.connections.salesforce.poll=300ms");
        arguments.add("--caravan.connections.salesforce.on-crm-delete=delete");
        arguments.add("--caravan.connections.salesforce.options.poll-overlap=1s");
        arguments.add("--caravan.retry.first=200ms");
        caravan = RunningCaravan.start(data, arguments);
        crms.post("hubspot", "/webhooks", "{\"url\":\"" + address + "\"}");
    }

    @AfterAll
    static void stop() {
        caravan.close();
        crms.close();
    }

    /** A contact that hub and both CRMs have. */
    private static RecordKey everywhere(String id) throws Exception {
        RecordKey key = new RecordKey(RecordType.CONTACT, id);
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"" + id + "\",\"last_name\":\"Moreau " + id + "\",\"work_email\":\"" + id
                        + "@acme.example\"}");
        await().atMost(PATIENCE)
                .until(() ->
                        link(HUBSPOT, key).isPresent() && link(SALESFORCE, key).isPresent() && caravan.isSettled());
        return key;
    }

    private static Optional<Link> link(ConnectionName connection, RecordKey key) {
        return caravan.bean(LinkStore.class).find(connection, key);
    }

    private static String idIn(ConnectionName connection, RecordKey key) {
        return link(connection, key).orElseThrow().id().id();
    }

    private static boolean isLinkedWith(ConnectionName connection, RecordKey key, String id) {
        return link(connection, key).filter(link -> link.id().id().equals(id)).isPresent();
    }

    private static Optional<HubRecord> hub(RecordKey key) {
        return caravan.bean(RecordStore.class).find(key);
    }

    private static JsonNode person(ConnectionName crm, String method, String path, String body) throws Exception {
        String object = crm.equals(HUBSPOT) ? "contacts" : "Contact";
        return crms.control(crm.value(), method, "/records/" + object + path, body);
    }

    private static void merge(ConnectionName crm, String survivor, String other) throws Exception {
        person(crm, "POST", "/" + survivor + "/merge", "{\"others\":[\"" + other + "\"]}");
    }

    private static void settled() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> crms.control("hubspot", "/webhooks")
                                        .at("/counts/waiting")
                                        .asInt()
                                == 0
                        && caravan.isSettled());
    }

    private static long living(ConnectionName crm, String email) {
        boolean hubspot = crm.equals(HUBSPOT);
        return TestCrms.records(crms.vendor(crm.value()), hubspot ? "contacts" : "Contact").values().stream()
                .filter(record ->
                        record.path(hubspot ? "email" : "Email").asText().equals(email))
                .count();
    }

    @Test
    void ofTwoLinkedContactsThatAreMergedInSalesforceOneKeepsTheLink() throws Exception {
        RecordKey first = everywhere("sf-first");
        RecordKey second = everywhere("sf-second");
        String survivor = idIn(SALESFORCE, first);
        merge(SALESFORCE, survivor, idIn(SALESFORCE, second));
        await().atMost(PATIENCE).until(() -> link(SALESFORCE, second).isEmpty());
        assertThat(isLinkedWith(SALESFORCE, first, survivor)).isTrue();

        caravan.postJson("/api/records/contact", "{\"id\":\"sf-second\",\"last_name\":\"Later\"}");
        settled();
        assertThat(link(SALESFORCE, second)).as("it is not made again").isEmpty();
        assertThat(living(SALESFORCE, "sf-second@acme.example")).isZero();
        assertThat(link(HUBSPOT, second)).isPresent();
    }

    @Test
    void theLinkFollowsTheSurvivorInSalesforce() throws Exception {
        RecordKey key = everywhere("sf-follows");
        String before = idIn(SALESFORCE, key);
        String twin = person(
                        SALESFORCE,
                        "POST",
                        "?as=person",
                        "{\"LastName\":\"Twin\",\"Email\":\"sf-follows@acme.example\"}")
                .at("/ids/0")
                .asText();
        merge(SALESFORCE, twin, before);
        await().atMost(PATIENCE).until(() -> isLinkedWith(SALESFORCE, key, twin));
        person(SALESFORCE, "PATCH", "/" + twin, "{\"LastName\":\"Vos\"}");
        await().atMost(PATIENCE)
                .until(() -> hub(key).orElseThrow().text("last_name").equals("Vos"));
        settled();
        assertThat(living(SALESFORCE, "sf-follows@acme.example")).isEqualTo(1);
        assertThat(living(HUBSPOT, "sf-follows@acme.example")).isEqualTo(1);
    }

    @Test
    void ofTwoLinkedContactsThatAreMergedInHubSpotOneKeepsTheLink() throws Exception {
        RecordKey first = everywhere("hs-first");
        RecordKey second = everywhere("hs-second");
        String survivor = idIn(HUBSPOT, first);
        merge(HUBSPOT, survivor, idIn(HUBSPOT, second));
        await().atMost(PATIENCE).until(() -> link(HUBSPOT, second).isEmpty());
        settled();
        assertThat(isLinkedWith(HUBSPOT, first, survivor)).isTrue();

        caravan.postJson("/api/records/contact", "{\"id\":\"hs-second\",\"last_name\":\"Later\"}");
        settled();
        assertThat(link(HUBSPOT, second)).as("it is not made again").isEmpty();
        assertThat(link(SALESFORCE, second)).isPresent();
        person(HUBSPOT, "PATCH", "/" + survivor, "{\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE)
                .until(() -> hub(first).orElseThrow().text("last_name").equals("Vos"));
        assertThat(hub(second).orElseThrow().text("last_name")).isEqualTo("Later");
    }

    @Test
    void theLinkFollowsTheSurvivorInHubSpot() throws Exception {
        RecordKey key = everywhere("hs-follows");
        // Records that are put in are not told.
        String twin = person(HUBSPOT, "POST", "", "[{\"email\":\"hs-twin@acme.example\",\"lastname\":\"Twin\"}]")
                .at("/ids/0")
                .asText();
        merge(HUBSPOT, twin, idIn(HUBSPOT, key));
        await().atMost(PATIENCE).until(() -> isLinkedWith(HUBSPOT, key, twin));
        person(HUBSPOT, "PATCH", "/" + twin, "{\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE)
                .until(() -> hub(key).orElseThrow().text("last_name").equals("Vos"));
        settled();
        assertThat(living(SALESFORCE, "hs-twin@acme.example") + living(SALESFORCE, "hs-follows@acme.example"))
                .isEqualTo(1);
    }

    @Test
    @Tag("I15")
    void aContactThatWasDeletedWhereThatIsIgnoredIsMadeAnewByItsNextChange() throws Exception {
        RecordKey key = everywhere("ignored");
        String before = idIn(HUBSPOT, key);
        person(HUBSPOT, "DELETE", "/" + before, "");
        await().atMost(PATIENCE).until(() -> link(HUBSPOT, key).isEmpty());
        settled();
        assertThat(living(HUBSPOT, "ignored@acme.example"))
                .as("nothing has changed yet")
                .isZero();
        person(SALESFORCE, "PATCH", "/" + idIn(SALESFORCE, key), "{\"LastName\":\"Vos\"}");
        await().atMost(PATIENCE).until(() -> link(HUBSPOT, key).isPresent());
        settled();
        assertThat(idIn(HUBSPOT, key)).isNotEqualTo(before);
        assertThat(living(HUBSPOT, "ignored@acme.example")).isEqualTo(1);
        assertThat(living(SALESFORCE, "ignored@acme.example")).isEqualTo(1);
    }

    @Test
    @Tag("I15")
    void aContactThatWasDeletedWhereThatCountsIsDeletedInTheHubAndNotByOthers() throws Exception {
        RecordKey key = everywhere("deleted");
        String inHubSpot = idIn(HUBSPOT, key);
        person(SALESFORCE, "DELETE", "/" + idIn(SALESFORCE, key), "");
        await().atMost(PATIENCE).until(() -> hub(key).isEmpty());
        settled();
        assertThat(living(HUBSPOT, "deleted@acme.example"))
                .as("it keeps its own")
                .isEqualTo(1);

        person(HUBSPOT, "PATCH", "/" + inHubSpot, "{\"lastname\":\"Later\"}");
        settled();
        assertThat(hub(key)).as("a late event does not bring it back").isEmpty();
        assertThat(living(SALESFORCE, "deleted@acme.example")).isZero();
    }
}
