package dev.caravan.crm.tribe;

import static dev.caravan.crm.tribe.TestTribe.create;
import static dev.caravan.crm.tribe.TestTribe.refused;
import static dev.caravan.crm.tribe.TestTribe.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Fate;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SearchPage;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is peculiar about TribeCRM, each against its sandbox. */
class TribeTrapsTest {
    private static final String COMPANIES = "Relation_Organization";
    private static final String PEOPLE = "Relation_Person";
    private static final String CONTACTS = "Relationship_Person_Contact_Standard";
    private static final String LEADS = "Relationship_Organization_CommercialRelationship_Lead";
    private static final String CUSTOMERS = "Relationship_Organization_CommercialRelationship_Customer";
    private static final String DEALS = "Activity_SalesOpportunity";
    private static final TestTribe TRIBE = new TestTribe();

    private Crm crm;

    @BeforeEach
    void start() {
        TRIBE.client.post("/_sandbox/reset", "");
        crm = TRIBE.open();
    }

    @AfterAll
    static void stop() {
        TRIBE.close();
    }

    @Test
    void aContactIsARoleThatBringsItsPerson() {
        String company = create(crm, COMPANIES, "Name", "Vink BV");
        String contact = create(
                crm,
                CONTACTS,
                "Relation",
                company,
                "EmailAddress",
                "ada@vink.example",
                "Person.FirstName",
                "Ada",
                "Person.LastName",
                "Vink");
        JsonNode role = TRIBE.raw(CONTACTS, contact, "Person", "Relation");
        assertThat(role.at("/Relation/ID").asText()).isEqualTo(company);
        assertThat(role.at("/Person/LastName").asText()).isEqualTo("Vink");
        assertThat(role.path("EmailAddress").asText()).isEqualTo("ada@vink.example");
        assertThat(role.at("/Person/EmailAddress").isNull())
                .as("the role's address is for business")
                .isTrue();
        assertThat(TRIBE.calls("POST /v1/odata/" + CONTACTS)).isEqualTo(1);

        update(crm, CONTACTS, contact, "Person.LastName", "de Vries", "Department", "Sales");
        JsonNode changed = TRIBE.raw(CONTACTS, contact, "Person");
        assertThat(changed.at("/Person/ID")).isEqualTo(role.at("/Person/ID"));
        assertThat(changed.at("/Person/LastName").asText()).isEqualTo("de Vries");
        assertThat(changed.at("/Person/FirstName").asText()).isEqualTo("Ada");
        assertThat(changed.path("Department").asText()).isEqualTo("Sales");
    }

    @Test
    void anAddressOfThePersonServesWhereTheRoleHasNone() {
        String contact = create(crm, CONTACTS, "Person.LastName", "Vink", "Person.EmailAddress", "ada@home.example");
        assertThat(fields(CONTACTS, contact, "EmailAddress")).containsEntry("EmailAddress", "ada@home.example");
        assertThat(crm.lookup(CONTACTS, "EmailAddress", List.of("ADA@home.example"), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(contact);
        update(crm, CONTACTS, contact, "EmailAddress", "ada@vink.example");
        JsonNode role = TRIBE.raw(CONTACTS, contact, "Person");
        assertThat(role.path("EmailAddress").asText()).isEqualTo("ada@vink.example");
        assertThat(role.at("/Person/EmailAddress").asText()).isEqualTo("ada@home.example");
        assertThat(crm.lookup(CONTACTS, "EmailAddress", List.of("ada@home.example"), List.of()))
                .as("hidden by the role's own address")
                .isEmpty();
    }

    @Test
    @Tag("R41")
    void aChangeOfThePersonIsOneOfTheContact() {
        Crm near = TRIBE.open("poll-overlap", "0s");
        String contact = create(near, CONTACTS, "Person.LastName", "Vink");
        String person = TRIBE.raw(CONTACTS, contact, "Person").at("/Person/ID").asText();
        String cursor = near.changes(CONTACTS, null).cursor();
        TRIBE.client.put("/v1/odata/" + PEOPLE + "(" + person + ")", "{\"FirstName\":\"Ada\"}");
        assertThat(near.changes(CONTACTS, cursor).notices())
                .extracting(Notice::id)
                .contains(contact);
        CrmRecord read = crm.read(CONTACTS, List.of(contact), List.of()).get(0);
        assertThat(read.modifiedAt().orElseThrow())
                .isAfterOrEqualTo(java.time.Instant.parse(
                        TRIBE.raw(PEOPLE, person).path("LastMutationDate").asText()));
    }

    @Test
    @Tag("R41")
    void aChangeOfAnAddressIsOneOfTheCompany() {
        Crm near = TRIBE.open("poll-overlap", "0s");
        String company = create(near, COMPANIES, "Name", "Vink BV", "VisitingAddress.City", "Utrecht");
        String cursor = near.changes(COMPANIES, null).cursor();
        update(near, COMPANIES, company, "VisitingAddress.City", "Amsterdam");
        ChangePage page = near.changes(COMPANIES, cursor);
        assertThat(page.notices()).extracting(Notice::id).contains(company);
        CrmRecord read = crm.read(COMPANIES, List.of(company), List.of("VisitingAddress.City"))
                .get(0);
        assertThat(page.notices().stream()
                        .filter(each -> each.id().equals(company))
                        .map(Notice::changedAt))
                .as("by the address's clock")
                .containsExactly(read.modifiedAt());
    }

    @Test
    void aContactWithoutACompanyIsOneOfTheOwnOrganisationAndShowsNone() {
        String contact = create(crm, CONTACTS, "Person.LastName", "Vink");
        JsonNode role = TRIBE.raw(CONTACTS, contact, "Relation");
        assertThat(role.at("/Relation/Name").asText()).isEqualTo("Sandbox BV");
        assertThat(fields(CONTACTS, contact, "Relation")).containsEntry("Relation", null);
        assertThat(search(CONTACTS, "Relation IS NULL")).containsExactly(contact);
        String company = create(crm, COMPANIES, "Name", "Vink BV");
        update(crm, CONTACTS, contact, "Relation", company);
        assertThat(fields(CONTACTS, contact, "Relation")).containsEntry("Relation", company);
        assertThat(search(CONTACTS, "Relation = '" + company + "'")).containsExactly(contact);
        update(crm, CONTACTS, contact, "Relation", null);
        assertThat(fields(CONTACTS, contact, "Relation")).containsEntry("Relation", null);

        assertThat(refused(TRIBE.open("contacts-without-company", "refuse"), CONTACTS, "Person.LastName", "Vink"))
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING));
    }

    @Test
    void aLeadIsARoleOfACompanyBelowTheOwnOrganisation() {
        String company = create(crm, COMPANIES, "Name", "Vink BV");
        String lead = create(crm, LEADS, "Organization", company, "Name", "Ada Vink, Vink BV");
        JsonNode role = TRIBE.raw(LEADS, lead, "Relation", "Organization");
        assertThat(role.at("/Relation/Name").asText()).isEqualTo("Sandbox BV");
        assertThat(role.at("/Organization/ID").asText()).isEqualTo(company);
        String other = create(crm, LEADS, "Organization.Name", "Smit BV");
        assertThat(TRIBE.raw(LEADS, other, "Organization")
                        .at("/Organization/Name")
                        .asText())
                .as("made along")
                .isEqualTo("Smit BV");
        assertThat(TRIBE.calls("GET /v1/odata/Relationship_Organization_Identity"))
                .as("asked once")
                .isEqualTo(1);
    }

    @Test
    void aLeadThatWasMadeACustomerIsConverted() {
        String company = create(crm, COMPANIES, "Name", "Vink BV");
        String lead = create(crm, LEADS, "Organization", company);
        String gone = create(crm, LEADS, "Organization", company);
        TRIBE.client.post("/v1/odata/" + LEADS, "{\"ID\":\"" + lead + "\",\"_UpgradeType\":\"" + CUSTOMERS + "\"}");
        crm.delete(LEADS, List.of(gone));
        assertThat(crm.read(LEADS, List.of(lead, gone), List.of())).isEmpty();
        assertThat(crm.fates(LEADS, List.of(lead, gone)))
                .containsEntry(lead, new Fate.Converted(Map.of(CUSTOMERS, lead)))
                .containsEntry(gone, new Fate.Deleted());
    }

    @Test
    void aDealHangsOnARoleOfItsCompany() {
        String company = create(crm, COMPANIES, "Name", "Vink BV");
        String deal = create(crm, DEALS, "Subject", "Deal", "Relationship.Organization", company);
        JsonNode made = TRIBE.raw(DEALS, deal, "Relationship");
        assertThat(made.at("/Relationship/_Type").asText())
                .isEqualTo("Relationship.Organization.CommercialRelationship.Lead");
        assertThat(fields(DEALS, deal, "Relationship.Organization"))
                .containsEntry("Relationship.Organization", company);
        String customer = create(crm, CUSTOMERS, "Organization", company);
        String second = create(crm, DEALS, "Subject", "Deal 2", "Relationship.Organization", company);
        assertThat(TRIBE.raw(DEALS, second, "Relationship")
                        .at("/Relationship/ID")
                        .asText())
                .isEqualTo(customer);
        update(crm, DEALS, deal, "Subject", "Deal 1", "Relationship.Organization", company);
        assertThat(TRIBE.raw(DEALS, deal, "Relationship").at("/Relationship/ID"))
                .as("stays on its role")
                .isEqualTo(made.at("/Relationship/ID"));

        String without = create(crm, COMPANIES, "Name", "Smit BV");
        assertThat(refused(
                        TRIBE.open("deal-role", "none"),
                        DEALS,
                        "Subject",
                        "Deal",
                        "Relationship.Organization",
                        without))
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING));
    }

    @Test
    void aPersonBecomesAContactOfACompanyByARoleAndOnlyOnce() {
        String company = create(crm, COMPANIES, "Name", "Vink BV");
        String person = create(crm, PEOPLE, "LastName", "Vink");
        Association association =
                new Association(PEOPLE, person, new AssociateTo(COMPANIES, company, AssociateTo.Kind.PRIMARY));
        String first = TestTribe.written(crm.associate(List.of(association))).id();
        String second = TestTribe.written(crm.associate(List.of(association))).id();
        assertThat(second).isEqualTo(first);
        JsonNode role = TRIBE.raw(CONTACTS, first, "Person", "Relation");
        assertThat(role.at("/Person/ID").asText()).isEqualTo(person);
        assertThat(role.at("/Relation/ID").asText()).isEqualTo(company);
    }

    @Test
    void customFieldsGoByTheirLabels() {
        FieldSchema field = crm.describe(COMPANIES).field("cf_tier").orElseThrow();
        assertThat(field.label()).isEqualTo("Tier");
        assertThat(crm.describe(COMPANIES).fields().keySet()).noneMatch(name -> name.contains("__"));
        String company = create(crm, COMPANIES, "Name", "Vink BV", "cf_tier", "Gold");
        String api = "_117ecf60__d492__48a1__8aab__a131ad465fd5";
        assertThat(TRIBE.raw(COMPANIES, company).path(api).asText()).isEqualTo("Gold");
        assertThat(fields(COMPANIES, company, api)).containsEntry(api, "Gold");
        Crm named = TRIBE.open("custom-fields", "cf_class=" + api);
        assertThat(named.describe(COMPANIES).fields()).containsKey("cf_class").doesNotContainKey("cf_tier");
    }

    @Test
    void choicesAreCodesHereAndReferencesThere() {
        FieldSchema phase = crm.describe(DEALS).field("Phase").orElseThrow();
        assertThat(phase.type()).isEqualTo(FieldSchema.Type.OPTION);
        assertThat(phase.options()).extracting(FieldSchema.Option::name).contains("Proposal", "Won");
        String deal = create(crm, DEALS, "Subject", "Deal", "Phase", "proposal");
        JsonNode there = TRIBE.raw(DEALS, deal, "Phase").path("Phase");
        assertThat(there.path("Code").asText()).isEqualTo("Proposal");
        assertThat(fields(DEALS, deal, "Phase")).containsEntry("Phase", "Proposal");
        update(crm, DEALS, deal, "Phase", there.path("ID").asText());
        assertThat(search(DEALS, "Phase = 'Proposal'")).containsExactly(deal);
        assertThat(search(DEALS, "Phase <> 'Proposal'")).isEmpty();
        update(crm, DEALS, deal, "Phase", null);
        assertThat(fields(DEALS, deal, "Phase")).containsEntry("Phase", null);
        assertThat(search(DEALS, "Phase <> 'Proposal'")).containsExactly(deal);
    }

    @Test
    void aDayIsATimeAtMidnight() {
        String deal = create(crm, DEALS, "Subject", "Deal", "ExpectedCloseDate", "2026-06-30");
        assertThat(TRIBE.raw(DEALS, deal).path("ExpectedCloseDate").asText()).isEqualTo("2026-06-30T00:00:00Z");
        assertThat(fields(DEALS, deal, "ExpectedCloseDate")).containsEntry("ExpectedCloseDate", "2026-06-30");
        for (String met : List.of("= '2026-06-30'", "<= '2026-06-30'", "> '2026-06-29'", "<> '2026-07-01'")) {
            assertThat(search(DEALS, "ExpectedCloseDate " + met)).as(met).containsExactly(deal);
        }
        for (String unmet : List.of("> '2026-06-30'", "< '2026-06-30'", "<> '2026-06-30'")) {
            assertThat(search(DEALS, "ExpectedCloseDate " + unmet)).as(unmet).isEmpty();
        }
    }

    @Test
    void anAddressIsARecordOfItsOwnThatIsMadeOnceAndThenChanged() {
        String company = create(crm, COMPANIES, "Name", "Vink BV");
        update(crm, COMPANIES, company, "VisitingAddress.City", null);
        assertThat(TRIBE.raw(COMPANIES, company, "VisitingAddress")
                        .path("VisitingAddress")
                        .isNull())
                .as("no address for nothing")
                .isTrue();
        update(crm, COMPANIES, company, "VisitingAddress.City", "Utrecht", "VisitingAddress.Country", "Belgium");
        JsonNode made = TRIBE.raw(COMPANIES, company, "VisitingAddress($expand=Country)");
        assertThat(made.at("/VisitingAddress/Country/Code").asText()).isEqualTo("BE");
        update(crm, COMPANIES, company, "VisitingAddress.Street", "Main Street 1");
        JsonNode changed = TRIBE.raw(COMPANIES, company, "VisitingAddress");
        assertThat(changed.at("/VisitingAddress/ID")).isEqualTo(made.at("/VisitingAddress/ID"));
        assertThat(changed.at("/VisitingAddress/City").asText()).isEqualTo("Utrecht");
        assertThat(search(COMPANIES, "VisitingAddress.City = 'utrecht'")).isEmpty();
        assertThat(search(COMPANIES, "VisitingAddress.City LIKE 'utr%'")).containsExactly(company);
    }

    @Test
    @Tag("I4")
    void aCreateBySomebodyElsesImportIdIsAnUpdate() {
        Crm upserting = TRIBE.open("unique.company", "ImportId");
        assertThat(upserting.upsertField(COMPANIES)).contains("ImportId");
        String first = create(upserting, COMPANIES, "Name", "Vink", "ImportId", "hub-1");
        String longer = create(upserting, COMPANIES, "Name", "Other", "ImportId", "hub-12");
        String again = create(upserting, COMPANIES, "Name", "Vink BV", "ImportId", "hub-1");
        assertThat(again).isEqualTo(first).isNotEqualTo(longer);
        assertThat(fields(COMPANIES, first, "Name")).containsEntry("Name", "Vink BV");
        assertThat(crm.upsertField(COMPANIES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "post"})
    void anUpdateLeavesWhatItDoesNotName(String way) {
        String company = create(crm, COMPANIES, "Name", "Vink", "Website", "https://vink.example");
        update(TRIBE.open("update", way), COMPANIES, company, "PhoneNumber", "+31201234567");
        assertThat(fields(COMPANIES, company, "Name", "Website", "PhoneNumber"))
                .containsExactly(
                        Map.entry("Name", "Vink"),
                        Map.entry("Website", "https://vink.example"),
                        Map.entry("PhoneNumber", "+31201234567"));
    }

    @Test
    void aWalkMeetsEverythingThoughRecordsGoBetweenThePages() {
        Set<String> all = new LinkedHashSet<>();
        for (int i = 0; i < 250; i++) {
            all.add(seed(i));
        }
        SearchPage page = crm.search(COMPANIES, new Condition.Everything(), List.of("Name"), null);
        List<String> met = new ArrayList<>(ids(page));
        assertThat(met).hasSize(100);
        List<String> gone = met.stream().filter(all::contains).limit(40).toList();
        crm.delete(COMPANIES, gone);
        crm.delete(
                COMPANIES, met.subList(95, 100).stream().filter(all::contains).toList());
        while (page.next().isPresent()) {
            page = crm.search(
                    COMPANIES,
                    new Condition.Everything(),
                    List.of("Name"),
                    page.next().get());
            met.addAll(ids(page));
        }
        assertThat(met).containsAll(all);
    }

    @Test
    void aQuietWalkMeetsEverythingOnceInFewCalls() {
        for (int i = 0; i < 250; i++) {
            seed(i);
        }
        List<String> met = search(COMPANIES, "Name LIKE 'Company %'");
        assertThat(met).hasSize(250).doesNotHaveDuplicates();
        assertThat(TRIBE.calls("GET /v1/odata/" + COMPANIES)).isEqualTo(3);
        assertThat(crm.count(COMPANIES, new Condition.Everything())).isEqualTo(251);
        assertThat(TRIBE.calls("GET /v1/odata/" + COMPANIES))
                .as("the CRM counts")
                .isEqualTo(4);
    }

    @Test
    @Tag("I18")
    void aHundredLookUpsAreAskedTogether() {
        String contact = create(crm, CONTACTS, "Person.LastName", "Vink", "EmailAddress", "Ada.7@vink.example");
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            asked.add("ada." + i + "@vink.example");
        }
        assertThat(crm.lookup(CONTACTS, "EmailAddress", asked, List.of("Person.LastName")))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.id()).isEqualTo(contact);
                    assertThat(found.fields()).containsEntry("Person.LastName", "Vink");
                });
        assertThat(TRIBE.calls("GET /v1/odata/" + CONTACTS)).isLessThanOrEqualTo(4);
    }

    @Test
    void theSpellingsOfAnAddressAreOneQuestion() {
        String company = create(crm, COMPANIES, "Name", "Vink", "Website", "https://www.vink.example/");
        create(crm, COMPANIES, "Name", "Other", "Website", "https://www.vink.example/shop");
        assertThat(crm.lookup(
                        COMPANIES,
                        "Website",
                        List.of("vink.example", "www.vink.example", "https://www.vink.example/", "http://vink.example"),
                        List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(company);
        assertThat(TRIBE.calls("GET /v1/odata/" + COMPANIES)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x' or 'a' eq 'a",
                "' or ID ne null or Name eq '",
                "%27 or true or %27",
                "a&$filter=ID ne null",
                "x') or (ID ne null",
                "\\' or ID ne null or Name eq \\'",
                "'",
                "''",
                "a+b c",
                "näme \u4f60 \ud83d\ude00 #?&=%/"
            })
    @Tag("S7")
    void noValueChangesTheQuestion(String odd) {
        create(crm, COMPANIES, "Name", "Vink BV");
        assertThat(crm.lookup(COMPANIES, "Name", List.of(odd), List.of())).isEmpty();
        String own = create(crm, COMPANIES, "Name", odd);
        assertThat(crm.lookup(COMPANIES, "Name", List.of(odd), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(own);
        List<Condition> conditions = List.of(
                new Condition.Compare("Name", Condition.Operator.EQUAL, odd),
                new Condition.In("Name", List.of(odd)),
                new Condition.Like(
                        "Name", odd.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"));
        for (Condition condition : conditions) {
            assertThat(ids(crm.search(COMPANIES, condition, List.of(), null)))
                    .as(condition.toString())
                    .containsExactly(own);
        }
        for (String object : List.of(CONTACTS, COMPANIES)) {
            assertThat(crm.read(object, List.of(odd), List.of())).isEmpty();
            assertThat(crm.fates(object, List.of(odd))).containsEntry(odd, new Fate.Deleted());
        }
    }

    @Test
    void conditionsMeanTheSameAsOnARecord() {
        String vink = create(crm, COMPANIES, "Name", "Vink BV", "NumberOfEmployees", 50);
        String smit = create(crm, COMPANIES, "Name", "Smit BV", "NumberOfEmployees", 5);
        String bare = create(crm, COMPANIES, "Name", "Bare BV");
        String own = "Name <> 'Sandbox BV' AND ";
        for (Map.Entry<String, List<String>> each : Map.of(
                        "NumberOfEmployees > 10", List.of(vink),
                        "NOT NumberOfEmployees > 10", List.of(smit, bare),
                        "NumberOfEmployees IS NULL", List.of(bare),
                        "NumberOfEmployees IS NOT NULL", List.of(vink, smit),
                        "NumberOfEmployees <> 5", List.of(vink, bare),
                        "NumberOfEmployees IN (5, 6)", List.of(smit),
                        "NOT (NumberOfEmployees = 5 OR Name = 'Bare BV')", List.of(vink),
                        "Name LIKE 'v%k%'", List.of(vink),
                        "Name NOT LIKE '%i%'", List.of(bare),
                        "Name = 'vink bv'", List.<String>of())
                .entrySet()) {
            assertThat(search(COMPANIES, own + each.getKey()))
                    .as(each.getKey())
                    .containsExactlyInAnyOrderElementsOf(each.getValue());
            assertThat(crm.count(COMPANIES, Filters.parse(own + each.getKey())))
                    .as(each.getKey())
                    .isGreaterThanOrEqualTo(each.getValue().size());
        }
        assertThatThrownBy(() -> search(COMPANIES, "Nonsense = 'x'")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void anEnvironmentThatDescribesNothingHasWhatIsDocumented() {
        TRIBE.client.put(
                "/_sandbox/faults",
                "{\"rules\":[{\"kind\":\"500\",\"operation\":\"GET /v1/odata/Datastore_Branch\"}]}");
        CrmException e = catchThrowableOfType(CrmException.class, () -> crm.describe(COMPANIES));
        assertThat(e.error()).isInstanceOf(CrmError.Transient.class);
        assertThat(EdmModel.standard().properties(COMPANIES).orElseThrow()).containsKeys("Name", "Branch");
        assertThat(EdmModel.standard().properties(CONTACTS).orElseThrow()).containsKeys("Person", "Relation");
        assertThat(EdmModel.standard().properties("Nonsense")).isEmpty();
    }

    @Test
    void aRefusalForTheRateIsAMinutesPauseAndThenALongerOne() {
        crm.whoAmI();
        TRIBE.client.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"429\"}]}");
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CrmException e = catchThrowableOfType(CrmException.class, () -> crm.whoAmI());
            pauses.add(((CrmError.RateLimited) e.error()).retryAfter().orElseThrow());
        }
        assertThat(pauses.get(0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(pauses).isSortedAccordingTo(Duration::compareTo);
        assertThat(pauses.get(2)).isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void aRefreshTokenIsReplacedByTheOneThatCameWithTheAccess() {
        TRIBE.client.put("/_sandbox/tokens", "{\"rotate\":true}");
        Crm oauth = TRIBE.open(TRIBE.url(), TRIBE.login("refresh-token"), Map.of(), Map.of());
        assertThat(oauth.whoAmI()).isEqualTo("Ada Admin (ada@sandbox.example)");
        TRIBE.client.put("/_sandbox/tokens", "{\"expire\":true}");
        assertThat(oauth.whoAmI()).isEqualTo("Ada Admin (ada@sandbox.example)");
        assertThat(TRIBE.client.get("/_sandbox/tokens").json().path("issued").asInt())
                .isEqualTo(2);
    }

    @Test
    void anOptionThatIsWrongIsNamed() {
        assertThatThrownBy(() -> TRIBE.open("own-organization", "vink")).hasMessageContaining("own-organization");
        assertThatThrownBy(() -> TRIBE.open("custom-fields", "tier")).hasMessageContaining("custom-fields");
        assertThatThrownBy(() -> TRIBE.open("updat", "put")).hasMessageContaining("update");
    }

    private Map<String, Object> fields(String object, String id, String... names) {
        return crm.read(object, List.of(id), List.of(names)).get(0).fields();
    }

    private List<String> search(String object, String condition) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = crm.search(object, Filters.parse(condition), List.of(), cursor);
            ids.addAll(ids(page));
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return ids;
    }

    private static List<String> ids(SearchPage page) {
        return page.records().stream().map(CrmRecord::id).toList();
    }

    private static String seed(int number) {
        return TRIBE.client
                .post("/v1/odata/" + COMPANIES, "{\"Name\":\"Company " + number + "\"}")
                .at("/ID");
    }
}
