package dev.caravan.crm.activecampaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is peculiar about ActiveCampaign, each against its sandbox. */
class ActiveCampaignTrapsTest {
    private static final TestAccount ACCOUNT = new TestAccount();

    private Crm crm;

    @BeforeEach
    void start() {
        ACCOUNT.control.post("/_sandbox/reset", "");
        crm = ACCOUNT.open(Map.of());
    }

    @AfterAll
    static void stop() {
        ACCOUNT.close();
    }

    @Test
    void aBadKeyIsAnsweredWith403AndIsNoLackOfARight() {
        assertThat(ACCOUNT.status("GET", "/users/me", "", "wrong")).isEqualTo(403);
        CrmException e = catchThrowableOfType(
                CrmException.class,
                () -> ACCOUNT.open(ACCOUNT.url(), "wrong", Map.of()).whoAmI());
        assertThat(e.error())
                .isInstanceOfSatisfying(
                        CrmError.Unauthorized.class,
                        unauthorized -> assertThat(unauthorized.code()).isEqualTo(ErrorCode.CRM_UNAUTHORIZED));
    }

    @Test
    void aGoodKeyThatIsRefusedNowAndThenIsTriedAgain() {
        ACCOUNT.control.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"401\",\"times\":2}]}");
        assertThat(crm.whoAmI()).isEqualTo("ada@sandbox.example (ada)");
        assertThat(ACCOUNT.gate.told().stream()
                        .filter(told -> told.startsWith("enter"))
                        .count())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    @Tag("R177")
    void aContactHasOneAccountAndMovesByANewLink() {
        String acme = TestAccount.create(crm, "accounts", "name", "Acme");
        String bolt = TestAccount.create(crm, "accounts", "name", "Bolt");
        String id = TestAccount.create(crm, "contacts", "email", "a@acme.example", "account", acme, "jobTitle", "CFO");
        String second = "{\"accountContact\":{\"contact\":" + id + ",\"account\":" + bolt + "}}";
        assertThat(ACCOUNT.status("POST", "/accountContacts", second, "sandbox"))
                .isEqualTo(422);
        TestAccount.write(crm, "contacts", id, "account", bolt);
        assertThat(ACCOUNT.raw("/contacts/" + id + "/accountContacts").path("accountContacts"))
                .singleElement()
                .satisfies(link -> {
                    assertThat(link.path("account").asText()).isEqualTo(bolt);
                    assertThat(link.path("jobTitle").asText()).as("goes along").isEqualTo("CFO");
                });
        TestAccount.write(crm, "contacts", id, "account", null);
        assertThat(ACCOUNT.raw("/contacts/" + id + "/accountContacts").path("accountContacts"))
                .isEmpty();
    }

    @Test
    void theTitleStandsOnTheLinkWithTheAccount() {
        String acme = TestAccount.create(crm, "accounts", "name", "Acme");
        String id = TestAccount.create(crm, "contacts", "email", "a@acme.example", "account", acme, "jobTitle", "CFO");
        assertThat(crm.read("contacts", List.of(id), List.of("jobTitle", "account"))
                        .get(0)
                        .fields())
                .containsEntry("jobTitle", "CFO")
                .containsEntry("account", acme);
        long writes = ACCOUNT.calls("PUT /api/3/contacts/{id}");
        TestAccount.write(crm, "contacts", id, "jobTitle", "CEO");
        assertThat(ACCOUNT.calls("PUT /api/3/contacts/{id}"))
                .as("the contact itself")
                .isEqualTo(writes);
        assertThat(ACCOUNT.calls("PUT /api/3/accountContacts/{id}")).isEqualTo(1);
        assertThat(crm.lookup("contacts", "email", List.of("a@acme.example"), List.of("jobTitle"))
                        .get(0)
                        .fields())
                .containsEntry("jobTitle", "CEO");
    }

    @Test
    void aTitleWithoutAnAccountHasNoPlaceAndTheAnswerSaysSo() {
        WriteResult.Written written =
                TestAccount.write(crm, "contacts", null, "email", "a@acme.example", "jobTitle", "CFO");
        assertThat(written.returned()).containsEntry("jobTitle", null);
        assertThat(ACCOUNT.raw("/accountContacts").path("accountContacts")).isEmpty();
    }

    @Test
    @Tag("I4")
    void aContactThatIsMadeAndNotLinkedIsLookedForBeforeItIsTriedAgain() {
        String acme = TestAccount.create(crm, "accounts", "name", "Acme");
        crm.describe("contacts");
        ACCOUNT.control.put(
                "/_sandbox/faults", "{\"rules\":[{\"kind\":\"503\",\"operation\":\"POST /api/3/accountContacts\"}]}");
        CrmError error = TestAccount.refused(crm, "contacts", null, "email", "a@acme.example", "account", acme);
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Transient.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());
        assertThat(ACCOUNT.raw("/contacts").path("contacts")).hasSize(1);
    }

    @Test
    void customFieldsGoByTheirLabelsHereAndByIdsThere() {
        assertThat(crm.describe("contacts").field("cf_met_on").orElseThrow().label())
                .isEqualTo("Met on");
        String id = TestAccount.create(crm, "contacts", "email", "a@acme.example", "cf_linkedin", "in/ann");
        JsonNode values = ACCOUNT.raw("/contacts/" + id + "/fieldValues").path("fieldValues");
        assertThat(values).singleElement().satisfies(value -> {
            assertThat(value.path("field").asText()).isEqualTo("2");
            assertThat(value.path("value").asText()).isEqualTo("in/ann");
        });
        TestAccount.write(crm, "contacts", id, "cf_2", "in/bob");
        assertThat(crm.read("contacts", List.of(id), List.of("cf_linkedin"))
                        .get(0)
                        .fields())
                .containsEntry("cf_linkedin", "in/bob");
    }

    @Test
    void twoFieldsWithOneLabelGoByTheirIds() {
        ACCOUNT.send("POST", "/fields", "{\"field\":{\"title\":\"LinkedIn\",\"type\":\"text\"}}");
        assertThat(crm.describe("contacts").fields())
                .containsKeys("cf_2", "cf_7")
                .doesNotContainKey("cf_linkedin");
    }

    @Test
    void severalChoicesStandBetweenBars() {
        String id = TestAccount.create(
                crm, "contacts", "email", "a@acme.example", "cf_interests", List.of("bikes", "Books"));
        assertThat(ACCOUNT.raw("/contacts/" + id).at("/fieldValues/0/value").asText())
                .isEqualTo("||Bikes||Books||");
        assertThat(crm.read("contacts", List.of(id), List.of("cf_interests"))
                        .get(0)
                        .fields())
                .containsEntry("cf_interests", List.of("Bikes", "Books"));
    }

    @Test
    void aValueThatIsNoneOfTheChoicesIsKeptThereAndSoIsRefusedHere() {
        String odd =
                "{\"contact\":{\"email\":\"b@acme.example\",\"fieldValues\":[{\"field\":\"3\",\"value\":\"Odd\"}]}}";
        assertThat(ACCOUNT.status("POST", "/contacts", odd, "sandbox")).isEqualTo(201);
        CrmError error = TestAccount.refused(crm, "contacts", null, "email", "a@acme.example", "cf_tier", "Odd");
        assertThat(((CrmError.Rejected) error).code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(ACCOUNT.raw("/contacts").path("contacts")).hasSize(1);
    }

    @Test
    void aKeyThatTheVendorDoesNotKnowIsPassedOverThereAndRefusedHere() {
        String odd = "{\"contact\":{\"email\":\"b@acme.example\",\"nonsense\":\"1\"}}";
        assertThat(ACCOUNT.status("POST", "/contacts", odd, "sandbox")).isEqualTo(201);
        CrmError error = TestAccount.refused(crm, "contacts", null, "email", "a@acme.example", "nonsense", "1");
        assertThat(((CrmError.Rejected) error).code()).isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            contacts, email, ann@acme.example, ANN@acme.example
            accounts, name,  Acme,             acme
            """)
    void aTakenNameIsADuplicateAndTheRecordThatHasItIsNamed(String object, String field, String first, String second) {
        String id = TestAccount.create(crm, object, field, first);
        CrmError error = TestAccount.refused(crm, object, null, field, second);
        assertThat(error).isInstanceOfSatisfying(CrmError.Rejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo(ErrorCode.DUPLICATE_VALUE);
            assertThat(rejected.existingId()).contains(id);
            assertThat(rejected.detail()).doesNotContainIgnoringCase(second);
        });
    }

    @Test
    void anotherAddressIsWrittenByIdAndMakesNoSecondContact() {
        String id = TestAccount.create(crm, "contacts", "email", "old@acme.example");
        TestAccount.write(crm, "contacts", id, "email", "new@acme.example");
        assertThat(ACCOUNT.raw("/contacts").path("contacts"))
                .singleElement()
                .satisfies(contact -> assertThat(contact.path("email").asText()).isEqualTo("new@acme.example"));
        assertThat(ACCOUNT.calls("POST /api/3/contact/sync")).isZero();
    }

    @Test
    void aContactWithoutAnAddressNeedsTheOption() {
        assertThat(TestAccount.refused(crm, "contacts", null, "phone", "+31201234567"))
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING));
        Crm lenient = ACCOUNT.open(Map.of("contacts-without-email", "on"));
        assertThat(lenient.describe("contacts").field("email").orElseThrow().requiredOnCreate())
                .isFalse();
        assertThat(TestAccount.create(lenient, "contacts", "phone", "+31201234567"))
                .isNotEmpty();
    }

    @Test
    void amountsAreCentsThereAndADealGetsWhatItNeeds() {
        String acme = TestAccount.create(crm, "accounts", "name", "Acme", "cf_annual_revenue", 12.5);
        assertThat(ACCOUNT.raw("/accountCustomFieldData?filters%5BcustomerAccountId%5D=" + acme)
                        .at("/accountCustomFieldData/0/fieldValue")
                        .asText())
                .isEqualTo("1250");
        String id = TestAccount.create(crm, "deals", "title", "Deal", "value", 456, "account", acme);
        JsonNode deal = ACCOUNT.raw("/deals/" + id).path("deal");
        assertThat(List.of("value", "currency", "stage", "group", "owner"))
                .extracting(name -> deal.path(name).asText())
                .containsExactly("45600", "eur", "1", "1", "1");
        TestAccount.write(crm, "deals", id, "stage", "Renewed");
        JsonNode moved = ACCOUNT.raw("/deals/" + id).path("deal");
        assertThat(moved.path("group").asText()).as("the pipeline of the stage").isEqualTo("2");
    }

    @Test
    void aStageThatTwoPipelinesHaveGoesByBothNames() {
        assertThat(crm.describe("deals").field("stage").orElseThrow().options())
                .extracting(option -> option.name())
                .contains("To Contact", "Sales / Waiting", "Renewals / Waiting")
                .doesNotContain("Waiting");
    }

    @Test
    void aDealOfNobodyIsRefused() {
        assertThat(TestAccount.refused(crm, "deals", null, "title", "Deal"))
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void whatHangsOnARecordIsReadWithTheListOrByItself(String sideload) {
        Crm own = ACCOUNT.open(Map.of("sideload", sideload));
        String acme = TestAccount.create(own, "accounts", "name", "Acme", "cf_city", "Gent");
        TestAccount.create(own, "accounts", "name", "Bolt");
        TestAccount.create(
                own, "contacts", "email", "a@acme.example", "cf_tier", "Gold", "account", acme, "jobTitle", "CFO");
        TestAccount.create(own, "contacts", "email", "b@acme.example");
        assertThat(all(own, "contacts", "cf_tier", "account", "jobTitle"))
                .extracting(record -> String.valueOf(record.fields()))
                .containsExactly(
                        "{cf_tier=Gold, account=" + acme + ", jobTitle=CFO}",
                        "{cf_tier=null, account=null, jobTitle=null}");
        assertThat(all(own, "accounts", "cf_city"))
                .extracting(record -> record.fields().get("cf_city"))
                .containsExactly("Gent", null);
        assertThat(ACCOUNT.calls("GET /api/3/contacts/{id}")).isEqualTo(sideload.equals("on") ? 0 : 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "contacts", "deals"})
    void aWalkMeetsEveryRecordThoughOthersAreDeletedOnTheWay(String object) {
        String key = object.equals("contacts") ? "email" : object.equals("deals") ? "title" : "name";
        StringBuilder records = new StringBuilder();
        for (int i = 1; i <= 250; i++) {
            records.append(i == 1 ? "" : ",").append("{\"" + key + "\":\"n" + i + "@vink.example\"}");
        }
        ACCOUNT.control.post("/_sandbox/records/" + object, "[" + records + "]");
        SearchPage page = crm.search(object, new Condition.Everything(), List.of(), null);
        List<String> met = new ArrayList<>();
        page.records().forEach(record -> met.add(record.id()));
        for (int i = 1; i <= 40; i++) {
            ACCOUNT.send("DELETE", "/" + object + "/" + i, "");
        }
        while (page.next().isPresent()) {
            page = crm.search(
                    object, new Condition.Everything(), List.of(), page.next().get());
            page.records().forEach(record -> met.add(record.id()));
        }
        for (int i = 41; i <= 250; i++) {
            assertThat(met).contains(String.valueOf(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"day", "time"})
    @Tag("R41")
    void changesAreAskedByDayOrByTimeAndWhatIsOlderIsLeftOut(String by) {
        Crm own = ACCOUNT.open(Map.of("updated-after", by, "poll-overlap", "0s"));
        for (String object : List.of("contacts", "accounts")) {
            String key = object.equals("contacts") ? "email" : "name";
            String id = TestAccount.create(own, object, key, "old@vink.example");
            ChangePage past =
                    own.changes(object, "{\"since\":\"2026-01-01T00:00:00Z\",\"newest\":\"2026-01-01T00:00:00Z\"}");
            assertThat(past.notices()).extracting(Notice::id).containsExactly(id);
            ChangePage later =
                    own.changes(object, "{\"since\":\"2999-01-01T00:00:00Z\",\"newest\":\"2999-01-01T00:00:00Z\"}");
            assertThat(later.notices()).isEmpty();
        }
    }

    @Test
    @Tag("I18")
    void aHundredLookUpsAreOneListAndAFewAreOneCallEach() {
        for (int i = 0; i < 3; i++) {
            TestAccount.create(crm, "contacts", "email", "p" + i + "@vink.example");
        }
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            asked.add("P" + (i + 1) + "@vink.example");
        }
        long before = ACCOUNT.calls("GET /api/3/contacts");
        assertThat(crm.lookup("contacts", "email", asked, List.of("lastName"))).hasSize(2);
        assertThat(ACCOUNT.calls("GET /api/3/contacts") - before)
                .as("the list, and the two")
                .isEqualTo(2);
        assertThat(crm.lookup("contacts", "email", asked.subList(0, 3), List.of()))
                .hasSize(2);
        assertThat(ACCOUNT.calls("GET /api/3/contacts") - before).isEqualTo(5);
    }

    @Test
    void aNameIsSearchedAsAPartAndComparedAsAWhole() {
        TestAccount.create(crm, "accounts", "name", "Acme Holding");
        String acme = TestAccount.create(crm, "accounts", "name", "Acme");
        assertThat(crm.lookup("accounts", "name", List.of("ACME"), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(acme);
    }

    @Test
    void aNameThatIsAPartOfManyOthersIsFoundBehindThem() {
        StringBuilder records = new StringBuilder();
        for (int i = 1; i <= 250; i++) {
            records.append("{\"name\":\"Acme " + i + "\"},");
        }
        ACCOUNT.control.post("/_sandbox/records/accounts", "[" + records + "{\"name\":\"Acme\"}]");
        assertThat(crm.lookup("accounts", "name", List.of("acme"), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly("251");
        CrmError error = TestAccount.refused(crm, "accounts", null, "name", "ACME");
        assertThat(((CrmError.Rejected) error).existingId()).contains("251");
    }

    @Test
    void anAccountWithManyCustomValuesIsReadWhole() {
        for (int i = 1; i <= 30; i++) {
            ACCOUNT.send(
                    "POST",
                    "/accountCustomFieldMeta",
                    "{\"accountCustomFieldMetum\":{\"fieldLabel\":\"More " + i + "\",\"fieldType\":\"text\"}}");
        }
        Crm own = ACCOUNT.open(Map.of("sideload", "off"));
        Object[] values = new Object[62];
        values[0] = "name";
        values[1] = "Acme";
        for (int i = 1; i <= 30; i++) {
            values[2 * i] = "cf_more_" + i;
            values[2 * i + 1] = "v" + i;
        }
        TestAccount.create(own, "accounts", values);
        assertThat(all(own, "accounts", "cf_more_1", "cf_more_30"))
                .singleElement()
                .satisfies(record -> assertThat(record.fields())
                        .containsEntry("cf_more_1", "v1")
                        .containsEntry("cf_more_30", "v30"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cf_number_of_employees > '10'", "cf_number_of_employees = 50", "cf_3 >= 50"})
    void aConditionMeansTheSameHere(String text) {
        TestAccount.create(crm, "accounts", "name", "Acme", "cf_number_of_employees", 50);
        TestAccount.create(crm, "accounts", "name", "Bolt", "cf_number_of_employees", 5);
        TestAccount.create(crm, "accounts", "name", "Cord");
        assertThat(crm.search("accounts", Filters.parse(text), List.of("name"), null)
                        .records())
                .extracting(record -> record.fields().get("name"))
                .containsExactly("Acme");
    }

    @Test
    void anOptionOrAFieldThatThereIsNotNamesTheNearest() {
        assertThatThrownBy(() -> ACCOUNT.open(Map.of("call-per-second", "5")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("calls-per-second");
        assertThatThrownBy(() -> crm.search("accounts", Filters.parse("acountUrl = 'x'"), List.of(), null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("accountUrl");
    }

    @Test
    void anAccountTooLargeForAnIndexIsSearched() {
        Crm large = ACCOUNT.open(Map.of("index-up-to", "2"));
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            TestAccount.create(large, "contacts", "email", "p" + i + "@vink.example", "cf_lead_status", "s" + i);
            asked.add("p" + i + "@vink.example");
        }
        assertThat(large.lookup("contacts", "email", asked, List.of())).hasSize(8);
        assertThat(large.lookup("contacts", "cf_lead_status", List.of("S3"), List.of()))
                .hasSize(1);
    }

    @Test
    void listsAreListsOfActiveMembers() {
        String in = TestAccount.create(crm, "contacts", "email", "in@vink.example");
        String out = TestAccount.create(crm, "contacts", "email", "out@vink.example");
        String list = ACCOUNT.send("POST", "/lists", "{\"list\":{\"name\":\"News\",\"stringid\":\"news\"}}")
                .at("/list/id")
                .asText();
        ACCOUNT.send(
                "POST",
                "/contactLists",
                "{\"contactList\":{\"list\":" + list + ",\"contact\":" + in + ",\"status\":1}}");
        ACCOUNT.send(
                "POST",
                "/contactLists",
                "{\"contactList\":{\"list\":" + list + ",\"contact\":" + out + ",\"status\":2}}");
        assertThat(crm.lists("contacts")).singleElement().satisfies(saved -> {
            assertThat(saved.id()).isEqualTo(list);
            assertThat(saved.name()).isEqualTo("News");
        });
        assertThat(crm.lists("deals")).isEmpty();
        assertThat(crm.listed("contacts", list, List.of("email"), null).records())
                .extracting(CrmRecord::id)
                .containsExactly(in);
    }

    @Test
    void whatIsLeftOfTheSecondIsLearnedAndNeverMoreThanIsConfigured() {
        ACCOUNT.control.put("/_sandbox/limits", "{\"mode\":\"real\"}");
        crm.whoAmI();
        assertThat(ACCOUNT.gate.told()).anyMatch(told -> told.equals("learned GENERAL 4/5 PT1S"));
        ACCOUNT.control.put("/_sandbox/limits", "{\"windows\":{\"SECOND\":{\"max\":50}}}");
        Crm slow = ACCOUNT.open(Map.of("calls-per-second", "3"));
        slow.whoAmI();
        assertThat(ACCOUNT.gate.told()).anyMatch(told -> told.equals("learned GENERAL 3/3 PT1S"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            update,                 contact, contacts
            subscribe,              contact, contacts
            unsubscribe,            contact, contacts
            contact_tag_added,      contact, contacts
            account_update,         account, accounts
            account_add,            account, accounts
            account_contact_update, contact, contacts
            deal_update,            deal,    deals
            """)
    @Tag("R41")
    void aWebhookNamesTheRecordInBrackets(String type, String key, String object) {
        String form = "type=" + type + "&date_time=2026-01-05T10%3A54%3A59-05%3A00&initiated_from=api&list=0&"
                + encoded(key + "[id]") + "=113&" + encoded(key + "[fields][tier]") + "=Gold";
        assertThat(notices(form)).singleElement().satisfies(notice -> {
            assertThat(notice.object()).isEqualTo(object);
            assertThat(notice.id()).isEqualTo("113");
            assertThat(notice.changedAt()).contains(java.time.Instant.parse("2026-01-05T15:54:59Z"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=open&contact%5Bid%5D=113",
                "type=click&contact%5Bid%5D=113",
                "type=sent&contact%5Bid%5D=113",
                "type=update",
                "type=update&contact%5Bid%5D=",
                "type=update&contact%5Bid%5D=..%2F..%2Fusers",
                "type=update&contact%5Bid%5D=-1",
                "type=update&contact%5Bid%5D%5B%5D=113",
                "type=update&contact=113",
                "type=account_update&contact%5Bid%5D=113",
                "type=%00&contact%5Bid%5D=113",
                "contact%5Bid%5D=113"
            })
    @Tag("S8")
    void aWebhookThatNamesNoChangedRecordSaysNothing(String form) {
        assertThat(notices(form)).isEmpty();
    }

    private List<Notice> notices(String form) {
        WebhookCall call = new WebhookCall(
                "POST", "/webhooks/activecampaign/t", "", Map.of(), form.getBytes(StandardCharsets.UTF_8));
        return crm.webhooks().orElseThrow().read(call, "token");
    }

    private static List<CrmRecord> all(Crm crm, String object, String... fields) {
        return crm.search(object, new Condition.Everything(), List.of(fields), null)
                .records();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    @Tag("R185")
    void aNoteHangsOnOneRecordOfOneKindAndStaysThereWhenItsTextChanges() {
        String account = TestAccount.create(crm, "accounts", "name", "Acme");
        String contact = TestAccount.create(crm, "contacts", "email", "a@acme.example");
        assertThat(account).as("each kind counts for itself").isEqualTo(contact);
        String id = TestAccount.create(crm, "notes", "note", "Text", "account", account);
        String other = TestAccount.create(crm, "notes", "note", "Text", "contact", contact, "account", account);
        TestAccount.write(crm, "notes", id, "note", "Other text");
        assertThat(ACCOUNT.raw("/notes/" + id).at("/note/reltype").asText()).isEqualTo("CustomerAccount");
        assertThat(crm.read("notes", List.of(id), List.of("note", "account", "contact", "deal"))
                        .get(0)
                        .fields())
                .containsEntry("note", "Other text")
                .containsEntry("account", account)
                .containsEntry("contact", null)
                .containsEntry("deal", null);
        assertThat(crm.lookup("notes", "contact", List.of(contact), List.of("note")))
                .singleElement()
                .satisfies(found -> assertThat(found.id()).isEqualTo(other));
        assertThat(ACCOUNT.calls("GET /api/3/notes"))
                .as("only the contact's are asked")
                .isZero();
        TestAccount.write(crm, "notes", id, "contact", contact);
        assertThat(crm.lookup("notes", "contact", List.of(contact), List.of())).hasSize(2);
    }

    @Test
    @Tag("R185")
    void aTaskMovesToItsDealAndHangsOnNoAccount() {
        String account = TestAccount.create(crm, "accounts", "name", "Acme");
        String contact = TestAccount.create(crm, "contacts", "email", "a@acme.example");
        String deal = TestAccount.create(crm, "deals", "title", "Deal", "contact", contact);
        assertThat(crm.associationField("dealTasks", "accounts")).isEmpty();
        String id = TestAccount.create(
                crm, "dealTasks", "duedate", "2026-11-02T10:00:00Z", "dealTasktype", "call", "contact", contact);
        assertThat(ACCOUNT.raw("/dealTasks/" + id).at("/dealTask/duedate").asText())
                .as("in the zone of the account")
                .isEqualTo("2026-11-02T05:00:00-05:00");
        WriteResult.Written moved = TestAccount.write(crm, "dealTasks", id, "deal", deal);
        assertThat(moved.returned()).containsEntry("deal", deal);
        assertThat(crm.read("dealTasks", List.of(id), List.of("contact", "deal", "duedate", "dealTasktype"))
                        .get(0)
                        .fields())
                .containsEntry("contact", null)
                .containsEntry("deal", deal)
                .containsEntry("duedate", "2026-11-02T10:00:00Z")
                .containsEntry("dealTasktype", "Call");
        assertThat(TestAccount.refused(
                        crm, "dealTasks", null, "duedate", "2026-11-02T10:00:00Z", "dealTasktype", "Call"))
                .isInstanceOfSatisfying(CrmError.Rejected.class, rejected -> {
                    assertThat(rejected.code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING);
                    assertThat(rejected.detail()).contains("hangs on no record");
                });
        assertThat(account).isNotEmpty();
    }
}
