package dev.caravan.crm.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which e-mail address wins when, between the App and Salesforce: the stories of docs/email-rules.md, in its order. */
class EmailRulesTest {
    private static final String FIELDS = """
            match: [crm_id, work_email, linkedin_url]
            fields: { work_email: Email, last_name: LastName, linkedin_url: LinkedIn__c, stage: { to: Stage__c, sync: app } }
            """;
    private static final String CONTACTS = "record: contact\nobject: Contact\n" + FIELDS;
    private static final String LEADS = "record: lead\nobject: Lead\n" + FIELDS;
    private static final String PAGE = "https://www.linkedin.com/in/lin-moreau";

    private TwoWayWorld world;

    @AfterEach
    void close() {
        world.close();
    }

    private void begin(String... mappings) {
        world = new TwoWayWorld(mappings);
    }

    /** Lin is an App contact that Salesforce has too, under the same address. */
    private String linInBoth() throws Exception {
        world.app("lin", "last_name", "Moreau", "work_email", "lin@acme.example");
        world.settle();
        return world.link("lin").orElseThrow().id().id();
    }

    private String hubEmail() {
        return world.hub("lin").text("work_email");
    }

    private Object crmEmail() {
        return world.inCrm("lin").get("Email");
    }

    private long crmRecords() {
        return world.crm.records().size();
    }

    private List<HubRecord> all(RecordType type) {
        return world.records.page(type, "", 100);
    }

    @Test
    @Tag("R54")
    void anAddressThatChangesOnASalesforceContactChangesInTheApp() throws Exception {
        begin(CONTACTS);
        String id = linInBoth();
        world.editedInCrm(RecordType.CONTACT, id, "Email", "l.moreau@acme.example");
        world.settle();
        assertThat(hubEmail()).isEqualTo("l.moreau@acme.example");
    }

    @Test
    @Tag("R54")
    void anAddressThatChangesOnASalesforceLeadChangesInTheApp() throws Exception {
        begin(LEADS);
        String id = world.madeInCrm(RecordType.LEAD, "LastName", "Moreau", "Email", "lin@acme.example");
        world.settle();
        world.editedInCrm(RecordType.LEAD, id, "Email", "l.moreau@acme.example");
        world.settle();
        assertThat(all(RecordType.LEAD))
                .singleElement()
                .satisfies(lead -> assertThat(lead.text("work_email")).isEqualTo("l.moreau@acme.example"));
    }

    @ParameterizedTest(name = "sync {0}: Salesforce has {1}")
    @Tag("R55")
    @CsvSource({
        "newest,     l.moreau@acme.example",
        "app,        l.moreau@acme.example",
        "crm,        lin@acme.example",
        "fill-empty, lin@acme.example",
        "off,        lin@acme.example"
    })
    void anAddressThatChangesInTheAppChangesInSalesforceAsTheFieldSays(String sync, String inSalesforce)
            throws Exception {
        begin(CONTACTS);
        linInBoth();
        world.use(CONTACTS.replace("work_email: Email", "work_email: { to: Email, sync: " + sync + " }"));
        world.app("lin", "work_email", "l.moreau@acme.example");
        world.settle();
        assertThat(crmEmail()).isEqualTo(inSalesforce);
        assertThat(hubEmail()).isEqualTo("l.moreau@acme.example");
    }

    @Test
    @Tag("R56")
    void aChangeByHandOnEitherSideAlwaysReachesTheOther() throws Exception {
        begin(CONTACTS);
        String id = linInBoth();
        for (int round = 1; round <= 2; round++) {
            world.editedInCrm(RecordType.CONTACT, id, "Email", "crm" + round + "@acme.example");
            world.settle();
            assertThat(hubEmail()).isEqualTo("crm" + round + "@acme.example");
            world.app("lin", "work_email", "app" + round + "@acme.example");
            world.settle();
            assertThat(crmEmail()).isEqualTo("app" + round + "@acme.example");
        }
        assertThat(crmRecords()).isEqualTo(1);
    }

    @Test
    @Tag("R56")
    void aChangeByHandReachesACounterpartThatIsMadeByIt() throws Exception {
        begin(CONTACTS + "push: { stages: [Contacted] }");
        world.app("lin", "last_name", "Moreau", "work_email", "lin@acme.example", "stage", "New");
        world.settle();
        assertThat(crmRecords()).isZero();

        world.app("lin", "work_email", "l.moreau@acme.example", "stage", "Contacted");
        world.settle();
        assertThat(crmEmail()).isEqualTo("l.moreau@acme.example");
    }

    @Test
    @Tag("R57")
    void onceSalesforceIsConnectedContactsWithTheSameAddressFollowIt() throws Exception {
        begin(CONTACTS + "push: { create: false }\npull: { create: false }");
        world.app("lin", "last_name", "Moreau", "work_email", "lin@acme.example");
        world.settle();
        // What was in Salesforce before is brought by an import, the stranger in vain.
        String id = world.wasInCrm("LastName", "Moreau-Vos", "Email", "Lin@Acme.example");
        world.notice(RecordType.CONTACT, id);
        world.notice(RecordType.CONTACT, world.wasInCrm("LastName", "Obi", "Email", "obi@acme.example"));
        world.settle();
        assertThat(world.hub("lin").text("last_name")).isEqualTo("Moreau-Vos");
        assertThat(all(RecordType.CONTACT)).hasSize(1);

        world.editedInCrm(RecordType.CONTACT, id, "Email", "l.moreau@acme.example");
        world.settle();
        assertThat(hubEmail()).isEqualTo("l.moreau@acme.example");
    }

    @Test
    @Tag("R58")
    void whoIsMadeInSalesforceIsKnownAtOnceAndNotMadeASecondTime() throws Exception {
        begin(CONTACTS, LEADS);
        world.madeInCrm(RecordType.CONTACT, "LastName", "Moreau", "Email", "lin@acme.example");
        world.madeInCrm(RecordType.LEAD, "LastName", "Obi", "Email", "obi@beta.example");
        world.settle();
        assertThat(all(RecordType.LEAD)).hasSize(1);
        HubRecord lin = all(RecordType.CONTACT).get(0);

        // The searcher finds the same person and saves her.
        world.app("found", "last_name", "Moreau", "work_email", "lin@acme.example");
        world.settle();
        assertThat(crmRecords()).isEqualTo(2);
        assertThat(world.ends).endsWith("push skipped");
        assertThat(world.link("found")).isEmpty();
        assertThat(world.link(lin.key().id())).isPresent();
    }

    @ParameterizedTest(name = "pull.create {0}: {1} App contacts")
    @Tag("R59")
    @CsvSource({"true, 1", "false, 0"})
    void whetherSalesforcePeopleAreHeldAsAppContactsIsASetting(boolean create, int contacts) throws Exception {
        begin(CONTACTS + "pull: { create: " + create + " }");
        world.madeInCrm(RecordType.CONTACT, "LastName", "Moreau", "Email", "lin@acme.example");
        world.settle();
        assertThat(all(RecordType.CONTACT)).hasSize(contacts);
    }

    @ParameterizedTest(name = "push {0}, stage {1}: made {2}")
    @Tag("R60")
    @CsvSource({
        "'{ create: false }',               Contacted, false",
        "'{ create: true }',                New,       true",
        "'{ stages: [Contacted, Replied] }', New,       false",
        "'{ stages: [Contacted, Replied] }', Contacted, true"
    })
    void aNewAppContactIsMadeInSalesforceNeverAlwaysOrInSomeStages(String push, String stage, boolean isMade)
            throws Exception {
        begin(CONTACTS + "push: " + push);
        world.app("lin", "last_name", "Moreau", "work_email", "lin@acme.example", "stage", stage);
        world.settle();
        assertThat(crmRecords()).isEqualTo(isMade ? 1 : 0);
    }

    @Test
    @Tag("R60")
    void aContactThatComesIntoAChosenStageLaterIsMadeThen() throws Exception {
        begin(CONTACTS + "push: { stages: [Contacted] }");
        world.app("lin", "last_name", "Moreau", "work_email", "lin@acme.example", "stage", "New");
        world.settle();
        assertThat(crmRecords()).isZero();
        world.app("lin", "stage", "Contacted");
        world.settle();
        assertThat(crmRecords()).isEqualTo(1);
    }

    @ParameterizedTest(name = "push {0}")
    @Tag("R61")
    @Tag("R64")
    @CsvSource({"'{ create: false }'", "'{ stages: [Won] }'", "'{ when: \"last_name = ''Nobody''\" }'"})
    void whatSalesforceHasIsUpdatedWhateverLimitsNewContacts(String push) throws Exception {
        begin(CONTACTS);
        linInBoth();
        world.use(CONTACTS + "push: " + push);
        world.app("lin", "work_email", "l.moreau@acme.example");
        world.settle();
        assertThat(crmEmail()).isEqualTo("l.moreau@acme.example");
    }

    @Test
    @Tag("R62")
    void anAddressThatChangesInTheAppMakesNobodyInSalesforce() throws Exception {
        begin(CONTACTS + "push: { create: false }");
        world.app("lin", "last_name", "Moreau", "work_email", "lin@acme.example", "linkedin_url", PAGE);
        world.app("lin", "work_email", "l.moreau@acme.example");
        world.settle();
        assertThat(crmRecords()).isZero();
        assertThat(world.ends).last().isEqualTo("push skipped");
    }

    @Test
    @Tag("R63")
    void whoIsMadeInSalesforceLaterBringsTheAddressAlong() throws Exception {
        begin(CONTACTS + "push: { create: false }");
        world.app("lin", "last_name", "Moreau", "work_email", "lin@old.example", "linkedin_url", PAGE);
        world.settle();
        world.madeInCrm(RecordType.CONTACT, "LastName", "Moreau", "Email", "lin@acme.example", "LinkedIn__c", PAGE);
        world.settle();
        assertThat(hubEmail()).isEqualTo("lin@acme.example");
        assertThat(crmEmail()).isEqualTo("lin@acme.example");
        assertThat(world.lost("lin")).containsExactly("lin@old.example");
    }

    @Test
    @Tag("R63")
    void theAddressInSalesforceWinsAlsoWhenTheAppNoticesFirstThatThePersonIsThere() throws Exception {
        begin(CONTACTS + "push: { create: false }");
        world.wasInCrm("LastName", "Moreau", "Email", "lin@acme.example", "LinkedIn__c", PAGE);
        world.app("lin", "last_name", "Moreau", "work_email", "lin@old.example", "linkedin_url", PAGE);
        world.settle();
        assertThat(hubEmail()).isEqualTo("lin@acme.example");
        assertThat(crmEmail()).isEqualTo("lin@acme.example");

        // From then on the two are the same person, and the App's change goes there.
        world.app("lin", "work_email", "l.moreau@acme.example");
        world.settle();
        assertThat(crmEmail()).isEqualTo("l.moreau@acme.example");
        assertThat(all(RecordType.CONTACT))
                .extracting(HubRecord::key)
                .containsExactly(new RecordKey(RecordType.CONTACT, "lin"));
    }
}
