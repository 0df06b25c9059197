package dev.caravan.mapping;

import static dev.caravan.mapping.Samples.CONTACT;
import static dev.caravan.mapping.Samples.HUBSPOT;
import static dev.caravan.mapping.Samples.TIME;
import static dev.caravan.mapping.Samples.base;
import static dev.caravan.mapping.Samples.crm;
import static dev.caravan.mapping.Samples.plan;
import static dev.caravan.mapping.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LostValue;
import dev.caravan.hub.PullMerged;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.PullPolicy.Duplicates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullRulesTest {
    private static final String TITLE = "fields: { job_title: { to: jobtitle, sync: %s } }";
    private static final Duration SKEW = Duration.ofSeconds(2);

    private static PullMerged merge(
            String yaml,
            @Nullable HubRecord hub,
            @Nullable Link link,
            CrmRecord found,
            @Nullable Duplicates duplicates) {
        return merge(yaml, hub, link, found, duplicates, "none");
    }

    private static PullMerged merge(
            String yaml,
            @Nullable HubRecord hub,
            @Nullable Link link,
            CrmRecord found,
            @Nullable Duplicates duplicates,
            String how) {
        FieldPlan plan = plan(yaml);
        PullRules rules = new PullRules(plan, found, new PullSettings(duplicates, SKEW));
        Pulled pulled = new Pulled(
                RecordType.CONTACT,
                new ExternalId(HUBSPOT, "contacts", "512"),
                plan.toHub(found),
                found.modifiedAt().orElse(TIME),
                TIME,
                null,
                List.of(),
                rules,
                null,
                List.of(),
                how);
        return rules.merge(pulled, hub, link);
    }

    private static Link link(Map<String, @Nullable Object> base, Map<String, @Nullable Object> sent) {
        return new Link(CONTACT, new ExternalId(HUBSPOT, "contacts", "512"), base, sent, TIME, "created", null);
    }

    private static CrmRecord title(@Nullable String value, Instant modified) {
        return crm(base("jobtitle", value), modified);
    }

    @ParameterizedTest(name = "{0}: hub {1}, CRM {2}: hub takes {3}, goes back {4}")
    @Tag("I2")
    @CsvSource(nullValues = "-", textBlock = """
            newest,     CEO, CFO, -,   true
            newest,     CEO, CEO, -,   false
            newest,     -,   CFO, CFO, false
            crm,        CEO, CFO, CFO, false
            fill-empty, CEO, CFO, -,   false
            """)
    void whatTheCrmGotFromTheHubBeforeTheAnswerWasLostIsNoEditThere(
            String sync, @Nullable String hub, String crm, @Nullable String taken, boolean back) {
        PullMerged merged = merge(
                TITLE.formatted(sync),
                hub == null ? record() : record("job_title", hub),
                null,
                title(crm, TIME.plusSeconds(60)),
                null,
                Match.UNIQUE_FIELD);

        assertThat(merged.fields().get("job_title")).isEqualTo(taken);
        assertThat(merged.pushBack()).isEqualTo(back);
    }

    /** The hub set its value at TIME; the CRM's edit is so many seconds later. */
    @ParameterizedTest(name = "{0}: agreed {1}, CRM {2} ({3} s), hub {4}: hub takes {5}, goes back {6}, lost {7}")
    @Tag("R46")
    @Tag("R47")
    @Tag("R48")
    @Tag("R49")
    @Tag("R50")
    @Tag("R51")
    @Tag("R56")
    @Tag("I13")
    @CsvSource(nullValues = "-", textBlock = """
            newest,     CFO, Chair, -60, CFO,  Chair, false, -
            newest,     CFO, CFO,   -60, CEO,  -,     true,  -
            newest,     CFO, Chair, 60,  CEO,  Chair, false, CEO
            newest,     CFO, Chair, -60, CEO,  -,     true,  Chair
            newest,     CFO, Chair, -1,  CEO,  Chair, false, CEO
            newest,     CFO, CEO,   60,  CEO,  -,     false, -
            crm,        CFO, Chair, -60, CEO,  Chair, false, CEO
            app,        CFO, Chair, 60,  CFO,  -,     true,  Chair
            app,        CFO, CFO,   60,  CEO,  -,     false, -
            fill-empty, CFO, Chair, 60,  CFO,  -,     false, -
            off,        CFO, Chair, 60,  CFO,  -,     false, -
            crm,        CFO, CFO,   60,  CEO,  -,     false, -
            app,        CFO, Chair, 60,  CEO,  -,     true,  Chair
            app,        CFO, CEO,   60,  CEO,  -,     false, -
            fill-empty, CFO, CFO,   60,  CEO,  -,     false, -
            fill-empty, CFO, Chair, 60,  CEO,  -,     false, -
            off,        CFO, Chair, 60,  CEO,  -,     false, -
            newest,     -,   Chair, 60,  -,    Chair, false, -
            crm,        -,   Chair, 60,  -,    Chair, false, -
            app,        -,   Chair, 60,  -,    -,     false, -
            fill-empty, -,   Chair, 60,  -,    Chair, false, -
            off,        -,   Chair, 60,  -,    -,     false, -
            newest,     -,   -,     60,  CEO,  -,     true,  -
            """)
    void theRuleOfAFieldDecides(
            String sync,
            @Nullable String agreed,
            @Nullable String inCrm,
            int later,
            @Nullable String inHub,
            @Nullable String taken,
            boolean goesBack,
            @Nullable String lost) {
        PullMerged merged = merge(
                TITLE.formatted(sync),
                inHub == null ? record("last_name", "Doe") : record("job_title", inHub),
                Samples.link(base("jobtitle", agreed)),
                title(inCrm, TIME.plusSeconds(later)),
                null);
        assertThat(merged.fields()).isEqualTo(taken == null ? Map.of() : base("job_title", taken));
        assertThat(merged.pushBack()).isEqualTo(goesBack);
        assertThat(merged.lost())
                .extracting(LostValue::value)
                .isEqualTo(lost == null ? List.of() : List.of((Object) lost));
    }

    @ParameterizedTest(name = "{0}, duplicates {1}: CRM {2}, hub {3}: hub takes {4}, goes back {5}")
    @Tag("R63")
    @Tag("R75")
    @Tag("R76")
    @Tag("R77")
    @CsvSource(nullValues = "-", textBlock = """
            newest,     -,              Chair, CEO, Chair, false
            newest,     -,              Chair, -,   Chair, false
            newest,     -,              -,     CEO, -,     true
            crm,        -,              Chair, CEO, Chair, false
            fill-empty, -,              Chair, CEO, -,     false
            fill-empty, -,              Chair, -,   Chair, false
            app,        -,              Chair, CEO, -,     true
            newest,     SKIP,           Chair, CEO, -,     false
            newest,     SKIP,           Chair, -,   -,     false
            newest,     UPDATE_MISSING, Chair, CEO, -,     false
            newest,     UPDATE_MISSING, Chair, -,   Chair, false
            newest,     OVERWRITE_ALL,  Chair, CEO, Chair, false
            crm,        -,              -,     CEO, -,     false
            newest,     SKIP,           -,     CEO, -,     false
            newest,     UPDATE_MISSING, -,     CEO, -,     true
            newest,     OVERWRITE_ALL,  -,     CEO, -,     true
            fill-empty, OVERWRITE_ALL,  Chair, CEO, Chair, false
            app,        OVERWRITE_ALL,  Chair, CEO, -,     true
            """)
    void whenTheTwoMeetForTheFirstTimeTheCrmWinsUnlessSomebodySaidOtherwise(
            String sync,
            @Nullable Duplicates duplicates,
            @Nullable String inCrm,
            @Nullable String inHub,
            @Nullable String taken,
            boolean goesBack) {
        HubRecord hub = inHub == null ? record("last_name", "Doe") : record("job_title", inHub);
        PullMerged merged = merge(TITLE.formatted(sync), hub, null, title(inCrm, TIME.minusSeconds(600)), duplicates);
        assertThat(merged.fields()).isEqualTo(taken == null ? Map.of() : base("job_title", taken));
        assertThat(merged.pushBack()).isEqualTo(goesBack);
    }

    @Test
    @Tag("R43")
    void aRecordThatTheHubDoesNotHaveTakesEverythingThatIsPulled() {
        PullMerged merged = merge(
                "fields: { job_title: jobtitle, stage: { to: status, sync: app } }",
                null,
                null,
                crm(base("jobtitle", "Chair", "status", "NEW"), TIME),
                Duplicates.SKIP);
        assertThat(merged.fields()).isEqualTo(base("job_title", "Chair"));
        assertThat(merged.refusal()).isNull();
    }

    @Test
    @Tag("R43")
    void whatAMappingDoesNotLetInIsRefusedWithTheReason() {
        String fields = TITLE.formatted("newest");
        PullMerged create = merge("pull: { create: false }\n" + fields, null, null, title("Chair", TIME), null);
        assertThat(create.refusal()).contains("pull.create is off");
        PullMerged update = merge(
                "pull: { update: false }\n" + fields,
                record("job_title", "CEO"),
                Samples.link(base("jobtitle", "CFO")),
                title("Chair", TIME),
                null);
        assertThat(update.refusal()).contains("pull.update is off");
    }

    @ParameterizedTest(name = "sent {0}, kept {1}: an echo {2}")
    @Tag("I14")
    @CsvSource({
        "'+31612345678', '+31 6 1234 5678', true",
        "' Chair ', Chair, true",
        "CHAIR, Chair, true",
        "Chairwoman of the board, Chairwoman, true",
        "Chair, Treasurer, false"
    })
    void whatACrmMakesOfOurOwnValueIsNoChange(String sent, String kept, boolean isEcho) {
        Link link = link(base("jobtitle", sent), base("jobtitle", null));
        PullMerged merged = merge(
                TITLE.formatted("newest"), record("job_title", sent), link, title(kept, TIME.plusSeconds(5)), null);
        assertThat(merged.fields().isEmpty()).isEqualTo(isEcho);
        assertThat(merged.pushBack()).isFalse();
        if (isEcho) {
            assertThat(merged.base()).isEqualTo(base("jobtitle", kept));
            // The same is no change when it is seen again, and the hub's form is not sent again.
            Link seen = link(merged.base(), merged.sent());
            PullMerged again = merge(
                    TITLE.formatted("newest"), record("job_title", sent), seen, title(kept, TIME.plusSeconds(9)), null);
            assertThat(again.fields()).isEmpty();
            assertThat(again.pushBack()).isFalse();
            assertThat(again.base()).isEqualTo(merged.base());
        }
    }

    @Test
    void aFieldOwnTimeCountsBeforeTheRecordsTime() {
        CrmRecord found = title("Chair", TIME.plusSeconds(60)).changed(Map.of("jobtitle", TIME.minusSeconds(60)));
        PullMerged merged = merge(
                TITLE.formatted("newest"),
                record("job_title", "CEO"),
                Samples.link(base("jobtitle", "CFO")),
                found,
                null);
        assertThat(merged.fields()).isEmpty();
        assertThat(merged.pushBack()).isTrue();
    }

    @Test
    void whatWasNotReadStaysAsItWasAgreed() {
        PullMerged merged = merge(
                "fields: { job_title: jobtitle, last_name: lastname }",
                record("job_title", "CFO", "last_name", "Doe"),
                Samples.link(base("jobtitle", "CFO", "lastname", "Doe", Link.COMPANY, "77")),
                title("Chair", TIME),
                null);
        assertThat(merged.base()).isEqualTo(base("jobtitle", "Chair", "lastname", "Doe", Link.COMPANY, "77"));
    }

    @Test
    void aTextThatWasCutOnItsWayStaysWholeUntilTheCrmChangesIt() {
        String yaml = "fields: { job_title: { to: jobtitle, transform: truncate(5) } }";
        Link link = Samples.link(base("jobtitle", "Chair"));
        HubRecord hub = record("job_title", "Chairwoman");
        assertThat(merge(yaml, hub, link, title("Chair", TIME), null).fields()).isEmpty();
        assertThat(merge(yaml, hub, link, title("CFO", TIME), null).fields()).isEqualTo(base("job_title", "CFO"));
    }
}
