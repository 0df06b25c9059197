package dev.caravan.crm.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Limits;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against the HubSpot sandbox, over HTTP. */
class HubSpotDriverTest {
    private static Sandboxes sandboxes;
    private static String url;
    private static SandboxClient sandbox;
    private final TestAccount account = new TestAccount();
    private Crm crm;

    @BeforeAll
    static void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
        url = sandboxes.vendor("hubspot").baseUrl();
        sandbox = new SandboxClient(url, "");
    }

    @AfterAll
    static void stop() {
        sandboxes.close();
    }

    @BeforeEach
    void open() {
        sandbox.post("/_sandbox/reset", "");
        crm = account.open(url);
    }

    @AfterEach
    void close() {
        crm.close();
        account.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "2026-03", "2026-09"})
    void everyStyleOfPathsWritesAndReads(String style) {
        crm = account.open(url, Map.of("contact", "caravan_id"), Map.of("api-style", style));
        List<WriteResult> created = crm.write("contacts", contacts(3));
        assertThat(created)
                .allSatisfy(result ->
                        assertThat(((WriteResult.Written) result).created()).isTrue());
        List<String> ids = ids(created);
        crm.write(
                "contacts", List.of(TestAccount.update("contacts", ids.get(0), TestAccount.values("jobtitle", "CFO"))));
        Map<String, CrmRecord> read = crm.read("contacts", ids, List.of("email", "jobtitle", "caravan_id")).stream()
                .collect(Collectors.toMap(CrmRecord::id, record -> record));
        assertThat(read.get(ids.get(0)).fields())
                .containsEntry("jobtitle", "CFO")
                .containsEntry("caravan_id", "hub-0")
                .containsEntry("email", "c0@example.com");
        assertThat(read.get(ids.get(0)).modifiedAt()).isPresent();
        String company =
                id(crm.write("companies", List.of(company("hub-c", "Acme"))).get(0));
        assertThat(crm.associate(List.of(association(ids.get(0), company, AssociateTo.Kind.PRIMARY))))
                .allMatch(result -> result instanceof WriteResult.Written);
        assertThat(crm.count("contacts", new Condition.Everything())).isEqualTo(3);
        assertThat(crm.users()).isNotEmpty();
        assertThat(crm.whoAmI()).startsWith("HubSpot account ");
        assertThat(crm.delete("contacts", ids)).hasSize(3);
        assertThat(crm.read("contacts", ids, List.of())).isEmpty();
        assertThat(crm.delete("contacts", ids)).allMatch(result -> result instanceof WriteResult.Written);
    }

    @Test
    @Tag("I3")
    void anUpsertThatIsRepeatedMakesNoSecondRecord() {
        crm = account.open(url, Map.of("company", "caravan_id"), Map.of());
        String first =
                id(crm.write("companies", List.of(company("hub-1", "Acme"))).get(0));
        WriteResult again =
                crm.write("companies", List.of(company("hub-1", "Acme 2"))).get(0);
        assertThat(again).isInstanceOfSatisfying(WriteResult.Written.class, written -> {
            assertThat(written.created()).isFalse();
            assertThat(written.id()).isEqualTo(first);
        });
        assertThat(crm.count("companies", new Condition.Everything())).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-after-commit", "truncated-body", "not-json"})
    @Tag("I3")
    void anUpsertWhoseAnswerWasLostIsTransientAndSafeToRepeat(String fault) {
        crm = account.open(url, Map.of("company", "caravan_id"), Map.of());
        crm.write("companies", List.of(company("hub-0", "Warm-up")));
        sandbox.put(
                "/_sandbox/faults",
                "{\"rules\":[{\"kind\":\"" + fault + "\",\"next\":1,\"operation\":\"batch/upsert\"}]}");
        CrmException lost = catchThrowableOfType(
                CrmException.class, () -> crm.write("companies", List.of(company("hub-1", "Acme"))));
        assertThat(lost.error())
                .isInstanceOfSatisfying(
                        CrmError.Transient.class,
                        error -> assertThat(error.outcomeUnknown()).isTrue());
        crm.write("companies", List.of(company("hub-1", "Acme")));
        assertThat(crm.count("companies", new Condition.Everything())).isEqualTo(2);
    }

    @Test
    @Tag("I21")
    void aBadRecordNeverFailsItsNeighbours() {
        List<Write> writes = new ArrayList<>(contacts(100));
        writes.set(17, TestAccount.create("contacts", "bad-1", TestAccount.values("email", "no e-mail")));
        writes.set(
                42,
                TestAccount.create(
                        "contacts",
                        "bad-2",
                        TestAccount.values("email", "x@example.com", "lifecyclestage", "astronaut")));
        writes.set(
                99,
                TestAccount.create(
                        "contacts", "bad-3", TestAccount.values("email", "y@example.com", "no_such_property", "1")));
        List<WriteResult> results = crm.write("contacts", writes);
        Map<Integer, ErrorCode> refused = IntStream.range(0, 100)
                .filter(i -> results.get(i) instanceof WriteResult.Refused)
                .boxed()
                .collect(Collectors.toMap(i -> i, i -> refusal(results.get(i)).code()));
        assertThat(refused)
                .containsOnly(
                        Map.entry(17, ErrorCode.INVALID_VALUE),
                        Map.entry(42, ErrorCode.INVALID_VALUE),
                        Map.entry(99, ErrorCode.INVALID_FIELD));
        assertThat(refusal(results.get(17)).detail()).doesNotContain("no e-mail");
        assertThat(refusal(results.get(42)).detail()).contains("lifecyclestage").doesNotContain("astronaut");
        Map<String, CrmRecord> read = crm
                .read(
                        "contacts",
                        results.stream()
                                .filter(r -> r instanceof WriteResult.Written)
                                .map(HubSpotDriverTest::id)
                                .toList(),
                        List.of("email"))
                .stream()
                .collect(Collectors.toMap(CrmRecord::id, record -> record));
        for (int i : new int[] {0, 16, 18, 98}) {
            assertThat(read.get(id(results.get(i))).fields()).containsEntry("email", "c" + i + "@example.com");
        }
    }

    @Test
    @Tag("I21")
    void rowsThatFailByChanceAreToldApart() {
        crm.write("contacts", contacts(1));
        sandbox.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"partial-batch\",\"probability\":0.3}]}");
        List<Write> writes = contacts(60).subList(1, 60);
        List<WriteResult> results = crm.write("contacts", writes);
        assertThat(results)
                .hasSize(59)
                .anyMatch(r -> r instanceof WriteResult.Refused)
                .anyMatch(r -> r instanceof WriteResult.Written);
        sandbox.put("/_sandbox/faults", "{\"rules\":[]}");
        for (int i = 0; i < 59; i++) {
            boolean there = !crm.lookup("contacts", "email", List.of("c" + (i + 1) + "@example.com"), List.of())
                    .isEmpty();
            assertThat(there).isEqualTo(results.get(i) instanceof WriteResult.Written);
        }
    }

    @Test
    void aDuplicateContactNamesTheOneThatExists() {
        String first = id(crm.write("contacts", contacts(1)).get(0));
        CrmError.Rejected duplicate = refusal(crm.write("contacts", contacts(1)).get(0));
        assertThat(duplicate.code()).isEqualTo(ErrorCode.DUPLICATE_VALUE);
        assertThat(duplicate.existingId()).contains(first);
    }

    @Test
    void createsAndUpdatesGoTogetherAndAnswerInTheirOrder() {
        crm = account.open(url, Map.of("contact", "caravan_id"), Map.of());
        List<String> ids = ids(crm.write("contacts", contacts(2)));
        List<Write> mixed = List.of(
                contacts(4).get(3),
                TestAccount.update("contacts", ids.get(1), TestAccount.values("jobtitle", "B")),
                contacts(3).get(2),
                TestAccount.update("contacts", ids.get(0), TestAccount.values("jobtitle", "A")),
                TestAccount.update("contacts", "999999", TestAccount.values("jobtitle", "C")),
                TestAccount.update("contacts", ids.get(0), TestAccount.values("jobtitle", "AA")),
                TestAccount.update("contacts", ids.get(0), Map.of()));
        List<WriteResult> results = crm.write("contacts", mixed);
        assertThat(((WriteResult.Written) results.get(0)).created()).isTrue();
        assertThat(((WriteResult.Written) results.get(2)).created()).isTrue();
        assertThat(id(results.get(1))).isEqualTo(ids.get(1));
        assertThat(id(results.get(3))).isEqualTo(ids.get(0));
        assertThat(refusal(results.get(4)).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(crm.read("contacts", ids.subList(0, 1), List.of("jobtitle"))
                        .get(0)
                        .fields())
                .containsEntry("jobtitle", "AA");
        assertThat(crm.lookup("contacts", "caravan_id", List.of("hub-3"), List.of("email"))
                        .get(0)
                        .id())
                .isEqualTo(id(results.get(0)));
    }

    @Test
    void nullClearsAPropertyAndTypesComeBack() {
        crm = account.open(url, Map.of("company", "caravan_id"), Map.of());
        String id = id(crm.write(
                        "companies",
                        List.of(TestAccount.create(
                                "companies",
                                "hub-1",
                                TestAccount.values(
                                        "name",
                                        "Acme",
                                        "numberofemployees",
                                        250L,
                                        "is_public",
                                        true,
                                        "phone",
                                        "+49 30 1"))))
                .get(0));
        crm.write("companies", List.of(TestAccount.update("companies", id, TestAccount.values("phone", null))));
        CrmRecord read = crm.read("companies", List.of(id), List.of("numberofemployees", "is_public", "phone"))
                .get(0);
        assertThat(read.fields())
                .containsEntry("numberofemployees", 250L)
                .containsEntry("is_public", true)
                .containsEntry("phone", null)
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c5ngstr\u00f6m",
                "A\u030angstro\u0308m",
                "\u05d0\u05d1 \u202eabc",
                "\ud83d\udc69\u200d\ud83d\udcbb",
                "\ud842\udfb7",
                "a\nb\t\"c\"\\'"
            })
    @Tag("I33")
    void everyKindOfTextComesBackUnchanged(String text) {
        String id = id(crm.write(
                        "companies",
                        List.of(TestAccount.create(
                                "companies", "hub-1", TestAccount.values("name", "x", "description", text))))
                .get(0));
        assertThat(crm.read("companies", List.of(id), List.of("description"))
                        .get(0)
                        .fields())
                .containsEntry("description", text);
    }

    @Test
    void aLookupByEmailSeesWhatWasWrittenAMomentAgo() {
        sandbox.put("/_sandbox/faults", "{\"searchLag\":60000}");
        crm.write("contacts", contacts(2));
        List<CrmRecord> found = crm.lookup(
                "contacts",
                "email",
                List.of("C0@Example.com", "c0@example.com", "nobody@example.com", " "),
                List.of("caravan_id"));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).fields())
                .containsEntry("email", "c0@example.com")
                .containsKey("caravan_id");
        assertThat(crm.lookup("contacts", "hs_object_id", List.of(found.get(0).id()), List.of()))
                .hasSize(1);
        assertThat(account.gate.told()).doesNotContain("enter SEARCH");
    }

    @Test
    void aLookupByAnOrdinaryFieldFindsAllWithoutRegardToCase() {
        crm.write(
                "companies",
                IntStream.range(0, 100).mapToObj(i -> company("a-" + i, "ACME")).toList());
        crm.write(
                "companies",
                IntStream.range(0, 100).mapToObj(i -> company("b-" + i, "Acme")).toList());
        crm.write(
                "companies",
                IntStream.range(0, 5).mapToObj(i -> company("c-" + i, "acme")).toList());
        crm.write("companies", List.of(company("d", "Other")));
        List<CrmRecord> found = crm.lookup("companies", "name", List.of("aCmE"), List.of("domain"));
        assertThat(found.stream().map(CrmRecord::id).collect(Collectors.toSet()))
                .hasSize(205);
        assertThat(found.get(0).fields()).containsKeys("name", "domain");
        assertThat(account.gate.told()).contains("enter SEARCH");
    }

    @Test
    @Tag("I26")
    void aSearchGoesPastTheWallAndSkipsNothingThatChangesMeanwhile() {
        StringBuilder many = new StringBuilder("[");
        for (int i = 0; i < 10_450; i++) {
            many.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"Company ")
                    .append(i)
                    .append("\",\"city\":\"Berlin\"}");
        }
        sandbox.post("/_sandbox/records/companies", many.append("]").toString());
        Condition condition = new Condition.Compare("city", Condition.Operator.EQUAL, "Berlin");
        Set<String> found = new HashSet<>();
        String cursor = null;
        int pages = 0;
        do {
            SearchPage page = crm.search("companies", condition, List.of("name"), cursor);
            page.records().forEach(record -> found.add(record.id()));
            cursor = page.next().orElse(null);
            if (pages++ == 0) {
                crm.delete(
                        "companies",
                        page.records().stream().limit(100).map(CrmRecord::id).toList());
            }
        } while (cursor != null);
        assertThat(found).hasSize(10_450);
        assertThat(pages).isEqualTo(53);
        assertThat(crm.count("companies", condition)).isEqualTo(10_350);
    }

    @Test
    void aConditionTooLargeForASearchIsStillMetByAllThatComes() {
        crm.write(
                "companies",
                IntStream.range(0, 100)
                        .mapToObj(i -> company("a-" + i, "Acme " + i))
                        .toList());
        crm.write(
                "companies",
                IntStream.range(0, 100)
                        .mapToObj(i -> company("b-" + i, "Acme b" + i))
                        .toList());
        crm.write("companies", List.of(company("c", "Acme c")));
        Condition six = new Condition.And(List.of(
                new Condition.Not(new Condition.IsNull("name")),
                new Condition.Not(new Condition.IsNull("createdate")),
                new Condition.Not(new Condition.IsNull("hs_object_id")),
                new Condition.Not(new Condition.IsNull("hs_lastmodifieddate")),
                new Condition.IsNull("city"),
                new Condition.IsNull("zip")));
        SearchPage first = crm.search("companies", six, List.of(), null);
        assertThat(first.records()).hasSize(200);
        assertThat(crm.search("companies", six, List.of(), first.next().orElseThrow())
                        .records())
                .hasSize(1);
        assertThat(crm.count("companies", six)).isEqualTo(201);
        assertThatThrownBy(() -> crm.search("companies", six, List.of(), "nonsense"))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void describesFieldsAsAMappingNeedsThem() {
        var contacts = crm.describe("contacts");
        assertThat(contacts.field("email").orElseThrow())
                .satisfies(email -> assertThat(email.type()).isEqualTo(FieldSchema.Type.EMAIL))
                .satisfies(email -> assertThat(email.unique()).isTrue());
        assertThat(contacts.field("caravan_id").orElseThrow().unique()).isTrue();
        assertThat(contacts.field("createdate").orElseThrow())
                .satisfies(date -> assertThat(date.readOnly()).isTrue())
                .satisfies(date -> assertThat(date.type()).isEqualTo(FieldSchema.Type.DATETIME));
        assertThat(contacts.field("lifecyclestage").orElseThrow())
                .satisfies(stage -> assertThat(stage.type()).isEqualTo(FieldSchema.Type.OPTION))
                .satisfies(stage -> assertThat(stage.restricted()).isTrue())
                .satisfies(stage -> assertThat(stage.options())
                        .extracting(FieldSchema.Option::name)
                        .contains("lead"));
        assertThat(contacts.field("hubspot_owner_id").orElseThrow())
                .satisfies(owner -> assertThat(owner.type()).isEqualTo(FieldSchema.Type.REFERENCE))
                .satisfies(owner -> assertThat(owner.restricted()).isFalse());
        assertThat(crm.describe("deals").field("dealname").orElseThrow().requiredOnCreate())
                .isTrue();
        assertThat(contacts.field("email").orElseThrow().requiredOnCreate()).isFalse();
        CrmError error = catchThrowableOfType(CrmException.class, () -> crm.describe("unicorns"))
                .error();
        assertThat(((CrmError.Rejected) error).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    @Tag("R179")
    void anAdditionalAssociationLeavesThePrimaryOne() {
        Associated made = associated();
        crm.associate(List.of(association(made.contact, made.first, AssociateTo.Kind.PRIMARY)));
        crm.associate(List.of(association(made.contact, made.second, AssociateTo.Kind.ADDITIONAL)));
        crm.associate(List.of(association(made.contact, made.first, AssociateTo.Kind.ADDITIONAL)));
        assertThat(made.primary()).isEqualTo(made.first);
        assertThat(made.all()).containsExactlyInAnyOrder(made.first, made.second);
    }

    @Test
    @Tag("R180")
    void aNewPrimaryAssociationKeepsTheFormerOneAsAnOrdinaryOne() {
        Associated made = associated();
        crm.associate(List.of(association(made.contact, made.first, AssociateTo.Kind.PRIMARY)));
        crm.associate(List.of(association(made.contact, made.second, AssociateTo.Kind.PRIMARY)));
        assertThat(made.primary()).isEqualTo(made.second);
        assertThat(made.all()).containsExactlyInAnyOrder(made.first, made.second);
    }

    @Test
    @Tag("R181")
    void aPrimaryAssociationMayRemoveAllOthers() {
        Associated made = associated();
        crm.associate(List.of(association(made.contact, made.first, AssociateTo.Kind.PRIMARY)));
        for (int i = 0; i < 2; i++) {
            assertThat(crm.associate(
                            List.of(association(made.contact, made.second, AssociateTo.Kind.PRIMARY_REMOVING_OTHERS))))
                    .allMatch(result -> result instanceof WriteResult.Written);
            assertThat(made.primary()).isEqualTo(made.second);
            assertThat(made.all()).containsExactly(made.second);
        }
    }

    @Test
    @Tag("I21")
    void anAssociationWithNobodySpoilsNoOther() {
        Associated made = associated();
        List<WriteResult> results = crm.associate(List.of(
                association(made.contact, made.first, AssociateTo.Kind.ADDITIONAL),
                association(made.contact, "999999", AssociateTo.Kind.ADDITIONAL)));
        assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
        assertThat(results.get(1)).isInstanceOf(WriteResult.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aNewLeadComesWithItsContact(boolean unique) {
        crm = account.open(url, unique ? Map.of("lead", "caravan_id") : Map.of(), Map.of());
        String contact = id(crm.write("contacts", contacts(1)).get(0));
        Write lead = TestAccount.create(
                "leads",
                "hub-lead",
                TestAccount.values("hs_lead_name", "Ann Example"),
                new AssociateTo("contacts", contact, AssociateTo.Kind.ADDITIONAL));
        WriteResult first = crm.write("leads", List.of(lead)).get(0);
        assertThat(((WriteResult.Written) first).created()).isTrue();
        assertThat(crm.associate(List.of(new Association(
                        "leads", id(first), new AssociateTo("contacts", contact, AssociateTo.Kind.PRIMARY)))))
                .allMatch(result -> result instanceof WriteResult.Written);
        if (unique) {
            WriteResult again = crm.write("leads", List.of(lead)).get(0);
            assertThat(((WriteResult.Written) again).created()).isFalse();
            assertThat(id(again)).isEqualTo(id(first));
        }
    }

    @Test
    void aTokenThatRanOutIsRenewedOnTheWay() {
        crm = account.open(TestAccount.settings(
                url,
                new ConnectionSettings.Auth(
                        "refresh-token",
                        null,
                        "sandbox-client",
                        new Secret("sandbox-secret"),
                        new Secret("sandbox-refresh"),
                        null,
                        null,
                        null),
                Map.of(),
                Map.of()));
        sandbox.put("/_sandbox/tokens", "{\"rotate\":true}");
        assertThat(crm.whoAmI()).isEqualTo("ada.north@example.com (HubSpot account 62515)");
        sandbox.post("/_sandbox/revoke", "{}");
        assertThat(crm.whoAmI()).isEqualTo("ada.north@example.com (HubSpot account 62515)");
        assertThat(account.store.load(TestAccount.NAME).orElseThrow().refresh()).startsWith("sandbox-refresh-");
        sandbox.post("/_sandbox/revoke", "{\"all\":true}");
        CrmError error =
                catchThrowableOfType(CrmException.class, () -> crm.whoAmI()).error();
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Unauthorized.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CRM_UNAUTHORIZED));
    }

    @Test
    void saysWhatItIsAndWhatItAllows() {
        assertThat(crm.limits().writeBatch()).isEqualTo(100);
        assertThat(crm.limits().associateBatch()).isEqualTo(1000);
        assertThat(crm.limits().rates())
                .containsExactly(
                        new Limits.Rate(CallKind.GENERAL, 190, Duration.ofSeconds(10)),
                        new Limits.Rate(CallKind.SEARCH, 5, Duration.ofSeconds(1)),
                        new Limits.Rate(CallKind.GENERAL, 650_000, Duration.ofDays(1)));
        Crm other = account.open(
                url, Map.of(), Map.of("calls-per-10s", "100", "search-lag", "2s", "associate-batch", "50"));
        assertThat(other.limits().searchLag()).isEqualTo(Duration.ofSeconds(2));
        assertThat(other.limits().associateBatch()).isEqualTo(50);
        assertThat(crm.objectFor(RecordType.COMPANY)).contains("companies");
        assertThat(crm.objectFor(RecordType.SUMMARY)).isEmpty();
        assertThat(crm.associationField("contacts", "companies")).isEmpty();
        assertThat(crm.nameField("deals")).isEqualTo("dealname");
        assertThat(crm.nameField("contacts")).isEqualTo("email");
        assertThat(crm.nameField("companies")).isEqualTo("name");
    }

    @ParameterizedTest
    @CsvSource({"api-style, v7", "calls-per-10s, many", "search-lag, soon", "associate-batch, 3000"})
    void aWrongOptionIsNamed(String option, String value) {
        assertThatThrownBy(() -> account.open(url, Map.of(), Map.of(option, value)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.hubspot.options." + option);
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> account.open(url, Map.of(), Map.of("call-per-10s", "100")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.hubspot.options.call-per-10s is unknown. Did you mean"
                        + " 'calls-per-10s'?");
    }

    @Test
    void aMissingTokenIsNamed() {
        ConnectionSettings.Auth none = new ConnectionSettings.Auth("token", null, null, null, null, null, null, null);
        assertThatThrownBy(() -> account.open(TestAccount.settings(null, none, Map.of(), Map.of())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.hubspot.auth.token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../contacts", "contacts/1", "contacts?x=1", "", "con tacts"})
    @Tag("S7")
    void aHostileObjectNameReachesNoServer(String object) {
        assertThatThrownBy(() -> crm.read(object, List.of("1"), List.of())).isInstanceOf(InvalidInputException.class);
        assertThat(account.gate.told()).isEmpty();
    }

    private Associated associated() {
        String contact = id(crm.write("contacts", contacts(1)).get(0));
        List<String> companies = ids(crm.write("companies", List.of(company("a", "Acme"), company("b", "Bolt"))));
        return new Associated(contact, companies.get(0), companies.get(1));
    }

    private record Associated(String contact, String first, String second) {
        private List<String> with(boolean primary) {
            var results = new SandboxClient(url, "sandbox")
                    .get("/crm/v4/objects/contacts/" + contact + "/associations/companies")
                    .json()
                    .path("results");
            List<String> ids = new ArrayList<>();
            results.forEach(result -> {
                boolean isPrimary = false;
                for (var type : result.path("associationTypes")) {
                    isPrimary |= type.path("typeId").asInt() == 1;
                }
                if (isPrimary || !primary) {
                    ids.add(result.path("toObjectId").asText());
                }
            });
            return ids;
        }

        List<String> all() {
            return with(false);
        }

        String primary() {
            return String.join(",", with(true));
        }
    }

    private static List<Write> contacts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TestAccount.create(
                        "contacts",
                        "hub-" + i,
                        TestAccount.values("email", "c" + i + "@example.com", "lastname", "L" + i)))
                .toList();
    }

    private static Write company(String hubId, String name) {
        return TestAccount.create("companies", hubId, TestAccount.values("name", name));
    }

    private static Association association(String contact, String company, AssociateTo.Kind kind) {
        return new Association("contacts", contact, new AssociateTo("companies", company, kind));
    }

    private static String id(WriteResult result) {
        assertThat(result).isInstanceOf(WriteResult.Written.class);
        return ((WriteResult.Written) result).id();
    }

    private static List<String> ids(List<WriteResult> results) {
        return results.stream().map(HubSpotDriverTest::id).toList();
    }

    private static CrmError.Rejected refusal(WriteResult result) {
        assertThat(result).isInstanceOf(WriteResult.Refused.class);
        return (CrmError.Rejected) ((WriteResult.Refused) result).error();
    }
}
