package dev.caravan.crm.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.SettableClock;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConnectionHealthTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName ZOHO = new ConnectionName("zoho");
    private static final CrmError DOWN = new CrmError.Transient("HTTP 503", false);
    private static final CrmError EXPIRED = new CrmError.Unauthorized("token expired", ErrorCode.CRM_UNAUTHORIZED);

    private final SettableClock clock = SettableClock.at("2026-03-02T10:00:00Z");
    private final RateBudgets budgets = new RateBudgets(new MemoryPauses(), clock, new Random(1), clock::advance);
    private final ConnectionHealth health = new ConnectionHealth(budgets, Set.of(new ConnectionName("tribe")), clock);

    @Test
    void aConnectionIsActiveUntilSomethingHappens() {
        assertThat(health.status(HUBSPOT).word()).isEqualTo("active");
        assertThat(health.mayClaim(HUBSPOT)).isTrue();
        assertThat(health.untilUsable(HUBSPOT)).isZero();
    }

    @Test
    @Tag("I24")
    void anExpiredLoginBreaksTheConnectionAndAnySuccessRepairsIt() {
        health.failed(HUBSPOT, EXPIRED);
        assertThat(health.status(HUBSPOT))
                .isEqualTo(new ConnectionStatus.Broken(
                        "token expired", ErrorCode.CRM_UNAUTHORIZED, Instant.parse("2026-03-02T10:00:00Z")));
        assertThat(health.mayClaim(HUBSPOT)).isFalse();
        assertThatThrownBy(() -> health.check(HUBSPOT))
                .hasMessageContaining("CRM-103")
                .hasMessageContaining("token expired");
        assertThat(health.mayClaim(ZOHO)).isTrue();
        health.probed(HUBSPOT);
        assertThat(health.mayClaim(HUBSPOT)).isTrue();
    }

    @Test
    void aBrokenConnectionIsProbedOnceAMinuteAtMost() {
        health.failed(HUBSPOT, EXPIRED);
        int probes = 0;
        for (int second = 0; second < 600; second++) {
            clock.advance(Duration.ofSeconds(1));
            if (health.takeProbe(HUBSPOT)) {
                probes++;
                health.probeFailed(HUBSPOT, EXPIRED);
            }
        }
        assertThat(probes).isEqualTo(10);
    }

    @Test
    @Tag("I19")
    void fiveFailuresInARowCloseTheConnectionAndASuccessInBetweenDoesNot() {
        for (int i = 0; i < 4; i++) {
            health.failed(HUBSPOT, DOWN);
        }
        health.succeeded(HUBSPOT);
        for (int i = 0; i < 4; i++) {
            health.failed(HUBSPOT, DOWN);
        }
        assertThat(health.mayClaim(HUBSPOT)).isTrue();
        health.failed(HUBSPOT, DOWN);
        assertThat(health.status(HUBSPOT).word()).isEqualTo("unreachable");
        assertThat(health.untilUsable(HUBSPOT)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    @Tag("I19")
    void aCrmThatIsDownForEightHoursIsAskedOnceAMinuteInTheEnd() {
        for (int i = 0; i < 5; i++) {
            health.failed(HUBSPOT, DOWN);
        }
        List<Instant> probes = new ArrayList<>();
        Instant end = clock.instant().plus(Duration.ofHours(8));
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofSeconds(1));
            if (health.takeProbe(HUBSPOT)) {
                probes.add(clock.instant());
                health.probeFailed(HUBSPOT, DOWN);
            }
        }
        assertThat(probes.size()).isBetween(475, 490);
        for (int i = 10; i < probes.size(); i++) {
            assertThat(Duration.between(probes.get(i - 1), probes.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        }
    }

    @Test
    void aConnectionThatFailsAgainAfterAGoodProbeStaysAwayForLonger() {
        for (int i = 0; i < 5; i++) {
            health.failed(HUBSPOT, DOWN);
        }
        clock.advance(Duration.ofSeconds(2));
        assertThat(health.takeProbe(HUBSPOT)).isTrue();
        assertThat(health.takeProbe(HUBSPOT)).isFalse();
        health.probed(HUBSPOT);
        assertThat(health.mayClaim(HUBSPOT)).isTrue();
        health.failed(HUBSPOT, DOWN);
        assertThat(health.untilUsable(HUBSPOT)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aRefusedRecordSaysThatTheCrmIsThere() {
        for (int i = 0; i < 4; i++) {
            health.failed(HUBSPOT, DOWN);
        }
        health.failed(HUBSPOT, new CrmError.Rejected("no such field", ErrorCode.INVALID_FIELD));
        health.failed(HUBSPOT, DOWN);
        assertThat(health.mayClaim(HUBSPOT)).isTrue();
    }

    @Test
    void aPauseShowsUntilItIsOver() {
        RateBudget budget = budgets.open(HUBSPOT, TestSettings.usual());
        budget.refused(CallKind.GENERAL, Optional.of(Duration.ofSeconds(20)), "too many");
        assertThat(health.status(HUBSPOT).word()).isEqualTo("paused");
        assertThat(health.mayClaim(HUBSPOT)).isFalse();
        assertThat(health.untilUsable(HUBSPOT)).isEqualTo(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(20));
        assertThat(health.mayClaim(HUBSPOT)).isTrue();
    }

    @Test
    void aConnectionThatIsSwitchedOffIsNeverCalled() {
        ConnectionName tribe = new ConnectionName("tribe");
        assertThat(health.status(tribe).word()).isEqualTo("disabled");
        assertThat(health.mayClaim(tribe)).isFalse();
        assertThat(health.takeProbe(tribe)).isFalse();
        assertThat(health.untilUsable(tribe)).isPositive();
        assertThatThrownBy(() -> health.check(tribe)).hasMessageContaining("switched off");
    }

    @Test
    void listenersHearOfChangesOnce() {
        List<String> heard = new ArrayList<>();
        health.onChange((c, before, now) -> heard.add(c + " " + before.word() + " " + now.word()));
        health.failed(HUBSPOT, EXPIRED);
        health.failed(HUBSPOT, EXPIRED);
        health.succeeded(HUBSPOT);
        health.succeeded(HUBSPOT);
        assertThat(heard).containsExactly("hubspot active broken", "hubspot broken active");
    }
}
