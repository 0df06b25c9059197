package dev.caravan.crm.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular about activities in Dynamics: their states, what they regard, and the people in them. */
@Tag("R185")
class DynamicsActivitiesTest {
    private static final TestEnvironment ENVIRONMENT = new TestEnvironment();
    private static final String SOME = "7a4814f9-b0b8-4a11-a812-000d3a122b89";

    private Crm crm;

    @AfterAll
    static void stop() {
        ENVIRONMENT.close();
    }

    @BeforeEach
    void empty() {
        ENVIRONMENT.client.post("/_sandbox/reset", "");
        crm = ENVIRONMENT.open(Map.of("write-batch", "1000"));
    }

    @ParameterizedTest
    @CsvSource({
        "tasks, 2, 0",
        "tasks, 5, 1",
        "tasks, 7, 0",
        "phonecalls, 1, 0",
        "phonecalls, 2, 1",
        "phonecalls, 4, 1",
        "phonecalls, 3, 2",
        "emails, 1, 0",
        "emails, 3, 1",
        "appointments, 5, 3",
        "appointments, 3, 1",
    })
    void aNewActivityIsInTheStateToWhichItsStatusReasonBelongs(String set, String reason, int state) {
        WriteResult.Written written = TestEnvironment.written(
                crm.write(set, List.of(of("a", set, null, "subject", "S", "statuscode", reason))));
        assertThat(written.created()).isTrue();
        JsonNode raw = ENVIRONMENT.raw(set, written.id());
        assertThat(raw.path("statuscode").asText()).isEqualTo(reason);
        assertThat(raw.path("statecode").asInt()).isEqualTo(state);
        assertThat(crm.read(set, List.of(written.id()), List.of("statuscode"))
                        .get(0)
                        .fields())
                .containsEntry("statuscode", reason);
    }

    @Test
    void anActivityIsClosedAndOpenedAgainByItsStatusReason() {
        String id = TestEnvironment.create(crm, "tasks", "subject", "Offer");
        for (String reason : List.of("5", "3")) {
            TestEnvironment.written(crm.write("tasks", List.of(of("a", "tasks", id, "statuscode", reason))));
            assertThat(ENVIRONMENT.raw("tasks", id).path("statuscode").asText()).isEqualTo(reason);
        }
        assertThat(ENVIRONMENT.raw("tasks", id).path("statecode").asInt()).isZero();
    }

    @Test
    void doneAndOpenOnesGoInOneBatchEachWithItsOwnFate() {
        crm.describe("tasks");
        long described = ENVIRONMENT.calls("POST /api/data/{version}/$batch");
        List<WriteResult> results = crm.write(
                "tasks",
                List.of(
                        of("a", "tasks", null, "subject", "Open", "statuscode", "2"),
                        of("b", "tasks", null, "subject", "Lost", "statuscode", "5", "regardingobjectid", SOME),
                        of("c", "tasks", null, "subject", "Done", "statuscode", "5"),
                        of("d", "tasks", null, "subject", "x".repeat(201), "statuscode", "5"),
                        of("e", "tasks", null, "subject", "Too", "statuscode", "5")));
        assertThat(ENVIRONMENT.calls("POST /api/data/{version}/$batch")).isEqualTo(described + 1);
        assertThat(results)
                .extracting(Object::getClass)
                .containsExactly(
                        WriteResult.Written.class,
                        WriteResult.Refused.class,
                        WriteResult.Written.class,
                        WriteResult.Refused.class,
                        WriteResult.Written.class);
        for (int i : List.of(0, 2, 4)) {
            assertThat(ENVIRONMENT
                            .raw("tasks", ((WriteResult.Written) results.get(i)).id())
                            .path("subject")
                            .asText())
                    .isEqualTo(List.of("Open", "", "Done", "", "Too").get(i));
        }
        assertThat(ENVIRONMENT.client.get("/api/data/v9.2/tasks").json().path("value"))
                .hasSize(3);
    }

    @Test
    void moreRequestsThanABatchTakesGoInTwo() {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            writes.add(of("h-" + i, "tasks", null, "subject", "Done " + i, "statuscode", "5"));
        }
        assertThat(crm.write("tasks", writes)).allMatch(WriteResult.Written.class::isInstance);
        assertThat(ENVIRONMENT.client.get("/api/data/v9.2/tasks/$count").text()).endsWith("600");
    }

    @Test
    @Tag("I4")
    void aDoneActivityWithAKeyMayBeWrittenAgain() {
        Crm keyed = ENVIRONMENT.open(
                ENVIRONMENT.url(),
                TestEnvironment.client(ENVIRONMENT.url()),
                Map.of(),
                Map.of("task", "caravan_externalid"));
        Write done = of("t-1", "tasks", null, "subject", "Done", "statuscode", "5");
        WriteResult.Written first = TestEnvironment.written(keyed.write("tasks", List.of(done)));
        WriteResult.Written second = TestEnvironment.written(keyed.write("tasks", List.of(done)));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(ENVIRONMENT.raw("tasks", first.id()).path("statecode").asInt())
                .isEqualTo(1);
        assertThat(ENVIRONMENT
                        .raw("tasks", first.id())
                        .path("caravan_externalid")
                        .asText())
                .isEqualTo("t-1");
    }

    @ParameterizedTest
    @CsvSource({
        "tasks, contacts accounts, contact:" + SOME,
        "tasks, accounts contacts, contact:" + SOME,
        "emails, contacts accounts opportunities, opportunity:" + SOME,
        "annotations, leads accounts, lead:" + SOME,
        "phonecalls, accounts, " + SOME,
        "contacts, accounts, " + SOME,
    })
    void theDealGoesBeforeThePersonAndThePersonBeforeTheCompany(String set, String associated, String held) {
        List<AssociateTo> all = new ArrayList<>();
        for (String each : associated.split(" ")) {
            all.add(new AssociateTo(each, SOME, AssociateTo.Kind.PRIMARY));
            assertThat(crm.associationField(set, each))
                    .contains(
                            set.equals("contacts")
                                    ? "parentcustomerid"
                                    : set.equals("annotations") ? "objectid" : "regardingobjectid");
        }
        assertThat(crm.associationValue(set, all)).isEqualTo(held);
    }

    @Test
    void addressesAreBoundToTheUserTheLinkedContactOrTheOnlyOneWhoHasThem() {
        String linked =
                TestEnvironment.create(crm, "contacts", "lastname", "Lin", "emailaddress1", "shared@acme.example");
        TestEnvironment.create(crm, "contacts", "lastname", "Lee", "emailaddress1", "shared@acme.example");
        TestEnvironment.create(crm, "contacts", "lastname", "Two", "emailaddress1", "twice@acme.example");
        TestEnvironment.create(crm, "contacts", "lastname", "Too", "emailaddress1", "twice@acme.example");
        String only = TestEnvironment.create(crm, "contacts", "lastname", "One", "emailaddress1", "o'one@acme.example");
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("subject", "Hello");
        values.put("from", "Ada@sandbox.example");
        values.put("to", List.of("shared@acme.example", "twice@acme.example"));
        values.put("cc", "o'one@acme.example, nobody@else.example");
        Write write = new Write(
                new RecordKey(RecordType.EMAIL, "e-1"),
                "emails",
                null,
                values,
                List.of(new AssociateTo("contacts", linked, AssociateTo.Kind.PRIMARY)),
                values,
                "created");
        WriteResult.Written written = TestEnvironment.written(crm.write("emails", List.of(write)));
        assertThat(written.returned()).doesNotContainKeys("from", "to", "cc");
        List<String> parties = new ArrayList<>();
        ENVIRONMENT
                .client
                .get("/api/data/v9.2/emails(" + written.id()
                        + ")/email_activity_parties?$expand=partyid_contact($select=contactid),"
                        + "partyid_systemuser($select=systemuserid)")
                .json()
                .path("value")
                .forEach(
                        party -> parties.add(party.path("participationtypemask").asText() + " "
                                + party.path("addressused").asText() + " "
                                + (party.path("partyid_systemuser").isObject()
                                        ? "user"
                                        : party.path("partyid_contact")
                                                .path("contactid")
                                                .asText(""))));
        assertThat(parties)
                .containsExactlyInAnyOrder(
                        "1 Ada@sandbox.example user",
                        "2 shared@acme.example " + linked,
                        "2 twice@acme.example ",
                        "3 o'one@acme.example " + only,
                        "3 nobody@else.example ");
        Map<String, @Nullable Object> read = crm.lookup(
                        "emails", "subject", List.of("Hello"), List.of("from", "to", "cc", "bcc"))
                .get(0)
                .fields();
        assertThat(read).containsEntry("from", "Ada@sandbox.example").containsEntry("bcc", null);
        assertThat(StoredAsSent.same(values.get("to"), read.get("to"))).isTrue();
    }

    @Test
    void partiesOfAnEmailThatIsThereAreLeftAlone() {
        String id = TestEnvironment.create(crm, "emails", "subject", "Hello");
        WriteResult result = crm.write("emails", List.of(of("e-1", "emails", id, "to", List.of("lin@acme.example"))))
                .get(0);
        assertThat(result)
                .isInstanceOfSatisfying(
                        WriteResult.Refused.class,
                        refused -> assertThat(refused.error())
                                .isInstanceOfSatisfying(CrmError.Rejected.class, rejected -> {
                                    assertThat(rejected.code()).isEqualTo(ErrorCode.INVALID_VALUE);
                                    assertThat(rejected.detail()).contains("send: create");
                                }));
    }

    @Test
    void whatIsFilledByDynamicsIsWantedOfNobody() {
        assertThat(crm.describe("appointments").fields().values())
                .filteredOn(FieldSchema::requiredOnCreate)
                .isEmpty();
        assertThat(crm.describe("emails").fields()).containsKeys("from", "to", "cc", "bcc");
    }

    private static Write of(String hub, String set, @Nullable String id, @Nullable Object... namesAndValues) {
        return TestEnvironment.writeOf(hub, set, id, namesAndValues);
    }
}
