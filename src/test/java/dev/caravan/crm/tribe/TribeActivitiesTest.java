package dev.caravan.crm.tribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.problem.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On which role a task, a call or a meeting hangs at TribeCRM. */
@Tag("R185")
class TribeActivitiesTest {
    private static final TestTribe TRIBE = new TestTribe();
    private static final String ROLE_COMPANY = "Relationship.Organization";

    private Crm crm;
    private String company = "";
    private String contact = "";

    @AfterAll
    static void stop() {
        TRIBE.close();
    }

    @BeforeEach
    void empty() {
        TRIBE.client.post("/_sandbox/reset", "");
        crm = TRIBE.open();
        company = TestTribe.create(crm, "Relation_Organization", "Name", "Vink BV");
        contact = TestTribe.create(
                crm, "Relationship_Person_Contact_Standard", "Person.LastName", "Vink", "Relation", company);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Activity_Task", "Activity_Call", "Activity_Appointment", "Activity_Event"})
    void theContactsOwnRoleServesWhereTheCompanyHasNone(String set) {
        String id = TestTribe.create(crm, set, "Subject", "S", ROLE_COMPANY, company, "Contact", contact);
        JsonNode raw = TRIBE.raw(set, id, "Contact", "Relationship");
        assertThat(raw.path("Contact").path("ID").asText()).isEqualTo(contact);
        assertThat(raw.path("Relationship").path("ID").asText()).isEqualTo(contact);
        assertThat(leads()).isZero();
        assertThat(crm.read(set, List.of(id), List.of(ROLE_COMPANY, "Contact"))
                        .get(0)
                        .fields())
                .containsEntry(ROLE_COMPANY, company)
                .containsEntry("Contact", contact);
    }

    @Test
    void aContactAloneIsEnough() {
        String id = TestTribe.create(crm, "Activity_Task", "Subject", "S", "Contact", contact);
        assertThat(TRIBE.raw("Activity_Task", id, "Relationship")
                        .path("Relationship")
                        .path("ID")
                        .asText())
                .isEqualTo(contact);
    }

    @Test
    void theCompanysCustomerRoleGoesFirst() {
        String customer = TestTribe.create(
                crm, "Relationship_Organization_CommercialRelationship_Customer", "Organization", company);
        String id = TestTribe.create(crm, "Activity_Call", "Subject", "S", ROLE_COMPANY, company, "Contact", contact);
        assertThat(TRIBE.raw("Activity_Call", id, "Relationship")
                        .path("Relationship")
                        .path("ID")
                        .asText())
                .isEqualTo(customer);
    }

    @Test
    void anotherCompanyThanTheContactsBecomesALeadUnlessTheConnectionForbidsIt() {
        String other = TestTribe.create(crm, "Relation_Organization", "Name", "Smit BV");
        Crm strict = TRIBE.open("deal-role", "none");
        CrmError error =
                TestTribe.refused(strict, "Activity_Task", "Subject", "S", ROLE_COMPANY, other, "Contact", contact);
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING));
        TestTribe.create(crm, "Activity_Task", "Subject", "S", ROLE_COMPANY, other, "Contact", contact);
        assertThat(leads()).isOne();
    }

    @Test
    void theConnectionSaysWhichFieldHoldsTheContact() {
        Crm by = TRIBE.open("activity-contact", "Relationship");
        assertThat(by.associationField("Activity_Task", "Relationship_Person_Contact_Standard"))
                .contains("Relationship");
        assertThat(by.associationField("Activity_SalesOpportunity", "Relationship_Person_Contact_Standard"))
                .contains("Contact");
        assertThat(crm.associationField("Activity_Task", "Relationship_Person_Contact_Standard"))
                .contains("Contact");
        String id =
                TestTribe.create(by, "Activity_Task", "Subject", "S", ROLE_COMPANY, company, "Relationship", contact);
        JsonNode raw = TRIBE.raw("Activity_Task", id, "Relationship", "Contact");
        assertThat(raw.path("Relationship").path("ID").asText()).isEqualTo(contact);
        assertThat(raw.path("Contact").path("ID").asText("")).isEmpty();
        assertThat(by.read("Activity_Task", List.of(id), List.of(ROLE_COMPANY, "Relationship"))
                        .get(0)
                        .fields())
                .containsEntry(ROLE_COMPANY, company)
                .containsEntry("Relationship", contact);
    }

    private long leads() {
        return crm.count(
                "Relationship_Organization_CommercialRelationship_Lead", new dev.caravan.filter.Condition.Everything());
    }
}
