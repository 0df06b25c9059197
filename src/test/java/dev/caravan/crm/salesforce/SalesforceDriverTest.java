package dev.caravan.crm.salesforce;

import static dev.caravan.crm.salesforce.SandboxOrg.rejected;
import static dev.caravan.crm.salesforce.SandboxOrg.written;
import static dev.caravan.crm.salesforce.TestOrg.auth;
import static dev.caravan.crm.salesforce.TestOrg.create;
import static dev.caravan.crm.salesforce.TestOrg.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.CrmUser;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SalesforceDriverTest {
    private static final Condition EVERYTHING = new Condition.Everything();

    private static SandboxOrg sandbox;
    private static Crm crm;

    @BeforeAll
    static void startSandbox() {
        sandbox = new SandboxOrg();
        crm = sandbox.crm;
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void emptyTheSandbox() throws Exception {
        sandbox.empty();
    }

    @Test
    void aFieldTellsWhatTheOrgWantsOfIt() {
        ObjectSchema contact = crm.describe("Contact");

        FieldSchema lastName = contact.field("LastName").orElseThrow();
        assertThat(lastName.requiredOnCreate()).isTrue();
        assertThat(lastName.maxLength()).isEqualTo(80);
        assertThat(lastName.type()).isEqualTo(FieldSchema.Type.TEXT);
        assertThat(contact.field("Name").orElseThrow().readOnly()).isTrue();
        assertThat(contact.field("Email").orElseThrow().type()).isEqualTo(FieldSchema.Type.EMAIL);
        assertThat(contact.field("AccountId").orElseThrow().type()).isEqualTo(FieldSchema.Type.REFERENCE);
        assertThat(contact.field("Caravan_Id__c").orElseThrow().unique()).isTrue();
        assertThat(contact.field("LeadSource").orElseThrow().options()).contains(new FieldSchema.Option("Web", "Web"));
        assertThat(crm.describe("Lead").field("Status").orElseThrow().requiredOnCreate())
                .as("defaulted on create")
                .isFalse();
        assertThat(crm.describe("Opportunity").field("CloseDate").orElseThrow().type())
                .isEqualTo(FieldSchema.Type.DATE);
    }

    @Test
    void anUnknownObjectIsNotFound() {
        assertThatThrownBy(() -> crm.describe("Nonsense__c"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void whatIsWrittenCanBeRead() {
        String account = written(
                        crm.write("Account", List.of(create(RecordType.COMPANY, "acme", Map.of("Name", "Acme")))))
                .id();
        Map<String, @Nullable Object> values = Map.of(
                "LastName",
                "Doe",
                "FirstName",
                "Zoë 😀",
                "Email",
                "zoe@example.com",
                "AccountId",
                account,
                "DoNotCall",
                true);
        WriteResult.Written contact = written(crm.write("Contact", List.of(create(RecordType.CONTACT, "c-1", values))));

        assertThat(contact.created()).isTrue();
        List<CrmRecord> read = crm.read(
                "Contact",
                List.of(contact.id(), "003000000000000AAA", "no id"),
                List.of("FirstName", "Email", "DoNotCall", "AccountId", "Title", "Caravan_Id__c"));
        assertThat(read).singleElement().satisfies(record -> {
            assertThat(record.id()).isEqualTo(contact.id());
            assertThat(record.fields())
                    .containsEntry("FirstName", "Zoë 😀")
                    .containsEntry("Email", "zoe@example.com")
                    .containsEntry("DoNotCall", true)
                    .containsEntry("AccountId", account)
                    .containsEntry("Title", null)
                    .containsEntry("Caravan_Id__c", "c-1");
            assertThat(record.modifiedAt()).isPresent();
        });
        assertThat(crm.read("Contact", List.of(contact.id()), List.of("Account.Name")))
                .singleElement()
                .satisfies(record -> assertThat(record.fields()).containsEntry("Account.Name", "Acme"));
    }

    @Test
    void numbersAndDatesKeepTheirKind() {
        Map<String, @Nullable Object> values = Map.of(
                "Name",
                "Big deal",
                "StageName",
                "Prospecting",
                "CloseDate",
                LocalDate.of(2026, 12, 1),
                "Amount",
                new BigDecimal("1250.50"));
        String deal = written(crm.write("Opportunity", List.of(create(RecordType.DEAL, "d-1", values))))
                .id();
        String account = written(crm.write(
                        "Account",
                        List.of(create(RecordType.COMPANY, "a-1", Map.of("Name", "Acme", "NumberOfEmployees", 250L)))))
                .id();

        assertThat(crm.read("Opportunity", List.of(deal), List.of("Amount", "CloseDate"))
                        .get(0)
                        .fields())
                .containsEntry("Amount", new BigDecimal("1250.5"))
                .containsEntry("CloseDate", "2026-12-01");
        assertThat(crm.read("Account", List.of(account), List.of("NumberOfEmployees"))
                        .get(0)
                        .fields())
                .containsEntry("NumberOfEmployees", 250L);
    }

    @Test
    void nullClearsAField() {
        String id = written(crm.write(
                        "Contact",
                        List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe", "Title", "CFO")))))
                .id();
        Map<String, @Nullable Object> cleared = new HashMap<>();
        cleared.put("Title", null);

        WriteResult.Written updated = written(crm.write("Contact", List.of(update(RecordType.CONTACT, id, cleared))));

        assertThat(updated.created()).isFalse();
        assertThat(crm.read("Contact", List.of(id), List.of("Title")).get(0).fields())
                .containsEntry("Title", null);
    }

    @Test
    void aCreateThatIsRepeatedMakesNoSecondRecord() {
        Write create = create(RecordType.CONTACT, "c-7", Map.of("LastName", "Doe"));

        WriteResult.Written first = written(crm.write("Contact", List.of(create)));
        WriteResult.Written second = written(crm.write("Contact", List.of(create)));

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(crm.count("Contact", EVERYTHING)).isEqualTo(1);
    }

    @Test
    void withoutAUniqueFieldCreatesAreCreates() {
        Crm plain = sandbox.org.connect(auth("client-credentials"), false, Map.of(), Duration.ofSeconds(10));

        assertThat(plain.upsertField("Contact")).isEmpty();
        assertThat(written(plain.write(
                                "Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe")))))
                        .created())
                .isTrue();
        assertThat(plain.count("Contact", EVERYTHING)).isEqualTo(1);
    }

    @Test
    @Tag("I21")
    void aBadRowNeverFailsItsNeighboursAndResultsKeepTheirOrder() {
        List<Write> seed = IntStream.range(0, 20)
                .mapToObj(i -> create(RecordType.CONTACT, "seed-" + i, Map.of("LastName", "Doe " + i)))
                .toList();
        List<String> ids = crm.write("Contact", seed).stream()
                .map(r -> ((WriteResult.Written) r).id())
                .toList();
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            if (i % 50 == 7) {
                writes.add(create(RecordType.CONTACT, "bad-" + i, Map.of("FirstName", "Nameless")));
            } else if (i % 10 == 0) {
                writes.add(update(RecordType.CONTACT, ids.get(i / 10), Map.of("Title", "Title " + i)));
            } else {
                writes.add(create(RecordType.CONTACT, "c-" + i, Map.of("LastName", "Doe", "Title", "Title " + i)));
            }
        }

        List<WriteResult> results = crm.write("Contact", writes);

        assertThat(results).hasSize(200);
        for (int i = 0; i < 200; i++) {
            if (i % 50 == 7) {
                assertThat(rejected(results.get(i)).code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING);
                assertThat(rejected(results.get(i)).detail()).contains("LastName");
            } else {
                assertThat(results.get(i)).isInstanceOf(WriteResult.Written.class);
                assertThat(((WriteResult.Written) results.get(i)).created()).isEqualTo(i % 10 != 0);
            }
        }
        assertThat(((WriteResult.Written) results.get(10)).id()).isEqualTo(ids.get(1));
        assertThat(crm.read("Contact", List.of(((WriteResult.Written) results.get(9)).id()), List.of("Title"))
                        .get(0)
                        .fields())
                .containsEntry("Title", "Title 9");
    }

    @Test
    void aTextThatIsTooLongIsRefusedAndNotCut() {
        String tooLong = "x".repeat(129);

        WriteResult result = crm.write(
                        "Contact",
                        List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe", "Title", tooLong))))
                .get(0);

        assertThat(rejected(result).code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(rejected(result).detail()).doesNotContain(tooLong);
        assertThat(crm.count("Contact", EVERYTHING)).isZero();
    }

    @Test
    void halfASurrogatePairIsRefusedWithoutACall() {
        WriteResult result = crm.write(
                        "Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe \uD83D"))))
                .get(0);

        assertThat(rejected(result).code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(crm.count("Contact", EVERYTHING)).isZero();
    }

    @Test
    void aDuplicateNamesTheRecordInTheWay() {
        String first = written(
                        crm.write("Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe")))))
                .id();
        String other = written(
                        crm.write("Contact", List.of(create(RecordType.CONTACT, "c-2", Map.of("LastName", "Roe")))))
                .id();

        WriteResult result = crm.write(
                        "Contact", List.of(update(RecordType.CONTACT, other, Map.of("Caravan_Id__c", "c-1"))))
                .get(0);

        assertThat(rejected(result).code()).isEqualTo(ErrorCode.DUPLICATE_VALUE);
        assertThat(rejected(result).existingId()).contains(first);
    }

    @Test
    void anAccountTravelsWithTheRecord() {
        String account = written(crm.write("Account", List.of(create(RecordType.COMPANY, "a", Map.of("Name", "Acme")))))
                .id();
        Write write = new Write(
                new RecordKey(RecordType.CONTACT, "c-1"),
                "Contact",
                null,
                Map.of("LastName", "Doe"),
                List.of(new AssociateTo("Account", account, AssociateTo.Kind.PRIMARY)),
                Map.of(),
                "created");

        String contact = written(crm.write("Contact", List.of(write))).id();

        assertThat(crm.read("Contact", List.of(contact), List.of("AccountId"))
                        .get(0)
                        .fields())
                .containsEntry("AccountId", account);
        assertThat(crm.associationField("Contact", "Account")).contains("AccountId");
        assertThat(crm.associationField("Lead", "Account")).isEmpty();
        assertThatThrownBy(() -> crm.associate(List.of())).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void lookupFindsLiveRecordsAndNothingForEmptyValues() {
        crm.write(
                "Lead",
                List.of(
                        create(
                                RecordType.LEAD,
                                "l-1",
                                Map.of("LastName", "Doe", "Company", "Acme", "Email", "o'hara@example.com")),
                        create(RecordType.LEAD, "l-2", Map.of("LastName", "Roe", "Company", "Acme"))));
        sandbox.sandbox
                .api()
                .seed(
                        "Lead",
                        List.of(SandboxOrg.JSON
                                .createObjectNode()
                                .put("LastName", "Converted")
                                .put("Company", "Acme")
                                .put("Email", "gone@example.com")
                                .put("IsConverted", true)));

        assertThat(crm.lookup("Lead", "Email", List.of("O'HARA@example.com", "", " "), List.of("LastName")))
                .singleElement()
                .satisfies(lead -> assertThat(lead.fields())
                        .containsEntry("LastName", "Doe")
                        .containsEntry("Email", "o'hara@example.com"));
        assertThat(crm.lookup("Lead", "Email", List.of("gone@example.com"), List.of("LastName")))
                .isEmpty();
        assertThat(crm.lookup("Lead", "Email", List.of(""), List.of("LastName")))
                .isEmpty();
    }

    @Test
    void manyLongValuesAreLookedUpInOneCompositeCall() {
        List<Write> writes = IntStream.range(0, 200)
                .mapToObj(i -> create(RecordType.CONTACT, "c-" + i, Map.of("LastName", "Doe", "Email", longEmail(i))))
                .toList();
        crm.write("Contact", writes);
        int before = sandbox.org.gate.entered.get();

        List<CrmRecord> found = crm.lookup(
                "Contact",
                "Email",
                IntStream.range(0, 200)
                        .mapToObj(SalesforceDriverTest::longEmail)
                        .toList(),
                List.of("Caravan_Id__c"));

        assertThat(found)
                .hasSize(200)
                .extracting(r -> r.fields().get("Caravan_Id__c"))
                .doesNotHaveDuplicates();
        assertThat(sandbox.org.gate.entered.get() - before).isEqualTo(1);
    }

    @Test
    void aSearchPagesByTheIdAndMissesNothing() {
        List<ObjectNode> many = new ArrayList<>();
        for (int i = 0; i < 4_500; i++) {
            many.add(SandboxOrg.JSON
                    .createObjectNode()
                    .put("LastName", "Doe")
                    .put("Title", i % 2 == 0 ? "even" : "odd"));
        }
        sandbox.sandbox.api().seed("Contact", many);
        Condition even = new Condition.Compare("Title", Condition.Operator.EQUAL, "even");

        Set<String> ids = new HashSet<>();
        String cursor = null;
        int pages = 0;
        do {
            SearchPage page = crm.search("Contact", even, List.of("Title"), cursor);
            page.records().forEach(record -> assertThat(ids.add(record.id())).isTrue());
            cursor = page.next().orElse(null);
            pages++;
        } while (cursor != null);

        assertThat(ids).hasSize(2_250);
        assertThat(pages).isEqualTo(2);
        assertThat(crm.count("Contact", even)).isEqualTo(2_250);
        assertThat(crm.count("Contact", EVERYTHING)).isEqualTo(4_500);
    }

    @Test
    void conditionsMeanInTheOrgWhatTheyMeanHere() {
        sandbox.sandbox
                .api()
                .seed(
                        "Account",
                        List.of(
                                SandboxOrg.JSON
                                        .createObjectNode()
                                        .put("Name", "Big")
                                        .put("NumberOfEmployees", 900)
                                        .put("Industry", "Banking"),
                                SandboxOrg.JSON
                                        .createObjectNode()
                                        .put("Name", "Small")
                                        .put("NumberOfEmployees", 9),
                                SandboxOrg.JSON
                                        .createObjectNode()
                                        .put("Name", "O'Brien\\Co %")
                                        .put("Industry", "Energy")));
        Condition big = new Condition.Compare("NumberOfEmployees", Condition.Operator.GREATER, new BigDecimal(100));
        Condition banking = new Condition.Compare("Industry", Condition.Operator.EQUAL, "Banking");

        assertThat(names(big)).containsExactly("Big");
        assertThat(names(new Condition.Not(big))).containsExactlyInAnyOrder("Small", "O'Brien\\Co %");
        assertThat(names(new Condition.Not(banking))).containsExactlyInAnyOrder("Small", "O'Brien\\Co %");
        assertThat(names(new Condition.And(List.of(big, banking)))).containsExactly("Big");
        assertThat(names(new Condition.Or(List.of(big, new Condition.IsNull("Industry")))))
                .containsExactlyInAnyOrder("Big", "Small");
        assertThat(names(new Condition.Compare("Name", Condition.Operator.EQUAL, "O'Brien\\Co %")))
                .containsExactly("O'Brien\\Co %");
        assertThat(names(new Condition.Like("Name", "o'%"))).containsExactly("O'Brien\\Co %");
        assertThat(names(new Condition.Not(new Condition.In("Industry", List.of("Banking", "Energy")))))
                .containsExactly("Small");
    }

    @Test
    void whatIsGoneCountsAsRemoved() {
        String id = written(crm.write("Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe")))))
                .id();

        List<WriteResult> results = crm.delete("Contact", List.of(id, "malformed"));

        assertThat(written(results.subList(0, 1)).id()).isEqualTo(id);
        assertThat(rejected(results.get(1)).code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(crm.delete("Contact", List.of(id)).get(0)).isInstanceOf(WriteResult.Written.class);
        assertThat(crm.read("Contact", List.of(id), List.of("LastName"))).isEmpty();
        WriteResult lost = crm.write("Contact", List.of(update(RecordType.CONTACT, id, Map.of("Title", "CFO"))))
                .get(0);
        assertThat(rejected(lost).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void usersCanOwn() {
        assertThat(crm.users()).isNotEmpty().allSatisfy(user -> {
            assertThat(user.id()).startsWith("005");
            assertThat(user.email()).contains("@");
        });
        assertThat(crm.users()).extracting(CrmUser::active).contains(true);
    }

    @Test
    void anExpiredSearchCursorIsRefused() {
        assertThatThrownBy(() -> crm.search("Contact", EVERYTHING, List.of("Title"), "x' OR Id != null"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("FLT-101");
    }

    private static List<Object> names(Condition condition) {
        return crm.search("Account", condition, List.of("Name"), null).records().stream()
                .map(record -> (Object) record.fields().get("Name"))
                .toList();
    }

    private static String longEmail(int i) {
        return "a.person.with.a.very.long.address.that.fills.a.query+" + i + "@example.com";
    }
}
