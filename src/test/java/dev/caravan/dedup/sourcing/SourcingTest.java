package dev.caravan.dedup.sourcing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcingTest {
    private static final String ANN = "ann@acme.example";
    private static final String BEA = "bea@acme.example";

    private final SourcingBench bench = new SourcingBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("R88")
    @Tag("R89")
    void whoIsInACrmIsNamedByConnectionIdAndRuleInTheOrderOfTheList() {
        bench.hubspot().has("contacts", "501", "email", ANN);
        bench.salesforce().has("Contact", "003A", "Email", "ANN@Acme.example");
        bench.salesforce().has("Contact", "003B", "Email", BEA);

        List<ProspectAnswer> answers = bench.contacts("", "", "cem@acme.example", " Ann@acme.example", BEA);

        assertThat(answers)
                .extracting(ProspectAnswer::line, ProspectAnswer::status, ProspectAnswer::exists)
                .containsExactly(tuple(1, "new", false), tuple(2, "in_crm", true), tuple(3, "in_crm", true));
        assertThat(answers.get(1).in())
                .containsExactly(
                        new ProspectAnswer.InCrm("hubspot", "contacts", "501", "work_email", "lookup"),
                        new ProspectAnswer.InCrm("salesforce", "Contact", "003A", "work_email", "lookup"));
        assertThat(answers.get(2).in()).extracting(ProspectAnswer.InCrm::id).containsExactly("003B");
        assertThat(bench.lanes).containsOnly(Lane.BACKFILL);
    }

    @Test
    @Tag("R91")
    void companiesAreFoundByTheirDomainHoweverTheSiteIsWritten() {
        bench.hubspot().has("companies", "7", "domain", "acme.example");
        bench.salesforce().has("Account", "001A", "Website", "https://www.acme.example/");

        List<ProspectAnswer> answers = bench.sourcing()
                .open(SourcingOrder.of(RecordType.COMPANY, "", "", Lane.BACKFILL))
                .answer(List.of(
                        new Prospect(1, "", Map.of("website", "http://ACME.example/about")),
                        new Prospect(2, "", Map.of("domain", "other.example")),
                        new Prospect(3, "", Map.of("name", "Acme"))));

        assertThat(answers).extracting(ProspectAnswer::status).containsExactly("in_crm", "new", "unknown");
        assertThat(answers.get(0).in()).extracting(ProspectAnswer.InCrm::id).containsExactly("7", "001A");
        assertThat(answers.get(2).reason()).isEqualTo("REC-101 there is nothing usable to compare by: domain.");
    }

    @Test
    void manyAreAskedForTogether() {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < 950; i++) {
            addresses.add("p" + i + "@acme.example");
        }
        bench.hubspot().has("contacts", "501", "email", "p949@acme.example");

        List<ProspectAnswer> answers = bench.contacts("hubspot", "", addresses.toArray(String[]::new));

        assertThat(answers).hasSize(950);
        assertThat(answers.get(949).exists()).isTrue();
        assertThat(bench.hubspot().count("lookup")).isEqualTo(10);
        assertThat(bench.hubspot().calls).hasSize(10);
        assertThat(bench.salesforce().calls).isEmpty();
    }

    @Test
    @Tag("R88")
    void aCrmThatIsDownIsNamedAndFailsNoOther() {
        bench.hubspot().failure =
                new CrmException("hubspot contacts lookup", new CrmError.Transient("HTTP 503", false), null);
        bench.salesforce().has("Contact", "003A", "Email", ANN);

        List<ProspectAnswer> answers = bench.contacts("", "", ANN, BEA);

        assertThat(answers).extracting(ProspectAnswer::status).containsExactly("in_crm", "unknown");
        assertThat(answers).extracting(ProspectAnswer::exists).containsExactly(true, null);
        assertThat(answers.get(0).unknown())
                .containsExactly(
                        new ProspectAnswer.Unknown("hubspot", "CRM-101", "CRM-101 hubspot contacts lookup: HTTP 503"));
        assertThat(answers.get(1).reason()).isEqualTo("CRM-101 hubspot contacts lookup: HTTP 503");
    }

    @Test
    void aCrmThatIsPausedForLongIsNotWaitedFor() {
        bench.hubspot().failure = new CrmException(
                "hubspot", new CrmError.RateLimited("daily limit", Optional.of(Duration.ofHours(3))), null);

        assertThat(bench.contacts("hubspot", "", ANN))
                .extracting(ProspectAnswer::status, a -> a.unknown().get(0).code())
                .containsExactly(tuple("unknown", "CRM-102"));
        assertThat(bench.hubspot().calls).hasSize(1);
    }

    @Test
    void oneValueThatTheCrmRefusesIsUnknownAlone() {
        bench.hubspot().poison = BEA;
        bench.hubspot().has("contacts", "501", "email", ANN);

        assertThat(bench.contacts("hubspot", "", ANN, BEA, "cem@acme.example", "dee@acme.example"))
                .extracting(ProspectAnswer::status)
                .containsExactly("in_crm", "unknown", "new", "new");
    }

    @Test
    @Tag("R58")
    void whatTheHubKnowsToBeInACrmIsNotAskedFor() {
        bench.store(RecordType.CONTACT, "c-1", Map.of("work_email", ANN));
        bench.link(RecordType.CONTACT, "c-1", "hubspot", "contacts", "501");
        bench.store(RecordType.CONTACT, "c-2", Map.of("work_email", BEA));

        List<ProspectAnswer> answers = bench.contacts("hubspot", "", ANN, BEA);

        assertThat(answers).extracting(ProspectAnswer::status).containsExactly("in_crm", "in_hub");
        assertThat(answers.get(0).in())
                .containsExactly(new ProspectAnswer.InCrm("hubspot", "contacts", "501", "work_email", "link"));
        assertThat(answers.get(0).hub()).isEqualTo(new ProspectAnswer.InHub("c-1", "work_email"));
        assertThat(answers.get(1).exists()).isTrue();
        assertThat(bench.hubspot().calls).hasSize(1);
        assertThat(bench.hubspot().calls.get(0).values()).containsExactly(BEA);
    }

    @Test
    void theHubAloneCanBeAsked() {
        bench.store(RecordType.CONTACT, "c-1", Map.of("work_email", ANN));

        assertThat(bench.contacts("hub", "", ANN, BEA))
                .extracting(ProspectAnswer::status)
                .containsExactly("in_hub", "new");
        assertThat(bench.hubspot().calls).isEmpty();
    }

    @Test
    @Tag("R90")
    void withAFilterOnlyThoseCountThatMeetIt() {
        bench.hubspot().createdField = "lifecyclestage";
        bench.hubspot().has("contacts", "501", "email", ANN, "lifecyclestage", "customer");
        bench.hubspot().has("contacts", "502", "email", BEA, "lifecyclestage", "lead");

        assertThat(bench.contacts("hubspot", "lifecycle_stage = 'customer'", ANN, BEA))
                .extracting(ProspectAnswer::status)
                .containsExactly("in_crm", "new");
        assertThat(bench.hubspot().count("describe")).isEqualTo(1);
        assertThat(bench.hubspot().count("lookup")).isEqualTo(1);
    }

    @Test
    @Tag("R90")
    void withAFilterWhatTheHubKnowsToBeThereIsLookedAtInTheCrm() {
        bench.hubspot().createdField = "lifecyclestage";
        bench.hubspot().has("contacts", "501", "email", "other@acme.example", "lifecyclestage", "customer");
        bench.hubspot().has("contacts", "502", "email", "another@acme.example", "lifecyclestage", "lead");
        bench.store(RecordType.CONTACT, "c-1", Map.of("work_email", ANN));
        bench.link(RecordType.CONTACT, "c-1", "hubspot", "contacts", "501");
        bench.store(RecordType.CONTACT, "c-2", Map.of("work_email", BEA));
        bench.link(RecordType.CONTACT, "c-2", "hubspot", "contacts", "502");

        assertThat(bench.contacts("hubspot", "lifecyclestage = 'customer'", ANN, BEA))
                .extracting(ProspectAnswer::status)
                .containsExactly("in_crm", "new");
        assertThat(bench.hubspot().count("read")).isEqualTo(1);
    }

    @Test
    @Tag("R92")
    void aFilterInTheHubsWordsIsTranslatedForEachCrm() {
        bench.hubspot().has("companies", "7", "domain", "acme.example", "industry", "COMPUTER_SOFTWARE");
        bench.salesforce().has("Account", "001A", "Website", "acme.example", "Industry", "Technology");
        bench.salesforce().has("Account", "001B", "Website", "bank.example", "Industry", "Banking");
        bench.store(RecordType.COMPANY, "a-1", Map.of("domain", "soft.example", "industry", "Software"));
        bench.store(RecordType.COMPANY, "a-2", Map.of("domain", "shop.example", "industry", "Retail"));

        List<ProspectAnswer> answers = bench.sourcing()
                .open(SourcingOrder.of(RecordType.COMPANY, "", "industry = 'Software'", Lane.BACKFILL))
                .answer(List.of(
                        new Prospect(1, "", Map.of("domain", "acme.example")),
                        new Prospect(2, "", Map.of("domain", "bank.example")),
                        new Prospect(3, "", Map.of("domain", "soft.example")),
                        new Prospect(4, "", Map.of("domain", "shop.example"))));

        assertThat(answers).extracting(ProspectAnswer::status).containsExactly("in_crm", "new", "in_hub", "new");
        assertThat(answers.get(0).in())
                .extracting(ProspectAnswer.InCrm::connection)
                .containsExactly("hubspot", "salesforce");
        assertThat(bench.hubspot().count("describe")).isZero();
    }

    @Test
    @Tag("R90")
    void theConfigurationHasFiltersPerTypeAndConnection() {
        bench.settings.put(
                "contact",
                new SourcingSettings(
                        true,
                        List.of(),
                        "job_title = 'CEO'",
                        Map.of(
                                "hubspot", new SourcingSettings.InConnection(true, "job_title = 'CFO'"),
                                "salesforce", new SourcingSettings.InConnection(false, null))));
        bench.hubspot().has("contacts", "501", "email", ANN, "jobtitle", "CEO");
        bench.hubspot().has("contacts", "502", "email", BEA, "jobtitle", "CFO");
        bench.salesforce().has("Contact", "003A", "Email", ANN, "Title", "CEO");

        assertThat(bench.contacts("", "", ANN, BEA))
                .extracting(ProspectAnswer::status)
                .containsExactly("new", "in_crm");
        assertThat(bench.contacts("salesforce", "", ANN, BEA))
                .extracting(ProspectAnswer::status)
                .containsExactly("in_crm", "new");
        assertThat(bench.contacts("hubspot", "job_title = 'CEO'", ANN, BEA))
                .extracting(ProspectAnswer::status)
                .containsExactly("in_crm", "new");
    }

    @Test
    @Tag("R88")
    void otherRulesCanBeNamedAndTheFirstWithAHitDecides() {
        bench.settings.put(
                "contact",
                new SourcingSettings(
                        true, List.of("work_email", "first_name + last_name + company_name"), null, Map.of()));
        bench.hubspot().has("contacts", "501", "email", ANN, "firstname", "Ann", "lastname", "Lee", "company", "Acme");

        List<ProspectAnswer> answers = bench.sourcing()
                .open(SourcingOrder.of(RecordType.CONTACT, "hubspot", "", Lane.BACKFILL))
                .answer(List.of(
                        new Prospect(
                                1, "", Map.of("first_name", "ann", "last_name", "LEE", "company_name", "Acme, Inc.")),
                        new Prospect(2, "", Map.of("email", ANN))));

        assertThat(answers)
                .extracting(a -> a.in().get(0).rule())
                .containsExactly("first_name+last_name+company_name", "work_email");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            email   |         |                              | REC-102 the type email is not sourced
            contact | hubspt  |                              | CFG-103 unknown connection 'hubspt'. Did you mean 'hubspot'?
            contact |         | lifecyclestag = 'customer'   | FLT-101 the filter names 'lifecyclestag', which contacts of 'hubspot' do not have. Did you mean 'lifecyclestage'?
            contact | hubspot | job_titel = 'CEO'            | FLT-101 the filter names 'job_titel', which contacts of 'hubspot' do not have. Did you mean 'job_title'?
            contact | hubspot | job_title =                  | FLT-101 the filter
            lead    | hubspot |                              | ''
            """)
    void whatIsWrongIsRefusedBeforeAnybodyIsAskedFor(String type, String in, String filter, String message) {
        bench.hubspot().createdField = "lifecyclestage";
        bench.salesforce().createdField = "Lifecycle__c";
        SourcingOrder order = SourcingOrder.of(
                RecordType.of(type), in == null ? "" : in, filter == null ? "" : filter, Lane.BACKFILL);

        if (message.isEmpty()) {
            assertThat(bench.sourcing().open(order).asked()).hasSize(1);
        } else {
            assertThatThrownBy(() -> bench.sourcing().open(order)).hasMessageStartingWith(message);
        }
        assertThat(bench.hubspot().count("lookup")).isZero();
    }

    @Test
    @Tag("R88")
    void aTypeCanBeSwitchedOff() {
        bench.settings.put("contact", new SourcingSettings(false, List.of(), null, Map.of()));

        assertThatThrownBy(() -> bench.contacts("", "", ANN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Set caravan.sourcing.contact.enabled=true.");
    }

    @Test
    void settingsForNoTypeAreToldWithTheNearestOne() {
        bench.settings.put("contcat", new SourcingSettings(true, List.of(), null, Map.of()));

        assertThatThrownBy(bench::sourcing)
                .hasMessageStartingWith(ErrorCode.CONFIGURATION_INVALID.code())
                .hasMessageEndingWith("Did you mean 'contact'?");
    }

    @Test
    void aCrmThatCannotSayItsFieldsIsNamedInTheAnswers() {
        bench.hubspot().failure =
                new CrmException("hubspot contacts describe", new CrmError.Transient("HTTP 503", false), null);
        bench.salesforce().createdField = "Lifecycle_Stage__c";

        assertThat(bench.contacts("hubspot", "lifecycle_stage = 'customer'", ANN))
                .extracting(ProspectAnswer::status, ProspectAnswer::reason)
                .containsExactly(tuple("unknown", "CRM-101 hubspot contacts describe: HTTP 503"));
    }
}
