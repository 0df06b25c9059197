package dev.caravan.mapping;

import static dev.caravan.mapping.Samples.TIME;
import static dev.caravan.mapping.Samples.base;
import static dev.caravan.mapping.Samples.found;
import static dev.caravan.mapping.Samples.isNew;
import static dev.caravan.mapping.Samples.linked;
import static dev.caravan.mapping.Samples.linkedAndRead;
import static dev.caravan.mapping.Samples.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Match;
import dev.caravan.crm.Write;
import dev.caravan.problem.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPlanTest {
    private static final String TITLE = "fields: { job_title: { to: jobtitle, sync: %s } }";

    private static Write sent(MappingResult result) {
        assertThat(result).isInstanceOf(MappingResult.Send.class);
        return ((MappingResult.Send) result).write();
    }

    private static Map<String, Object> unchanged(MappingResult result) {
        assertThat(result).isInstanceOf(MappingResult.Unchanged.class);
        return ((MappingResult.Unchanged) result).agreed();
    }

    private static MappingResult write(FieldPlan plan, Match match) {
        return plan.write(match, PlanContext.NONE);
    }

    @Test
    @Tag("R147")
    void aNewRecordGetsAllItsFields() {
        FieldPlan plan = plan("fields: { work_email: email, first_name: firstname, job_title: jobtitle }");
        Write write = sent(write(plan, isNew("work_email", "ann@example.com", "first_name", "Ann")));
        assertThat(write.isCreate()).isTrue();
        assertThat(write.object()).isEqualTo("contacts");
        assertThat(write.how()).isEqualTo("created");
        assertThat(write.values()).isEqualTo(base("email", "ann@example.com", "firstname", "Ann"));
        assertThat(write.agreed()).isEqualTo(base("email", "ann@example.com", "firstname", "Ann", "jobtitle", null));
    }

    @Test
    void fieldsThatAreNotNamedGoUnderTheirOwnNameWhereTheFileSaysSo() {
        FieldPlan plan = plan("fields: { work_email: email }\nothers: same-name");
        Write created = sent(write(plan, isNew("work_email", "ann@example.com", "shoe_size", 41L)));
        assertThat(created.values()).isEqualTo(base("email", "ann@example.com", "shoe_size", 41L));

        Match match = linked(
                base("email", "ann@example.com", "shoe_size", 41L, "hobby", "chess", "@company", "c-1"),
                "work_email",
                "ann@example.com",
                "shoe_size",
                42L);
        assertThat(sent(write(plan, match)).values())
                .as("what the record has no more is emptied")
                .isEqualTo(base("shoe_size", 42L, "hobby", null));

        FieldPlan dropping = plan("fields: { work_email: email }");
        assertThat(sent(write(dropping, isNew("work_email", "a@example.com", "shoe_size", 41L)))
                        .values())
                .containsOnlyKeys("email");
    }

    @Test
    @Tag("I14")
    void whatTheOtherSideSaidItselfIsAgreedAndNotSent() {
        FieldPlan plan = plan("fields: {}\nothers: same-name");
        Match match = linked(base("last_name", "Moreau"), "last_name", "Vos", "job_title", "Buyer");
        PlanContext knowing = PlanContext.NONE.knowing(java.util.Set.of("app"));
        assertThat(unchanged(plan.write(match, knowing))).isEqualTo(base("last_name", "Vos", "job_title", "Buyer"));
        assertThat(sent(plan.write(match, PlanContext.NONE.knowing(java.util.Set.of("kafka"))))
                        .values())
                .containsOnlyKeys("last_name", "job_title");
    }

    @Test
    void onlyWhatDiffersFromTheBaseIsSent() {
        FieldPlan plan = plan("fields: { work_email: email, employee_count: size, job_title: jobtitle }");
        Match match = linked(
                base("email", "Ann@Example.com", "size", "250", "jobtitle", "CFO"),
                "work_email",
                "ann@example.com",
                "employee_count",
                250L,
                "job_title",
                "CEO");
        Write write = sent(write(plan, match));
        assertThat(write.id()).isEqualTo("512");
        assertThat(write.how()).as("how the two found each other stays").isEqualTo("created");
        assertThat(write.values()).isEqualTo(base("jobtitle", "CEO"));
        assertThat(write.agreed()).containsOnlyKeys("email", "size", "jobtitle").containsEntry("jobtitle", "CEO");
    }

    @Test
    void whereNothingDiffersNothingIsSent() {
        FieldPlan plan = plan("fields: { work_email: email, job_title: jobtitle }");
        Match match = linked(base("email", "a@example.com", "jobtitle", null), "work_email", "a@example.com");
        assertThat(unchanged(write(plan, match))).isEqualTo(base("email", "a@example.com", "jobtitle", null));
    }

    @Test
    @Tag("R65")
    void aFoundRecordIsComparedWithWhatTheCrmHolds() {
        FieldPlan plan = plan("fields: { work_email: email, job_title: jobtitle }");
        Write write = sent(write(
                plan,
                found(
                        base("email", "a@example.com", "jobtitle", "CFO"),
                        "work_email",
                        "a@example.com",
                        "job_title",
                        "CEO")));
        assertThat(write.id()).isEqualTo("512");
        assertThat(write.how()).isEqualTo("work_email");
        assertThat(write.values()).isEqualTo(base("jobtitle", "CEO"));
    }

    @ParameterizedTest(name = "{0}: new record {1}, empty in the CRM {2}, other value in the CRM {3}")
    @Tag("R47")
    @Tag("R48")
    @Tag("R49")
    @Tag("R50")
    @Tag("R51")
    @Tag("R52")
    @CsvSource(textBlock = """
            newest,     sent, sent, sent
            app,        sent, sent, sent
            fill-empty, sent, sent, kept
            crm,        sent, kept, kept
            off,        kept, kept, kept
            """)
    void thePolicyOfAFieldSaysWhetherItIsSent(String sync, String whenNew, String whenEmpty, String whenOther) {
        FieldPlan plan = plan("fields: { work_email: email, job_title: { to: jobtitle, sync: " + sync + " } }");
        Object[] record = {"work_email", "a@example.com", "job_title", "CEO"};
        assertThat(outcome(write(plan, isNew(record)))).isEqualTo(whenNew);
        assertThat(outcome(write(plan, linked(base("email", "a@example.com", "jobtitle", null), record))))
                .isEqualTo(whenEmpty);
        assertThat(outcome(write(plan, linked(base("email", "a@example.com", "jobtitle", "CFO"), record))))
                .isEqualTo(whenOther);
    }

    private static String outcome(MappingResult result) {
        return result instanceof MappingResult.Send send
                        && send.write().values().containsKey("jobtitle")
                ? "sent"
                : "kept";
    }

    @Test
    @Tag("R51")
    void aFieldThatIsOffGoesWithAManualPush() {
        FieldPlan plan = plan(TITLE.formatted("off"));
        Match match = linked(base("jobtitle", "CFO"), "job_title", "CEO");
        assertThat(sent(plan.write(match, PlanContext.NONE.manually())).values())
                .isEqualTo(base("jobtitle", "CEO"));
    }

    @Test
    @Tag("R50")
    void aFieldThatIsOnlyFilledIsLeftAloneWhileNobodyKnowsWhatTheCrmHolds() {
        FieldPlan plan = plan(TITLE.formatted("fill-empty"));
        assertThat(unchanged(write(plan, linked(base(), "job_title", "CEO")))).isEmpty();
        assertThat(plan.needsCurrent(Samples.link(base()))).isTrue();
        assertThat(plan.needsCurrent(Samples.link(base("jobtitle", null)))).isFalse();
    }

    @Test
    void aFieldThatOnlyTheCrmChangedIsLeftToThePull() {
        FieldPlan plan = plan(TITLE.formatted("newest"));
        Match match = linkedAndRead(
                base("jobtitle", "CEO"), base("jobtitle", "Chair"), TIME.plusSeconds(60), "job_title", "CEO");
        assertThat(unchanged(write(plan, match))).isEqualTo(base("jobtitle", "CEO"));
        assertThat(sent(write(plan(TITLE.formatted("app")), match)).values()).isEqualTo(base("jobtitle", "CEO"));
    }

    @Test
    @Tag("R46")
    void ofTwoChangesTheLaterOneWins() {
        FieldPlan plan = plan(TITLE.formatted("newest"));
        Match crmLater = linkedAndRead(
                base("jobtitle", "CFO"), base("jobtitle", "Chair"), TIME.plusSeconds(60), "job_title", "CEO");
        Match hubLater = linkedAndRead(
                base("jobtitle", "CFO"), base("jobtitle", "Chair"), TIME.minusSeconds(60), "job_title", "CEO");
        assertThat(unchanged(write(plan, crmLater))).isEqualTo(base("jobtitle", "CFO"));
        assertThat(sent(write(plan, hubLater)).values()).isEqualTo(base("jobtitle", "CEO"));
    }

    @ParameterizedTest(name = "email status {0}: the address is sent {1}")
    @Tag("R126")
    @Tag("R226")
    @CsvSource({"verified, true", "guessed, false", "unavailable, true"})
    void aGuessedAddressIsWithheldAndTheContactGoes(String status, boolean isSent) {
        FieldPlan plan =
                plan("fields: { work_email: { to: email, when: \"email_status <> 'guessed'\" }, last_name: lastname }");
        Write write =
                sent(write(plan, isNew("work_email", "a@example.com", "email_status", status, "last_name", "Doe")));
        assertThat(write.values()).containsEntry("lastname", "Doe");
        assertThat(write.values().containsKey("email")).isEqualTo(isSent);
    }

    @Test
    @Tag("R145")
    void aFieldThatIsSentOnCreateOnlyStaysAsItWas() {
        FieldPlan plan = plan("fields: { stage: { to: status, send: create } }");
        assertThat(sent(write(plan, isNew("stage", "New"))).values()).isEqualTo(base("status", "New"));
        assertThat(unchanged(write(plan, linked(base("status", "New"), "stage", "Won"))))
                .isEqualTo(base("status", "New"));
    }

    @ParameterizedTest(name = "send: {0}, new {1}, other value {2}, same value {3}")
    @Tag("R144")
    @Tag("R145")
    @Tag("R148")
    @CsvSource({"create, sent, kept, kept", "update, kept, sent, kept", "always, sent, sent, kept"})
    void aFixedValueIsSentWhenItsLineSaysSo(String send, String whenNew, String whenOther, String whenSame) {
        FieldPlan plan =
                plan("fields: { last_name: lastname }\nfixed: { jobtitle: { value: preMQL, send: " + send + " } }");
        assertThat(outcome(write(plan, isNew("last_name", "Doe")))).isEqualTo(whenNew);
        assertThat(outcome(write(plan, linked(base("lastname", "Doe", "jobtitle", "x"), "last_name", "Doe"))))
                .isEqualTo(whenOther);
        assertThat(outcome(write(plan, linked(base("lastname", "Doe", "jobtitle", "preMQL"), "last_name", "Doe"))))
                .isEqualTo(whenSame);
    }

    @Test
    @Tag("R146")
    @Tag("R240")
    void anEmptyValueOfARequiredFieldIsAnErrorThatNamesPlaceAndCure() {
        FieldPlan plan = plan("fields:\n  work_email: email\n  last_name: lastname", "lastname");
        MappingValueException wrong = catchThrowableOfType(
                MappingValueException.class, () -> write(plan, isNew("work_email", "a@example.com")));
        assertThat(wrong.code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING);
        assertThat(wrong.field()).isEqualTo("lastname");
        assertThat(wrong)
                .hasMessage("CRM-210 mappings/hubspot/contact.yaml:5 contact c-812: 'lastname' has to have a"
                        + " value and the record's 'last_name' is empty. Fill it in, or set onEmpty: skip-record.");
    }

    @Test
    @Tag("R146")
    void anEmptyValueOfAnyOtherFieldIsLeftOut() {
        FieldPlan plan = plan("fields: { work_email: email, last_name: lastname }");
        assertThat(sent(write(plan, isNew("work_email", "a@example.com", "last_name", " ")))
                        .values())
                .containsOnlyKeys("email");
    }

    @Test
    @Tag("R146")
    void anEmptyValueCanSkipTheRecord() {
        FieldPlan plan = plan("fields:\n  work_email: email\n  last_name: { to: lastname, onEmpty: skip-record }");
        assertThat(write(plan, isNew("work_email", "a@example.com")))
                .isEqualTo(new MappingResult.Skip(
                        "'last_name' is empty and mappings/hubspot/contact.yaml:5 says onEmpty: skip-record"));
    }

    @Test
    @Tag("R146")
    void anExplicitErrorHoldsForUpdatesToo() {
        FieldPlan plan = plan("fields: { last_name: { to: lastname, onEmpty: error } }");
        assertThat(catchThrowableOfType(
                        MappingValueException.class, () -> write(plan, linked(base("lastname", "Doe"), "x", "y"))))
                .isNotNull();
    }

    @ParameterizedTest(name = "onEmpty: {0}")
    @ValueSource(strings = {"clear", "skip-field"})
    void aValueThatBecameEmptyIsClearedOnlyWhereTheMappingSaysSo(String onEmpty) {
        FieldPlan plan = plan("fields: { phone: { to: phone, onEmpty: " + onEmpty + " } }");
        MappingResult result = write(plan, linked(base("phone", "+31206241111"), "first_name", "Ann"));
        if (onEmpty.equals("clear")) {
            assertThat(sent(result).values()).isEqualTo(base("phone", null));
            assertThat(sent(result).agreed()).isEqualTo(base("phone", null));
        } else {
            assertThat(unchanged(result)).isEqualTo(base("phone", "+31206241111"));
        }
    }

    @Test
    void aValueThatWasNeverAgreedIsNotCleared() {
        FieldPlan plan = plan("fields: { phone: { to: phone, onEmpty: clear } }");
        assertThat(write(plan, found(base("phone", "+31206241111"), "first_name", "Ann")))
                .isInstanceOf(MappingResult.Unchanged.class);
    }

    @ParameterizedTest(name = "{0} with valuesElse: {1} is {2}")
    @CsvSource({"VP, pass, vice_president", " vp , pass, vice_president", "Owner, pass, Owner", "Owner, skip-field, "})
    @Tag("R156")
    void aValueTableTranslates(String value, String otherwise, String sent) {
        FieldPlan plan = plan("fields: { last_name: lastname, seniority: { to: seniority, valuesElse: " + otherwise
                + ", values: { VP: vice_president } } }");
        Write write = sent(write(plan, isNew("last_name", "Doe", "seniority", value)));
        assertThat(write.values().get("seniority")).isEqualTo(sent);
    }

    @Test
    void aValueOutsideTheTableCanBeAnError() {
        FieldPlan plan =
                plan("fields: { seniority: { to: seniority, valuesElse: error, values: { VP: vice_president } } }");
        assertThat(catchThrowableOfType(
                        MappingValueException.class, () -> write(plan, isNew("seniority", "Secretive"))))
                .hasMessage("MAP-201 mappings/hubspot/contact.yaml:3 contact c-812: the value for 'seniority' is not in"
                        + " the value table. Add it to 'values'.");
    }

    @Test
    @Tag("R175")
    void aValueThatDoesNotFitItsTransformIsAnErrorWithoutTheValue() {
        FieldPlan plan = plan("fields: { employee_count: { to: size, transform: number } }");
        assertThat(catchThrowableOfType(
                        MappingValueException.class, () -> write(plan, isNew("employee_count", "about fifty"))))
                .hasMessage(
                        "MAP-201 mappings/hubspot/contact.yaml:3 contact c-812: the value for 'size' is not a number"
                                + " such as 1250 or 12.5. Correct the record's 'employee_count' or the transform.");
    }

    @Test
    void anotherFieldStandsInForAnEmptyOne() {
        FieldPlan plan = plan("fields: { domain: { to: domain, orElse: website, transform: domain } }");
        assertThat(sent(write(plan, isNew("website", "https://www.acme.example/en")))
                        .values())
                .isEqualTo(base("domain", "acme.example"));
        assertThat(plan.mapping().crmFieldsByHubField()).isEqualTo(Map.of("domain", "domain", "website", "domain"));
    }

    @Test
    @Tag("R60")
    @Tag("R118")
    void creatingCanBeOff() {
        FieldPlan plan = plan("push: { create: false }\nfields: { work_email: email }");
        assertThat(write(plan, isNew("work_email", "a@example.com")))
                .isEqualTo(new MappingResult.Skip("push.create is off in mappings/hubspot/contact.yaml"));
        assertThat(write(plan, linked(base("email", "x"), "work_email", "a@example.com")))
                .isInstanceOf(MappingResult.Send.class);
    }

    @Test
    @Tag("R44")
    void updatingCanBeOff() {
        FieldPlan plan = plan("push: { update: false }\nfields: { work_email: email }");
        assertThat(write(plan, linked(base("email", "x"), "work_email", "a@example.com")))
                .isEqualTo(new MappingResult.Skip("push.update is off in mappings/hubspot/contact.yaml"));
        assertThat(write(plan, isNew("work_email", "a@example.com"))).isInstanceOf(MappingResult.Send.class);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("R124")
    @Tag("R129")
    @Tag("R64")
    @ValueSource(strings = {"stages: [Contacted, Replied]", "when: \"stage IN ('Contacted', 'Replied')\""})
    void onlyRecordsAtCertainStagesAreCreatedAndExistingOnesAreUpdatedAllTheSame(String limit) {
        FieldPlan plan = plan("push: { " + limit + " }\nfields: { work_email: email }");
        assertThat(write(plan, isNew("work_email", "a@example.com", "stage", "Replied")))
                .isInstanceOf(MappingResult.Send.class);
        assertThat(write(plan, isNew("work_email", "a@example.com", "stage", "New")))
                .isInstanceOf(MappingResult.Skip.class);
        assertThat(write(plan, linked(base("email", "x"), "work_email", "a@example.com", "stage", "New")))
                .isInstanceOf(MappingResult.Send.class);
        assertThat(plan.write(isNew("work_email", "a@example.com"), PlanContext.NONE.manually()))
                .as("a manual push overrides every setting (R137)")
                .isInstanceOf(MappingResult.Send.class);
    }

    @Test
    @Tag("R160")
    void anEmptyMappingPushesNothingAndSaysSo() {
        assertThat(write(plan("match: [crm_id]"), isNew("work_email", "a@example.com")))
                .isEqualTo(new MappingResult.Skip("mappings/hubspot/contact.yaml maps no field, so nothing is pushed"));
    }

    @Test
    void aRecordWithoutAnyMappedValueIsNotCreated() {
        FieldPlan plan = plan("fields: { work_email: email }\nfixed: { source: Caravan }");
        assertThat(write(plan, isNew("last_name", "Doe"))).isInstanceOf(MappingResult.Skip.class);
    }

    @Test
    @Tag("R169")
    void customFieldsAreMappedLikeAnyOther() {
        FieldPlan plan = plan("fields: { field_01: score__c, field_30: { to: region__c, sync: app } }");
        assertThat(sent(write(plan, isNew("field_01", 7L, "field_30", "EMEA"))).values())
                .isEqualTo(base("score__c", 7L, "region__c", "EMEA"));
    }

    @Test
    @Tag("R114")
    void aTriggerReplacesTheFieldsThatItNames() {
        Mapping mapping = Samples.mapping(
                "fields: { last_name: lastname, phone: phone }\nfixed: { lifecyclestage: lead }\n"
                        + "triggers: { positive_reply: { fields: { mobile_phone: phone }, fixed: { lifecyclestage: salesqualifiedlead } } }");
        FieldPlan plan =
                FieldPlan.compile(mapping.withTrigger("positive_reply"), Expressions.unchecked(), java.util.Set.of());
        assertThat(sent(write(plan, isNew("last_name", "Doe", "phone", "1", "mobile_phone", "2")))
                        .values())
                .isEqualTo(base("lastname", "Doe", "phone", "2", "lifecyclestage", "salesqualifiedlead"));
    }

    @Test
    @Tag("R177")
    @Tag("R180")
    void aRecordIsAssociatedWithItsCompanyOnce() {
        FieldPlan plan = plan("fields: { last_name: lastname }\ncompany: { association: primary }");
        PlanContext company = PlanContext.company("companies", "77");
        Write write = sent(plan.write(isNew("last_name", "Doe", "company_id", "co-1"), company));
        assertThat(write.associations()).containsExactly(new AssociateTo("companies", "77", AssociateTo.Kind.PRIMARY));
        assertThat(write.agreed()).containsEntry("@company", "77");

        Match linked = linked(base("lastname", "Doe", "@company", "77"), "last_name", "Doe", "company_id", "co-1");
        assertThat(unchanged(plan.write(linked, company))).containsEntry("@company", "77");
        Write moved = sent(plan.write(linked, PlanContext.company("companies", "78")));
        assertThat(moved.values()).isEmpty();
        assertThat(moved.associations()).hasSize(1);
    }

    @ParameterizedTest(name = "requiredParent: {0}")
    @Tag("R123")
    @CsvSource({"hold, Hold", "ignore, Send", "push, Send"})
    void aRecordWhoseCompanyIsNotThereYetWaitsOnlyIfItIsToldTo(String rule, String result) {
        FieldPlan plan = plan("fields: { last_name: lastname }\ncompany: { requiredParent: " + rule + " }");
        Match match = isNew("last_name", "Doe", "company_id", "co-1");
        assertThat(plan.write(match, PlanContext.company("companies", null))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(result);
        assertThat(plan.write(isNew("last_name", "Doe"), PlanContext.NONE)).isInstanceOf(MappingResult.Send.class);
    }

    @Test
    @Tag("R216")
    void theOwnerIsSetOnNewRecordsOnly() {
        FieldPlan plan =
                plan("fields: { last_name: lastname }\nowner: { to: hubspot_owner_id, default: ops@example.com }");
        PlanContext owner = PlanContext.NONE.owner("41");
        assertThat(sent(plan.write(isNew("last_name", "Doe"), owner)).values()).containsEntry("hubspot_owner_id", "41");
        assertThat(plan.write(linked(base("lastname", "Doe"), "last_name", "Doe"), owner))
                .isInstanceOf(MappingResult.Unchanged.class);
    }

    @Test
    @Tag("R41")
    void aPullReversesNamesAndValues() {
        FieldPlan plan = plan("""
                fields:
                  first_name: firstname
                  seniority: { to: seniority, values: { VP: vice_president, Vice President: vice_president } }
                  job_title: { to: jobtitle, sync: app }
                  bio: { to: about, transform: first-word }
                  last_name: { to: lastname, transform: [trim, truncate(80)] }
                  tags: { to: tags, transform: join(';') }
                  phone: phone
                  city: city
                """);
        assertThat(plan.toHub(Samples.crm(
                        base(
                                "firstname",
                                "Ann",
                                "seniority",
                                "vice_president",
                                "jobtitle",
                                "CEO",
                                "about",
                                "x",
                                "lastname",
                                "Doe",
                                "tags",
                                "a;b",
                                "phone",
                                null),
                        TIME)))
                .isEqualTo(base(
                        "first_name",
                        "Ann",
                        "seniority",
                        "VP",
                        "last_name",
                        "Doe",
                        "tags",
                        java.util.List.of("a", "b"),
                        "phone",
                        null));
    }

    @Test
    @Tag("R56")
    void aFieldThatCannotBePulledIsNotLeftToAPull() {
        FieldPlan plan = plan("fields: { first_name: { to: firstname, transform: first-word } }");
        Match crmLater = linkedAndRead(
                base("firstname", "Ann"), base("firstname", "Anna"), TIME.plusSeconds(60), "first_name", "Anne Marie");
        MappingResult.Send send = (MappingResult.Send) write(plan, crmLater);
        assertThat(send.write().values()).isEqualTo(base("firstname", "Anne"));
        assertThat(send.wantsPull()).isFalse();
    }
}
