package dev.caravan.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One condition finds the same records in HubSpot, in Salesforce and in memory. */
class SameRecordsTest {
    private static final List<Map<String, Object>> COMPANIES = DirtyCompanies.make(310, 20_260_311);
    /** More by {@code -Dconditions=2000}. */
    private static final int CONDITIONS = Integer.getInteger("conditions", 500);

    private static SandboxCrms crms;

    @BeforeAll
    static void start() {
        crms = new SandboxCrms();
        DirtyCompanies.seed(COMPANIES, crms);
    }

    @AfterAll
    static void stop() {
        crms.close();
    }

    static Stream<Arguments> examples() {
        return Stream.of(
                // As the requirements have them, first Salesforce's, then HubSpot's.
                arguments("Type = \"Customer\"", 56),
                arguments("Industry = \"Technology\"", 71),
                arguments("AnnualRevenue > 1000000", 130),
                arguments(
                        "Type = \"Strategic\" AND AnnualRevenue > 10000000 AND Industry IN (\"Technology\", \"Finance\")",
                        4),
                arguments("lifecyclestage = \"customer\"", 60),
                arguments("industry = \"SOFTWARE\"", 75),
                arguments("hs_is_target_account = true", 152),
                arguments("industry <> 'SOFTWARE'", 235),
                arguments("industry LIKE 'soft%'", 75),
                arguments("AnnualRevenue < 0", 18),
                arguments("AnnualRevenue IS NULL", 99),
                arguments("NOT (lifecyclestage = 'customer' OR lifecyclestage = 'lead')", 165),
                arguments("renewal >= '2026-01-10' AND renewal < '2026-02-01'", 67),
                arguments("review = '2026-01-10T13:00:00+01:00' OR review > '2026-01-25'", 36),
                arguments("regions = 'EMEA' AND regions <> 'APAC'", 49),
                arguments("name = \"https://www.acme.example/a_b?c=%20\"", 6),
                arguments("name LIKE '%\\%%'", 24),
                arguments("name LIKE '%\\_%'", 18),
                arguments("name IN ('O''Neil & Sons', \"caf\u00e9\", '\ud83d\ude00')", 18),
                arguments("city = 'ACME'", 5),
                arguments("city LIKE 'acme'", 11));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @Tag("R72")
    @Tag("R73")
    @Tag("R74")
    void examples(String text, int count) {
        assertThat(everywhere(text)).hasSize(count);
    }

    @Test
    void everyFieldOfTheCrmsCanBeNamedAsItIs() {
        Set<String> names = new TreeSet<>();
        List.of("companies", "contacts", "deals", "leads", "notes", "tasks", "calls", "meetings", "emails")
                .forEach(object ->
                        names.addAll(crms.hubspot.describe(object).fields().keySet()));
        List.of("Account", "Contact", "Lead", "Opportunity", "Task", "Event", "User")
                .forEach(object ->
                        names.addAll(crms.salesforce.describe(object).fields().keySet()));
        assertThat(names)
                .hasSizeGreaterThan(200)
                .allSatisfy(name -> assertThat(Filters.fields(Filters.parse(name + " = 'x'")))
                        .containsExactly(name));
    }

    @Test
    @Tag("R72")
    @Tag("R73")
    @Tag("R74")
    void randomConditionsFindTheSame() {
        RandomConditions conditions = new RandomConditions(72_73_74);
        int found = 0;
        for (int i = 0; i < CONDITIONS; i++) {
            String text = conditions.next();
            if (Filters.read(text).condition() == null) {
                throw new AssertionError(text + " => " + Filters.read(text).problem());
            }
            int size;
            try {
                size = everywhere(text).size();
            } catch (RuntimeException e) {
                throw new AssertionError(text, e);
            }
            found += size > 0 && size < COMPANIES.size() ? 1 : 0;
        }
        assertThat(found).as("conditions that tell records apart").isGreaterThan(CONDITIONS / 2);
    }

    private static TreeSet<String> everywhere(String text) {
        Condition condition = Filters.parse(text);
        Filter filter = Filters.compile(condition);
        TreeSet<String> expected = COMPANIES.stream()
                .filter(company -> filter.test(company::get))
                .map(company -> String.valueOf(company.get(DirtyCompanies.KEY)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(SandboxCrms.found(
                        crms.hubspot,
                        "companies",
                        Filters.rename(condition, DirtyCompanies::inHubSpot),
                        DirtyCompanies.inHubSpot(DirtyCompanies.KEY)))
                .as("in HubSpot: %s", text)
                .isEqualTo(expected);
        assertThat(SandboxCrms.found(
                        crms.salesforce,
                        "Account",
                        Filters.rename(condition, DirtyCompanies::inSalesforce),
                        DirtyCompanies.inSalesforce(DirtyCompanies.KEY)))
                .as("in Salesforce: %s", text)
                .isEqualTo(expected);
        assertThat(SandboxCrms.found(
                        crms.zoho,
                        "Accounts",
                        Filters.rename(condition, DirtyCompanies::inZoho),
                        DirtyCompanies.inZoho(DirtyCompanies.KEY)))
                .as("in Zoho: %s", text)
                .isEqualTo(expected);
        if (Filters.fields(condition).stream().allMatch(DirtyCompanies::isInTribe)) {
            assertThat(SandboxCrms.found(
                            crms.tribe,
                            "Activity_SalesOpportunity",
                            Filters.rename(condition, DirtyCompanies::inTribe),
                            DirtyCompanies.inTribe(DirtyCompanies.KEY)))
                    .as("in TribeCRM: %s", text)
                    .isEqualTo(expected);
        }
        return expected;
    }
}
