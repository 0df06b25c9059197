package dev.caravan.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One condition finds the same records in HubSpot, in Salesforce and in memory. */
class SameRecordsTest {
    private static final List<Map<String, Object>> COMPANIES = DirtyCompanies.make(310, 20_260_311);
    private static TwoCrms crms;

    @BeforeAll
    static void start() {
        crms = new TwoCrms();
        DirtyCompanies.seed(COMPANIES, crms);
    }

    @AfterAll
    static void stop() {
        crms.close();
    }

    @ParameterizedTest(name = "{0}")
    @Tag("R72")
    @Tag("R73")
    @Tag("R74")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            name = "Acme"                                                                  | 7
            """)
    void theExamplesFindTheSame(String text, int count) {
        assertThat(everywhere(text)).hasSize(count);
    }

    @Test
    @Tag("R72")
    @Tag("R73")
    @Tag("R74")
    void randomConditionsFindTheSame() {
        RandomConditions conditions = new RandomConditions(72_73_74);
        int found = 0;
        int read = 0;
        for (int i = 0; i < 2_000; i++) {
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
        assertThat(found).as("conditions that tell records apart").isGreaterThan(1_000);
    }

    private static TreeSet<String> everywhere(String text) {
        Condition condition = Filters.parse(text);
        Filter filter = Filters.compile(condition);
        TreeSet<String> expected = COMPANIES.stream()
                .filter(company -> filter.test(company::get))
                .map(company -> String.valueOf(company.get(DirtyCompanies.KEY)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(TwoCrms.found(
                        crms.hubspot,
                        "companies",
                        Filters.rename(condition, DirtyCompanies::inHubSpot),
                        DirtyCompanies.inHubSpot(DirtyCompanies.KEY)))
                .as("in HubSpot: %s", text)
                .isEqualTo(expected);
        assertThat(TwoCrms.found(
                        crms.salesforce,
                        "Account",
                        Filters.rename(condition, DirtyCompanies::inSalesforce),
                        DirtyCompanies.inSalesforce(DirtyCompanies.KEY)))
                .as("in Salesforce: %s", text)
                .isEqualTo(expected);
        return expected;
    }
}
