package dev.caravan.dedup;

import static dev.caravan.dedup.MatchBench.company;
import static dev.caravan.dedup.MatchBench.contact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Match;
import dev.caravan.hub.HubRecord;
import dev.caravan.mapping.MatchRules.OnAmbiguous;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {
    private static final List<String> PERSON = List.of("first_name", "last_name", "company_name");

    private final MatchBench bench = new MatchBench();
    private final HubRecord ann = contact(
            "c-1",
            "work_email",
            "Ann@Example.com",
            "first_name",
            "Ann",
            "last_name",
            "Lee",
            "company_name",
            "Acme Inc",
            "phone",
            "212-555-0123");

    @Test
    @Tag("R93")
    @Tag("R94")
    @Tag("R106")
    void aLinkedRecordIsKnownWithoutAskingTheCrm() {
        bench.link(ann, "512");

        Match match = found(bench.one(ann));

        assertThat(match.how()).isEqualTo("link");
        assertThat(match.link().id().id()).isEqualTo("512");
        assertThat(match.current()).isNull();
        assertThat(bench.crm.calls).isEmpty();
        assertThat(bench.questions).containsExactly("links");
    }

    @Test
    @Tag("R94")
    void aContactIsFoundByItsEmailAndReadWithAllMappedFields() {
        bench.crm.has("contacts", "512", "email", "ann@example.com", "lastname", "Lee", "other", "x");

        Match match = found(bench.one(ann));

        assertThat(match.how()).isEqualTo("work_email");
        assertThat(match.current().id()).isEqualTo("512");
        assertThat(match.current().fields())
                .containsOnlyKeys("email", "firstname", "lastname", "company", "phone", "hs_linkedin_url")
                .containsEntry("lastname", "Lee");
    }

    @Test
    @Tag("I3")
    void aRecordThatCarriesOurIdIsOurOwnCreation() {
        bench.idField("caravan_id");
        bench.crm.has("contacts", "511", "email", "ann@example.com");
        bench.crm.has(
                "contacts",
                "512",
                "email",
                "ann@example.com",
                "caravan_id",
                ann.key().id());

        Match match = found(bench.one(ann));

        assertThat(match.current().id()).isEqualTo("512");
        assertThat(match.isOwnCreation()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("I3")
    void whatIsFoundAfterACreateWithoutAnAnswerIsOurOwnCreation(boolean isBegun) {
        bench.crm.has("contacts", "512", "email", "ann@example.com");
        if (isBegun) {
            bench.begun.add(ann.key());
        }
        assertThat(found(bench.one(ann)).isOwnCreation()).isEqualTo(isBegun);
    }

    @Test
    @Tag("R93")
    @Tag("R94")
    void whatNothingFitsIsNew() {
        bench.crm.has("contacts", "512", "email", "bob@example.com");

        Decision decision = bench.one(ann);

        assertThat(found(decision).isNew()).isTrue();
        assertThat(found(decision).how()).isEqualTo("none");
        assertThat(decision.reason()).isEqualTo("nothing found by work_email");
    }

    @Test
    @Tag("R105")
    void anInvalidEmailIsNeverAskedFor() {
        assertThat(found(bench.one(contact("c-1", "work_email", "none"))).isNew())
                .isTrue();
        assertThat(bench.crm.calls).isEmpty();
    }

    @Test
    @Tag("R65")
    void emailOrPhoneIsALadderOfTwoRules() {
        bench.by(OnAmbiguous.HOLD, List.of("work_email"), List.of("phone"));
        bench.crm.has("contacts", "600", "email", "old@example.com", "phone", "(212) 555-0123");

        assertThat(found(bench.one(ann)).how()).isEqualTo("phone");
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3}")
    @Tag("R95")
    @CsvSource({
        "Ann, Lee, Acme Inc, true",
        "ANN, LEE, 'ACME, Inc.', true",
        "Änn, Lee, Acme, true",
        "Ann, Lee, Other, false",
        "Anna, Lee, Acme, false",
        "Ann, Leigh, Acme, false"
    })
    void aPersonIsTheSameWhenAllThreeNamesAre(String first, String last, String company, boolean same) {
        bench.by(OnAmbiguous.HOLD, PERSON);
        bench.crm.has("contacts", "512", "firstname", first, "lastname", last, "company", company);

        assertThat(found(bench.one(ann)).isNew()).isEqualTo(!same);
        assertThat(bench.crm.calls).extracting(FakeCrm.Call::field).containsExactly("lastname");
    }

    @Test
    @Tag("R96")
    void theLinkedInProfileIsFoundHoweverItIsWritten() {
        bench.by(OnAmbiguous.HOLD, List.of("linkedin_url"), PERSON);
        bench.crm.has("contacts", "512", "hs_linkedin_url", "https://www.linkedin.com/in/ann-lee/");
        HubRecord record = contact("c-1", "linkedin_url", "http://es.linkedin.com/in/Ann-Lee?trk=x");

        assertThat(found(bench.one(record)).how()).isEqualTo("linkedin_url");
    }

    @Test
    @Tag("R97")
    void fieldsOfOneRuleMustAllBeEqual() {
        bench.by(OnAmbiguous.HOLD, List.of("first_name", "work_email"), List.of("last_name", "phone"));
        bench.crm.has("contacts", "1", "email", "ann@example.com", "firstname", "Anna");
        bench.crm.has("contacts", "2", "lastname", "lee", "phone", "+1 212-555-0123");
        bench.crm.has("contacts", "3", "lastname", "lee", "phone", "+1 212-555-0124");

        Match match = found(bench.one(ann));

        assertThat(match.how()).isEqualTo("last_name+phone");
        assertThat(match.current().id()).isEqualTo("2");
        assertThat(bench.crm.calls).extracting(FakeCrm.Call::field).containsExactly("email", "phone");
    }

    @Test
    @Tag("R98")
    @Tag("R104")
    void aCompanyIsFoundByItsBareDomain() {
        bench.plan = MatchBench.COMPANIES;
        bench.crm.has("companies", "9", "domain", "acme.com");

        assertThat(found(bench.one(company("a-1", "website", "https://www.Acme.com/en")))
                        .how())
                .isEqualTo("domain");
        assertThat(bench.crm.calls.get(0).values()).containsExactly("acme.com");
    }

    @ParameterizedTest
    @Tag("R104")
    @CsvSource({
        "acme.com",
        "www.acme.com",
        "http://acme.com",
        "https://acme.com/",
        "http://www.acme.com/",
        "https://www.acme.com"
    })
    void aSiteFieldIsAskedForInEverySpelling(String inCrm) {
        bench.companies(false, Map.of("website", "Website"), List.of("website"));
        bench.crm.has("companies", "9", "Website", inCrm);

        assertThat(found(bench.one(company("a-1", "website", "acme.com")))
                        .current()
                        .id())
                .isEqualTo("9");
        assertThat(bench.crm.count("lookup")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @Tag("R99")
    @CsvSource({
        "acme.com, https://www.acme.co.uk/, true",
        "acme.com, acme.es, true",
        "acme.com, shop.acme.org, true",
        "acme.com, notacme.es, false",
        "acme.com, acme.example-hosting.com, false",
        "gmail.com, gmail.es, false"
    })
    void anyDomainExtensionCountsAsEqual(String inHub, String inCrm, boolean same) {
        bench.companies(true, Map.of("website", "Website"), List.of("website"));
        bench.crm.has("companies", "9", "Website", inCrm);

        assertThat(found(bench.one(company("a-1", "website", inHub))).isNew()).isEqualTo(!same);
    }

    @Test
    @Tag("R99")
    void theSameExtensionGoesBeforeAnyOther() {
        bench.companies(true, Map.of("website", "domain"), List.of("website"));
        bench.crm.has("companies", "8", "domain", "acme.es");
        bench.crm.has("companies", "9", "domain", "acme.com");

        assertThat(found(bench.one(company("a-1", "website", "acme.com")))
                        .current()
                        .id())
                .isEqualTo("9");
        assertThat(bench.crm.count("search")).isZero();
    }

    @Test
    @Tag("R99")
    void domainNamesAreSearchedForFiveAtATime() {
        bench.companies(true, Map.of("website", "domain"), List.of("website"));
        HubRecord[] twelve = IntStream.range(0, 12)
                .mapToObj(i -> company("a-" + i, "website", "acme" + i + ".com"))
                .toArray(HubRecord[]::new);
        bench.crm.has("companies", "9", "domain", "acme11.es");

        List<Decision> decisions = bench.match(twelve);

        assertThat(found(decisions.get(11)).current().id()).isEqualTo("9");
        assertThat(bench.crm.count("lookup")).isEqualTo(1);
        assertThat(bench.crm.count("search")).isEqualTo(3);
    }

    @Test
    void aSearchWithTooManyAnswersHoldsTheRecord() {
        bench.companies(true, Map.of("website", "domain"), List.of("website"));
        bench.crm.pageSize = 1;
        for (int i = 0; i < 7; i++) {
            bench.crm.has("companies", "9" + i, "domain", "x" + i + "acme.com");
        }

        assertThat(bench.one(company("a-1", "website", "acme.com"))).isInstanceOf(Decision.Held.class);
        assertThat(bench.crm.count("search")).isEqualTo(5);
    }

    @Test
    @Tag("R100")
    @Tag("R101")
    void aCompanyIsFoundByDomainElseNameElsePage() {
        bench.plan = MatchBench.COMPANIES;
        bench.by(OnAmbiguous.HOLD, List.of("domain"), List.of("name"), List.of("linkedin_url"));
        bench.crm.has("companies", "7", "name", "Acme");
        bench.crm.has("companies", "8", "linkedin_page", "https://www.linkedin.com/company/bolt");

        List<Decision> decisions = bench.match(
                company("a-1", "domain", "acme.com", "name", "Acme, Inc."),
                company(
                        "a-2",
                        "domain",
                        "bolt.com",
                        "name",
                        "Bolt",
                        "linkedin_url",
                        "linkedin.com/company/bolt/about"));

        assertThat(found(decisions.get(0)).how()).isEqualTo("name");
        assertThat(found(decisions.get(1)).how()).isEqualTo("linkedin_url");
    }

    @Test
    @Tag("R103")
    void theFirstRuleWithAHitDecides() {
        bench.by(OnAmbiguous.HOLD, List.of("work_email"), PERSON);
        bench.crm.has("contacts", "1", "email", "ann@example.com");
        bench.crm.has("contacts", "2", "firstname", "Ann", "lastname", "Lee", "company", "Acme");
        bench.crm.has("contacts", "3", "firstname", "Ann", "lastname", "Lee", "company", "Acme");

        assertThat(found(bench.one(ann)).current().id()).isEqualTo("1");
        assertThat(bench.crm.count("lookup")).isEqualTo(1);
    }

    @Test
    void aRuleWithAnUnmappedFieldIsLeftOutAndTheReasonSaysSo() {
        bench.by(OnAmbiguous.HOLD, List.of("work_email"), List.of("last_name", "tax_number"));

        Decision decision =
                bench.one(contact("c-1", "work_email", "ann@example.com", "last_name", "Lee", "tax_number", "7"));

        assertThat(decision.reason())
                .isEqualTo("nothing found by work_email; left out: last_name+tax_number (tax_number not mapped)");
        assertThat(bench.crm.count("lookup")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} takes {1}")
    @Tag("R102")
    @CsvSource({"OLDEST, 9", "NEWEST, 100", "MOST_COMPLETE, 20"})
    void aTieIsBrokenTheSameWayEachTime(OnAmbiguous policy, String taken) {
        bench.by(policy, List.of("work_email"));
        bench.crm.has("contacts", "100", "email", "ann@example.com");
        bench.crm.has("contacts", "30", "email", "ann@example.com", "phone", "1", "lastname", "Lee");
        bench.crm.has("contacts", "9", "email", "ann@example.com", "phone", "1");
        bench.crm.has("contacts", "20", "email", "ann@example.com", "phone", "1", "firstname", "Ann");

        Decision decision = bench.one(ann);
        bench.crm.turnAround();
        Decision again = bench.one(ann);

        assertThat(found(decision).current().id()).isEqualTo(taken);
        assertThat(found(again).current().id()).isEqualTo(taken);
        assertThat(decision.reason()).contains("9, 20, 30, 100").contains(taken);
    }

    @ParameterizedTest(name = "{0} takes {1}")
    @Tag("R102")
    @CsvSource({"OLDEST, 30", "NEWEST, 9"})
    void ageIsTheTimeOfCreationWhereTheCrmHasOne(OnAmbiguous policy, String taken) {
        bench.by(policy, List.of("work_email"));
        bench.crm.createdField = "createdate";
        bench.crm.has("contacts", "9", "email", "ann@example.com", "createdate", "2026-02-01T00:00:00Z");
        bench.crm.has("contacts", "30", "email", "ann@example.com", "createdate", "2025-02-01T00:00:00Z");

        assertThat(found(bench.one(ann)).current().id()).isEqualTo(taken);
        assertThat(found(bench.one(ann)).current().id()).isEqualTo(taken);
        assertThat(bench.crm.count("describe")).isEqualTo(1);
    }

    @Test
    @Tag("R102")
    void skipLeavesAnAmbiguousRecordOut() {
        bench.by(OnAmbiguous.SKIP, List.of("work_email"));
        two();

        assertThat(bench.one(ann)).isInstanceOf(Decision.Skipped.class);
        assertThat(bench.queue).isEmpty();
    }

    @Test
    @Tag("R102")
    void holdPutsAnAmbiguousRecordIntoTheQueueOnce() {
        two();

        Decision decision = bench.one(ann);
        bench.one(ann);

        assertThat(decision).isInstanceOf(Decision.Held.class);
        assertThat(decision.reason())
                .startsWith("DUP-101 work_email fits 2 records of hubspot contacts: 1, 2.")
                .doesNotContain("example.com");
        assertThat(bench.queue).hasSize(1);
        assertThat(bench.queue.get(ann.key()).held().candidates())
                .extracting(ReviewEntry.Candidate::id)
                .containsExactly("1", "2");
    }

    @Test
    void aPreviewHoldsNothing() {
        two();

        assertThat(bench.matcher
                        .preview(bench.connection, bench.plan, List.of(ann))
                        .get(0))
                .isInstanceOf(Decision.Held.class);
        assertThat(bench.queue).isEmpty();
    }

    @Test
    void aPersonsLinkIsFollowedAndReadAgain() {
        two();
        bench.one(ann);
        bench.decide(ann, "link 2");

        Match match = found(bench.one(ann));

        assertThat(match.how()).isEqualTo("review");
        assertThat(match.current().id()).isEqualTo("2");
    }

    @Test
    void aPersonsLinkToARecordThatIsGoneAsksTheRulesAgain() {
        two();
        bench.one(ann);
        bench.decide(ann, "link 2");
        bench.crm.forget("2");

        assertThat(found(bench.one(ann)).how()).isEqualTo("work_email");
    }

    @Test
    void aPersonsCreateMakesTheRecordNewDespiteTheCandidates() {
        two();
        bench.one(ann);
        bench.decide(ann, "create");

        assertThat(found(bench.one(ann)).isNew()).isTrue();
    }

    @Test
    void aPersonsSkipSkips() {
        two();
        bench.one(ann);
        bench.decide(ann, "skip");

        assertThat(bench.one(ann)).isInstanceOf(Decision.Skipped.class);
    }

    @Test
    void aDecisionHoldsUntilAFieldOfTheRulesChanges() {
        two();
        bench.crm.has("contacts", "3", "email", "ann.lee@example.com");
        bench.one(ann);
        bench.decide(ann, "skip");

        assertThat(bench.one(contact("c-1", "work_email", "ann@example.com", "job_title", "CFO")))
                .isInstanceOf(Decision.Skipped.class);
        assertThat(found(bench.one(contact("c-1", "work_email", "ann.lee@example.com")))
                        .current()
                        .id())
                .isEqualTo("3");
    }

    @Test
    void anEntryLeavesTheQueueWhenTheMatchBecomesClear() {
        two();
        bench.one(ann);
        bench.crm.forget("1");

        assertThat(found(bench.one(ann)).current().id()).isEqualTo("2");
        assertThat(bench.queue).isEmpty();
    }

    @Test
    void aCandidateThatAnotherRecordIsLinkedWithIsADuplicate() {
        bench.crm.has("contacts", "512", "email", "ann@example.com");
        bench.link(contact("c-9"), "512");

        assertThat(bench.one(ann))
                .isEqualTo(new Decision.Skipped(
                        ann.key(), "duplicate of contact c-9, which is linked with hubspot contacts 512"));
    }

    @Test
    void ofTwoCandidatesTheOneThatIsNotTakenIsLeft() {
        two();
        bench.link(contact("c-9"), "1");

        assertThat(found(bench.one(ann)).current().id()).isEqualTo("2");
    }

    @Test
    @Tag("R88")
    void twinsOfOneBatchNeverBecomeTwo() {
        HubRecord twin = contact("c-2", "work_email", "ANN@example.com", "last_name", "Miller");

        List<Decision> decisions = bench.match(twin, ann);

        assertThat(found(decisions.get(1)).isNew()).isTrue();
        assertThat(decisions.get(0))
                .isEqualTo(new Decision.Waits(twin.key(), ann.key(), "both have the same work_email"));
    }

    @Test
    @Tag("R88")
    void whicheverTwinWasMarkedFirstGoesFirst() {
        HubRecord twin = bench.store(contact("c-2", "work_email", "ann@example.com"), 5);
        bench.store(ann, 7);

        assertThat(bench.one(ann)).isInstanceOf(Decision.Waits.class);
        assertThat(found(bench.one(twin)).isNew()).isTrue();
        assertThat(bench.match(ann, twin)).satisfies(both -> {
            assertThat(both.get(0)).isInstanceOf(Decision.Waits.class);
            assertThat(found(both.get(1)).isNew()).isTrue();
        });
    }

    @Test
    @Tag("R88")
    void theTwinOfALinkedRecordIsItsDuplicate() {
        HubRecord twin = bench.store(contact("c-2", "work_email", "ann@example.com"), 0);
        bench.link(twin, "512");
        bench.store(ann, 7);

        assertThat(bench.one(ann))
                .isEqualTo(new Decision.Skipped(
                        ann.key(), "duplicate of contact c-2, which is linked with hubspot contacts 512"));
        assertThat(bench.crm.calls).isEmpty();
    }

    @Test
    @Tag("R88")
    void nobodyWaitsForATwinThatIsNotOnItsWay() {
        bench.store(contact("c-0", "work_email", "ann@example.com"), 0);
        bench.store(ann, 7);

        assertThat(found(bench.one(ann)).isNew()).isTrue();
    }

    @Test
    @Tag("R88")
    void aTwinUnderALaterRuleDoesNotMatterOnceAnEarlierRuleHits() {
        bench.by(OnAmbiguous.HOLD, List.of("work_email"), PERSON);
        bench.store(
                contact(
                        "c-0",
                        "work_email",
                        "al@example.com",
                        "first_name",
                        "Ann",
                        "last_name",
                        "Lee",
                        "company_name",
                        "Acme"),
                1);
        bench.store(ann, 7);
        assertThat(bench.one(ann)).isInstanceOf(Decision.Waits.class);

        bench.crm.has("contacts", "512", "email", "ann@example.com");

        assertThat(found(bench.one(ann)).current().id()).isEqualTo("512");
    }

    @Test
    @Tag("R97")
    void twinsAreKnownUnderARuleOfYourOwn() {
        bench.by(OnAmbiguous.HOLD, List.of("last_name", "tax_number"));
        HubRecord first = bench.store(contact("c-0", "last_name", "Lee", "tax_number", "7"), 1);
        HubRecord second = bench.store(contact("c-1", "last_name", "LEE", "tax_number", "7"), 2);
        HubRecord third = bench.store(contact("c-2", "last_name", "Lee", "tax_number", "8"), 3);

        assertThat(found(bench.one(first)).isNew()).isTrue();
        assertThat(bench.one(second)).isInstanceOf(Decision.Waits.class);
        assertThat(found(bench.one(third)).isNew()).isTrue();
    }

    @Test
    @Tag("R99")
    void companiesWithDomainsOfOneNameAreTwinsWhereExtensionsDoNotCount() {
        HubRecord first = bench.store(company("a-1", "website", "acme.com"), 1);
        HubRecord second = bench.store(company("a-2", "website", "www.acme.es"), 2);

        bench.companies(true, Map.of("website", "domain"), List.of("website"));
        assertThat(bench.match(first, second).get(1)).isInstanceOf(Decision.Waits.class);
        bench.companies(false, Map.of("website", "domain"), List.of("website"));
        assertThat(found(bench.match(first, second).get(1)).isNew()).isTrue();
    }

    @Test
    @Tag("R88")
    void oneCrmRecordIsNeverGivenToTwoRecordsOfABatch() {
        bench.by(OnAmbiguous.HOLD, List.of("work_email"), List.of("phone"));
        bench.crm.has("contacts", "512", "email", "ann@example.com", "phone", "+12125550199");
        HubRecord byPhone = contact("c-0", "phone", "212-555-0199");

        List<Decision> decisions = bench.match(byPhone, ann);

        assertThat(found(decisions.get(1)).current().id()).isEqualTo("512");
        assertThat(decisions.get(0))
                .isEqualTo(new Decision.Waits(byPhone.key(), ann.key(), "both fit hubspot contacts 512"));
    }

    @Test
    void oneLookupPerRuleAndHundredValues() {
        bench.by(OnAmbiguous.HOLD, List.of("work_email"), PERSON);
        HubRecord[] batch = IntStream.range(0, 250)
                .mapToObj(i -> contact(
                        "c-" + i,
                        "work_email",
                        "a" + i + "@example.com",
                        "first_name",
                        "Ann",
                        "last_name",
                        "Lee" + i,
                        "company_name",
                        "Acme"))
                .toArray(HubRecord[]::new);
        for (int i = 0; i < 100; i++) {
            bench.crm.has("contacts", "1" + i, "email", "a" + i + "@example.com");
        }

        List<Decision> decisions = bench.match(batch);

        assertThat(bench.crm.calls.stream().map(FakeCrm.Call::field).toList())
                .containsExactly("email", "email", "email", "lastname", "lastname");
        assertThat(decisions.stream().filter(d -> d.word().equals("found"))).hasSize(100);
        assertThat(decisions).extracting(Decision::record).containsExactlyElementsOf(keysOf(batch));
        assertThat(bench.questions).containsExactly("links", "reviews", "twins");
    }

    @Test
    void spellingsOfOneRecordStayInOneLookup() {
        bench.companies(false, Map.of("website", "Website"), List.of("website"));
        bench.crm.lookupBatch = 25;
        HubRecord[] five = IntStream.range(0, 5)
                .mapToObj(i -> company("a-" + i, "website", "acme" + i + ".com"))
                .toArray(HubRecord[]::new);
        bench.crm.has("companies", "4", "Website", "http://acme4.com/");

        List<Decision> decisions = bench.match(five);

        assertThat(found(decisions.get(4)).current().id()).isEqualTo("4");
        assertThat(bench.crm.count("lookup")).isEqualTo(3);
    }

    @Test
    void aFailedLookupDecidesNothing() {
        bench.crm.failure = new CrmException("hubspot", new CrmError.Transient("HTTP 503", false), null);

        assertThatThrownBy(() -> bench.one(ann)).isSameAs(bench.crm.failure);
        assertThat(bench.queue).isEmpty();
    }

    private void two() {
        bench.crm.has("contacts", "2", "email", "ann@example.com", "firstname", "Ann");
        bench.crm.has("contacts", "1", "email", "ann@example.com", "firstname", "Anna");
    }

    private static Match found(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Found.class);
        return ((Decision.Found) decision).match();
    }

    private static List<dev.caravan.hub.RecordKey> keysOf(HubRecord[] records) {
        List<dev.caravan.hub.RecordKey> keys = new ArrayList<>();
        for (HubRecord record : records) {
            keys.add(record.key());
        }
        return keys;
    }
}
