package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.Lane;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChangePollerTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-05T08:00:00Z");
    private static final Instant CHANGED = Instant.parse("2026-03-01T09:59:00.123Z");

    private final PullWorld world = new PullWorld(Databases.sqlite());
    private final PagedCrm crm = world.crm;
    private ChangePoller poller = poller();

    private ChangePoller poller() {
        return new ChangePoller(
                new ChangePoller.Tools(world.database, world.cursors, world.imports, world.intake, world.mappings),
                crm,
                RecordType.CONTACT);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    @Tag("R66")
    void theFirstLookBringsNothingAndEveryLaterOneWhatChangedSince() {
        crm.fill(5, LONG_AGO);
        assertThat(poller.look()).isZero();

        crm.put(3, CHANGED, "email", "new@example.org");

        assertThat(poller.look()).isEqualTo(1);
        assertThat(world.claimed()).hasEntrySatisfying(PagedCrm.id(3), m -> {
            assertThat(m.lane()).isEqualTo(Lane.LIVE);
            assertThat(m.reason()).isEqualTo("changed");
            assertThat(m.via()).isNull();
        });
        assertThat(poller.look()).isZero();
    }

    @Test
    void manyPagesAreReadInOneLookAndARecordIsMarkedOnce() {
        poller.look();
        crm.fill(25, CHANGED).fill(25, CHANGED.plusSeconds(1));

        poller.look();

        assertThat(world.marks.count()).isEqualTo(25);
        assertThat(crm.called("changes")).isEqualTo(6);
    }

    @Test
    @Tag("I14")
    void whatOurOwnWriteLeftThereMakesNoMark() {
        poller.look();
        world.link(1, "ct-1", CHANGED.toEpochMilli());
        world.link(2, "ct-2", CHANGED.toEpochMilli());
        world.link(3, "ct-3", null);
        crm.put(1, CHANGED, "email", "a@example.org")
                .put(2, CHANGED.plusMillis(1), "email", "b@example.org")
                .put(3, CHANGED, "email", "c@example.org")
                .put(4, CHANGED, "email", "d@example.org");

        poller.look();

        assertThat(world.claimed()).containsOnlyKeys(PagedCrm.id(2), PagedCrm.id(3), PagedCrm.id(4));
    }

    @Test
    void anEchoBesideAChangeOfTheSameRecordIsNoEcho() {
        poller.look();
        world.link(1, "ct-1", CHANGED.toEpochMilli());
        crm.put(1, CHANGED, "email", "ours@example.org").put(1, CHANGED.plusSeconds(5), "email", "theirs@example.org");

        assertThat(poller.look()).isEqualTo(1);
    }

    @Test
    @Tag("I25")
    void aFailedLookLeavesTheCursorWhereItIs() {
        poller.look();
        crm.fill(25, CHANGED);
        crm.faults.put("changes#3", new CrmError.Transient("reset", false));

        assertThatThrownBy(poller::look).isInstanceOf(CrmException.class);
        assertThat(world.marks.count()).isEqualTo(10);

        poller = poller();
        assertThat(poller.look()).isEqualTo(15);
        assertThat(world.marks.count()).isEqualTo(25);
    }

    @Test
    void aLookThatIsRefusedForItsRateWaitsAsLongAsTheCrmSays() {
        Duration every = Duration.ofSeconds(60);
        crm.faults.put("changes#1", new CrmError.RateLimited("slow down", Optional.of(Duration.ofMinutes(5))));
        crm.faults.put("changes#2", new CrmError.RateLimited("slow down", Optional.of(Duration.ofSeconds(1))));
        crm.faults.put("changes#3", new CrmError.Transient("reset", false));

        assertThat(List.of(poller.poll(every), poller.poll(every), poller.poll(every), poller.poll(every)))
                .containsExactly(Duration.ofMinutes(5), every, every, every);
        assertThat(world.cursors.find(PullWorld.HUBSPOT, RecordType.CONTACT)).isPresent();
    }

    @Test
    void whoeverComesSecondToACursorDoesNotTurnItBack() {
        poller.look();
        crm.fill(5, CHANGED);
        crm.beforeAnswer = () -> {
            crm.beforeAnswer = () -> {};
            poller().look();
        };

        assertThat(poller.look()).isZero();

        assertThat(world.cursors.find(PullWorld.HUBSPOT, RecordType.CONTACT)).hasValue("5");
        assertThat(world.claimed().values())
                .hasSize(5)
                .allSatisfy(m -> assertThat(m.generation()).isEqualTo(1));
    }

    @Test
    @Tag("I27")
    void anExpiredCursorReadsEverythingOnceAndGoesOnFromThere() {
        crm.fill(15, LONG_AGO);
        poller.look();
        crm.put(4, CHANGED, "email", "missed@example.org");
        crm.forgetChanges();

        poller.poll(Duration.ofSeconds(60));

        ImportJob job = world.imports.open().get(0);
        assertThat(job.order().createdBy()).isEqualTo(ChangePoller.NAME);
        assertThat(job.order().kind()).isEqualTo(ImportKind.ALL);
        assertThat(job.order().duplicates()).isNull();
        world.walkOn(world.runner.look().orElseThrow());
        Map<String, ChangeMark> marks = world.claimed();
        assertThat(marks).hasSize(15).containsKey(PagedCrm.id(4));

        crm.put(9, CHANGED.plusSeconds(60), "email", "later@example.org");
        assertThat(poller.look()).isEqualTo(1);
        assertThat(world.imports.open()).hasSize(1);
    }

    @Test
    @Tag("I27")
    void aSecondExpiryReplacesTheReadingThatIsNotThrough() {
        crm.fill(15, LONG_AGO);
        poller.look();
        crm.forgetChanges();
        poller.look();
        long first = world.imports.open().get(0).id();
        crm.forgetChanges();

        poller.look();

        assertThat(world.imports.open())
                .hasSize(1)
                .allSatisfy(j -> assertThat(j.id()).isGreaterThan(first));
        assertThat(world.job(first).state()).isEqualTo(ImportState.CANCELLED);
    }

    @Test
    @Tag("I27")
    void aCrmThatFailsWhileTheCursorIsReplacedIsAskedAgain() {
        poller.look();
        crm.forgetChanges();
        crm.faults.put("changes#3", new CrmError.Rejected("busy", ErrorCode.CRM_REJECTED));

        assertThatThrownBy(poller::look).isInstanceOf(CrmException.class);
        assertThat(world.imports.open()).isEmpty();

        poller.look();
        assertThat(world.imports.open()).hasSize(1);
    }
}
