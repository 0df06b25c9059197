package dev.caravan.crm.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Fate;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is peculiar about Dynamics 365, each against its sandbox. */
class DynamicsTrapsTest {
    private static final TestEnvironment ENVIRONMENT = new TestEnvironment();
    private static final String NOBODY = "7a4814f9-b0b8-4a11-a812-000d3a122b89";

    private Crm crm;

    @BeforeEach
    void start() {
        ENVIRONMENT.client.post("/_sandbox/reset", "");
        crm = ENVIRONMENT.open(Map.of());
    }

    @AfterAll
    static void stop() {
        ENVIRONMENT.close();
    }

    private Crm keyed() {
        return ENVIRONMENT.open(
                ENVIRONMENT.url(),
                TestEnvironment.client(ENVIRONMENT.url()),
                Map.of(),
                Map.of("contact", "caravan_externalid", "company", "caravan_externalid"));
    }

    @Test
    void anUpdateOfARecordThatIsGoneCreatesNone() {
        Write write = TestEnvironment.write("contacts", NOBODY, "lastname", "Vink");
        assertThat(refused(crm.write("contacts", List.of(write, write))))
                .allSatisfy(error -> assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(crm.count("contacts", new Condition.Everything())).isZero();
    }

    @Test
    @Tag("I4")
    void aCreateByItsKeyMayBeRepeated() {
        Crm keyed = keyed();
        Write write = TestEnvironment.writeOf("hub's 1", "contacts", null, "lastname", "Vink");
        WriteResult.Written first = TestEnvironment.written(keyed.write("contacts", List.of(write)));
        WriteResult.Written again = TestEnvironment.written(keyed.write("contacts", List.of(write)));
        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(ENVIRONMENT
                        .raw("contacts", first.id())
                        .path("caravan_externalid")
                        .asText())
                .isEqualTo("hub's 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a&b=c", "50%", "a:b", "x?y#z", "a\\b+c"})
    void aKeyThatFitsIntoNoAddressIsGuardedAllTheSame(String key) {
        Crm keyed = keyed();
        List<Write> writes = List.of(
                TestEnvironment.writeOf(key, "contacts", null, "lastname", "Vink"),
                TestEnvironment.writeOf("plain", "contacts", null, "lastname", "Smit"));
        String id = ((WriteResult.Written) keyed.write("contacts", writes).get(0)).id();
        WriteResult again = keyed.write("contacts", writes).get(0);
        assertThat(again).isInstanceOfSatisfying(WriteResult.Written.class, written -> {
            assertThat(written.id()).isEqualTo(id);
            assertThat(written.created()).isFalse();
        });
        assertThat(keyed.count("contacts", new Condition.Everything())).isEqualTo(2);
    }

    @Test
    void ofABatchEachRecordHasItsOwnFate() {
        String there = TestEnvironment.create(crm, "contacts", "lastname", "Old");
        List<WriteResult> results = crm.write(
                "contacts",
                List.of(
                        TestEnvironment.write("contacts", null, "lastname", "Zoë Vïnk €"),
                        TestEnvironment.write("contacts", null, "lastname", "x".repeat(60)),
                        TestEnvironment.write("contacts", there, "lastname", "New"),
                        TestEnvironment.write("contacts", NOBODY, "lastname", "Gone"),
                        TestEnvironment.write("contacts", null, "gendercode", "99"),
                        TestEnvironment.write("contacts", null, "lastname", "Last")));
        assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
        assertThat(codeOf(results.get(1))).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(results.get(2)).isEqualTo(new WriteResult.Written(there, false, Map.of("lastname", "New")));
        assertThat(codeOf(results.get(3))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(codeOf(results.get(4))).isEqualTo(ErrorCode.INVALID_VALUE);
        String last = ((WriteResult.Written) results.get(5)).id();
        String first = ((WriteResult.Written) results.get(0)).id();
        assertThat(ENVIRONMENT.raw("contacts", last).path("lastname").asText()).isEqualTo("Last");
        assertThat(ENVIRONMENT.raw("contacts", first).path("lastname").asText()).isEqualTo("Zoë Vïnk €");
        assertThat(ENVIRONMENT.calls("POST /api/data/{version}/$batch"))
                .as("one for the fields, one for the records")
                .isEqualTo(2);
    }

    @Test
    void lookUpsAreReadUnderOneNameAndWrittenUnderAnother() {
        String account = TestEnvironment.create(crm, "accounts", "name", "Vink BV");
        String contact = TestEnvironment.create(crm, "contacts", "lastname", "Vink", "parentcustomerid", account);
        JsonNode raw = ENVIRONMENT.raw("contacts", contact);
        assertThat(raw.path("_parentcustomerid_value").asText()).isEqualTo(account);
        assertThat(read("contacts", contact, "parentcustomerid")).isEqualTo(account);
        String other =
                TestEnvironment.create(crm, "contacts", "lastname", "Smit", "parentcustomerid", "contact:" + contact);
        assertThat(read("contacts", other, "parentcustomerid"))
                .as("a contact is no company")
                .isEqualTo("contact:" + contact);
        TestEnvironment.written(
                crm.write("contacts", List.of(TestEnvironment.write("contacts", contact, "parentcustomerid", null))));
        assertThat(read("contacts", contact, "parentcustomerid")).isNull();
    }

    @Test
    void ownersAreUsersAndWithTheirTableNamedTeams() {
        String user = crm.users().stream()
                .filter(each -> each.email().startsWith("ada@"))
                .findFirst()
                .orElseThrow()
                .id();
        String id = TestEnvironment.create(crm, "contacts", "lastname", "Vink", "ownerid", user);
        assertThat(read("contacts", id, "ownerid")).isEqualTo(user);
        assertThat(crm.users()).anyMatch(each -> !each.active());
        WriteResult refused = crm.write(
                        "contacts",
                        List.of(
                                TestEnvironment.write("contacts", id, "ownerid", "team:" + NOBODY),
                                TestEnvironment.write("contacts", id, "ownerid", "ada@sandbox.example")))
                .get(0);
        assertThat(codeOf(refused)).as("no such team, and the contact is there").isEqualTo(ErrorCode.INVALID_VALUE);
    }

    @Test
    void optionsGoByTheirNumbersAndALabelIsRefusedWithThem() {
        ObjectSchema schema = crm.describe("accounts");
        FieldSchema industry = schema.field("industrycode").orElseThrow();
        assertThat(industry.type()).isEqualTo(FieldSchema.Type.OPTION);
        assertThat(industry.options()).contains(new FieldSchema.Option("7", "Consulting"));
        String id = TestEnvironment.create(crm, "accounts", "name", "Vink", "industrycode", 7L);
        assertThat(ENVIRONMENT.raw("accounts", id).path("industrycode").isInt()).isTrue();
        assertThat(read("accounts", id, "industrycode")).isEqualTo("7");
        List<WriteResult> results = crm.write(
                "accounts",
                List.of(
                        TestEnvironment.write("accounts", id, "industrycode", "Consulting"),
                        TestEnvironment.write("accounts", id, "name", "Vink")));
        assertThat(refused(results.subList(0, 1)).get(0).detail()).contains("7 is Consulting");
    }

    @Test
    void whatTheFormsWantTheInterfaceDoesNot() {
        FieldSchema name = crm.describe("contacts").field("lastname").orElseThrow();
        assertThat(name.requiredOnCreate()).isFalse();
        assertThat(TestEnvironment.create(crm, "contacts", "emailaddress1", "a@vink.example"))
                .isNotEmpty();
    }

    @Test
    void fieldsAreDescribedWithTheirTypes() {
        Map<String, FieldSchema> fields = crm.describe("contacts").fields();
        assertThat(type(fields, "emailaddress1")).isEqualTo(FieldSchema.Type.EMAIL);
        assertThat(type(fields, "telephone1")).isEqualTo(FieldSchema.Type.PHONE);
        assertThat(type(fields, "birthdate")).isEqualTo(FieldSchema.Type.DATE);
        assertThat(type(fields, "createdon")).isEqualTo(FieldSchema.Type.DATETIME);
        assertThat(type(fields, "creditlimit")).isEqualTo(FieldSchema.Type.NUMBER);
        assertThat(type(fields, "new_interests")).isEqualTo(FieldSchema.Type.OPTIONS);
        assertThat(type(fields, "parentcustomerid")).isEqualTo(FieldSchema.Type.REFERENCE);
        assertThat(fields.get("fullname").readOnly()).isTrue();
        assertThat(fields.get("caravan_externalid").unique()).isTrue();
        assertThat(fields.get("lastname").maxLength()).isEqualTo(50);
        assertThat(crm.describe("tasks").fields()).containsKey("scheduledend");
    }

    @Test
    void theLoserOfAMergeLeadsToItsMaster() {
        String master = TestEnvironment.create(crm, "contacts", "lastname", "Vink", "emailaddress1", "a@vink.example");
        String loser = TestEnvironment.create(crm, "contacts", "lastname", "Vinck", "emailaddress1", "a@vink.example");
        assertThat(ENVIRONMENT
                        .client
                        .post(
                                "/api/data/v9.2/Merge",
                                "{\"Target\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\",\"contactid\":\""
                                        + master
                                        + "\"},\"Subordinate\":{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\",\"contactid\":\""
                                        + loser + "\"},\"PerformParentingChecks\":false}")
                        .status())
                .isEqualTo(204);
        assertThat(crm.read("contacts", List.of(master, loser), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(master);
        assertThat(crm.lookup("contacts", "emailaddress1", List.of("a@vink.example"), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(master);
        assertThat(crm.fates("contacts", List.of(loser, NOBODY)))
                .containsEntry(loser, new Fate.Merged(master))
                .containsEntry(NOBODY, new Fate.Deleted());
    }

    @Test
    void aQualifiedLeadLeadsToWhatItBecame() {
        String lead =
                TestEnvironment.create(crm, "leads", "lastname", "Vink", "companyname", "Vink BV", "subject", "Bikes");
        JsonNode made = ENVIRONMENT
                .client
                .post(
                        "/api/data/v9.2/leads(" + lead + ")/Microsoft.Dynamics.CRM.QualifyLead",
                        "{\"CreateAccount\":true,\"CreateContact\":true,\"CreateOpportunity\":true,\"Status\":3}")
                .json()
                .path("value");
        assertThat(crm.read("leads", List.of(lead), List.of())).isEmpty();
        assertThat(crm.fates("leads", List.of(lead)).get(lead))
                .isEqualTo(new Fate.Converted(Map.of(
                        "accounts", made.path(0).path("accountid").asText(),
                        "contacts", made.path(1).path("contactid").asText(),
                        "opportunities", made.path(2).path("opportunityid").asText())));
    }

    @Test
    void pagesGoOnByTheLinkAndSkipNothing() {
        List<Write> writes = IntStream.range(0, 1_100)
                .mapToObj(i -> TestEnvironment.write("contacts", null, "lastname", "Vink " + i, "jobtitle", "CFO"))
                .toList();
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < writes.size(); from += 100) {
            crm.write("contacts", writes.subList(from, from + 100))
                    .forEach(result -> ids.add(((WriteResult.Written) result).id()));
        }
        Condition condition = new Condition.Compare("jobtitle", Condition.Operator.EQUAL, "CFO");
        SearchPage first = crm.search("contacts", condition, List.of("lastname"), null);
        crm.delete("contacts", List.of(first.records().get(0).id()));
        crm.write("contacts", List.of(TestEnvironment.write("contacts", ids.get(500), "lastname", "Changed")));
        SearchPage second = ENVIRONMENT
                .open(Map.of())
                .search("contacts", condition, List.of("lastname"), first.next().orElseThrow());
        assertThat(first.records()).hasSize(1_000);
        assertThat(second.next()).isEmpty();
        List<String> met = new ArrayList<>();
        first.records().forEach(each -> met.add(each.id()));
        second.records().forEach(each -> met.add(each.id()));
        assertThat(met).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(crm.read("contacts", ids, List.of("lastname"))).hasSize(1_099);
        assertThatThrownBy(() -> crm.search("contacts", condition, List.of(), "http://elsewhere.example/"))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void viewsAreListedAndRead() {
        String active = TestEnvironment.create(crm, "contacts", "lastname", "Vink", "jobtitle", "CFO");
        String inactive = TestEnvironment.create(crm, "contacts", "lastname", "Smit", "statecode", "1");
        List<SavedList> views = crm.lists("contacts");
        assertThat(views).extracting(SavedList::name).containsExactly("Active contacts", "Mine of contacts");
        SearchPage page = crm.listed("contacts", views.get(0).id(), List.of("jobtitle"), null);
        assertThat(page.records()).extracting(CrmRecord::id).containsExactly(active);
        assertThat(page.records().get(0).fields()).containsEntry("jobtitle", "CFO");
        assertThat(crm.listed("contacts", views.get(1).id(), List.of(), null).records())
                .extracting(CrmRecord::id)
                .containsExactlyInAnyOrder(active, inactive);
        assertThatThrownBy(() -> crm.listed("contacts", NOBODY, List.of(), null))
                .isInstanceOfSatisfying(
                        CrmException.class,
                        e -> assertThat(e.error())
                                .isInstanceOfSatisfying(
                                        CrmError.Rejected.class,
                                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.NOT_FOUND)));
    }

    @Test
    void serviceProtectionPausesForTheTimeThatItNames() {
        crm.whoAmI();
        ENVIRONMENT.client.put(
                "/_sandbox/faults",
                "{\"rules\":[{\"kind\":\"429\",\"next\":1,\"retryAfter\":\"seconds\",\"seconds\":7}]}");
        assertThatThrownBy(() -> crm.users())
                .isInstanceOfSatisfying(
                        CrmException.class,
                        e -> assertThat(e.error())
                                .isInstanceOfSatisfying(
                                        CrmError.RateLimited.class,
                                        limited -> assertThat(limited.retryAfter())
                                                .isEqualTo(Optional.of(Duration.ofSeconds(7)))));
        assertThat(ENVIRONMENT.gate.told()).anyMatch(told -> told.startsWith("refused"));
    }

    @Test
    void anExpiredTokenIsRenewedAndTheCallMadeAgain() {
        crm.whoAmI();
        ENVIRONMENT.client.put("/_sandbox/tokens", "{\"expire\":true}");
        assertThat(crm.whoAmI()).contains("Caravan Integration");
    }

    @Test
    void aConnectionWithoutATenantIsRefusedAtTheStart() {
        assertThatThrownBy(() -> ENVIRONMENT.open(
                        "https://org.crm4.dynamics.com",
                        new dev.caravan.crm.ConnectionSettings.Auth(
                                "client-credentials",
                                null,
                                "id",
                                new dev.caravan.problem.Secret("secret"),
                                null,
                                null,
                                null,
                                null),
                        Map.of(),
                        Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("options.tenant");
    }

    private Object read(String set, String id, String field) {
        return crm.read(set, List.of(id), List.of(field)).get(0).fields().get(field);
    }

    private static FieldSchema.Type type(Map<String, FieldSchema> fields, String name) {
        return fields.get(name).type();
    }

    private static ErrorCode codeOf(WriteResult result) {
        return refused(List.of(result)).get(0).code();
    }

    private static List<CrmError.Rejected> refused(List<WriteResult> results) {
        return results.stream()
                .map(result -> (CrmError.Rejected) ((WriteResult.Refused) result).error())
                .toList();
    }
}
