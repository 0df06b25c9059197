package dev.caravan.crm.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferredCompanyTest {
    private static final String LEADS = """
            record: lead
            object: Lead
            match: [crm_id, work_email]
            pull: { inferCompany: true }
            fields: { work_email: Email, last_name: LastName, company_name: Company }
            """;

    private TwoWayWorld world;

    @AfterEach
    void close() {
        world.close();
    }

    private HubRecord lead(@Nullable String email, @Nullable String company) throws Exception {
        world.madeInCrm(RecordType.LEAD, "LastName", "Moreau", "Email", email, "Company", company);
        world.settle();
        List<HubRecord> leads = world.records.page(RecordType.LEAD, "", 100);
        return leads.stream()
                .filter(l -> email == null || l.text("work_email").equals(email))
                .findFirst()
                .orElseThrow();
    }

    private List<HubRecord> companies() {
        return world.records.page(RecordType.COMPANY, "", 100);
    }

    @ParameterizedTest(name = "{0} of {1}: linked with {2}, made {3}")
    @Tag("R87")
    @CsvSource(nullValues = "-", textBlock = """
            lin@acme.example,   Acme Inc,  acme,   -
            lin@acme.example,   -,         acme,   -
            lin@ACME.example,   Other,     acme,   -
            lin@beta.example,   Beta Ltd,  -,      Beta Ltd
            lin@beta.example,   -,         -,      beta.example
            lin@gmail.com,      Acme Inc.,  acme,   -
            lin@gmail.com,      Beta,      -,      Beta
            -,                  ACME,      acme,   -
            lin@acme.test,      Acme,      -,      Acme
            lin@new.example,    Nodomain,  bare,   -
            """)
    void theCompanyIsTheOneOfTheDomainElseOfTheName(
            @Nullable String email, @Nullable String company, @Nullable String linked, @Nullable String made)
            throws Exception {
        world = new TwoWayWorld(LEADS);
        world.app(RecordType.COMPANY, "acme", "name", "Acme", "domain", "www.acme.example");
        world.app(RecordType.COMPANY, "bare", "name", "Nodomain");

        HubRecord lead = lead(email, company);

        assertThat(companies()).hasSize(made == null ? 2 : 3);
        HubRecord parent = companies().stream()
                .filter(c -> c.key().id().equals(lead.text("company_id")))
                .findFirst()
                .orElseThrow();
        if (linked != null) {
            assertThat(parent.key().id()).isEqualTo(linked);
        } else {
            assertThat(parent.text("name")).isEqualTo(made);
        }
    }

    @ParameterizedTest(name = "{0} of {1}")
    @Tag("R87")
    @CsvSource(
            nullValues = "-",
            value = {"lin@gmail.com, -", "-, -", "lin@gmail.com, Twice"})
    void whoSpeaksOfNoCompanyOrOfANameThatSeveralHaveGetsNone(@Nullable String email, @Nullable String company)
            throws Exception {
        world = new TwoWayWorld(LEADS);
        world.app(RecordType.COMPANY, "t-1", "name", "Twice", "domain", "twice.example");
        world.app(RecordType.COMPANY, "t-2", "name", "Twice", "domain", "twice.test");
        assertThat(lead(email, company).text("company_id")).isEmpty();
        assertThat(companies()).hasSize(2);
    }

    @Test
    @Tag("R87")
    void colleaguesShareOneCompanyAndAPersonWithACompanyKeepsIt() throws Exception {
        world = new TwoWayWorld(LEADS);
        HubRecord first = lead("lin@beta.example", null);
        HubRecord second = lead("obi@beta.example", "Beta");
        assertThat(second.text("company_id")).isEqualTo(first.text("company_id"));
        assertThat(companies()).hasSize(1);

        world.app(RecordType.LEAD, first.key().id(), "company_id", "own");
        String id = world.links.of(first.key()).get(0).id().id();
        world.editedInCrm(RecordType.LEAD, id, "LastName", "Moreau-Vos");
        world.settle();
        assertThat(world.records.find(first.key()).orElseThrow().text("company_id"))
                .isEqualTo("own");
    }

    @Test
    @Tag("R87")
    void nothingIsInferredUnlessTheMappingSaysSo() throws Exception {
        world = new TwoWayWorld(LEADS.replace("pull: { inferCompany: true }", ""));
        assertThat(lead("lin@beta.example", "Beta").text("company_id")).isEmpty();
        assertThat(companies()).isEmpty();
    }
}
