package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Switches, pauses and budgets of connections, on both databases. */
class ConnectionStateStoreTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName ZOHO = new ConnectionName("zoho");

    abstract static class Contract {
        final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        Database database;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
        }

        @AfterEach
        void close() {
            database.close();
        }

        @Test
        @Tag("R22")
        void whoSwitchedAConnectionOffAndWhenIsKeptUntilItIsOnAgain() {
            SwitchStore switches = new SwitchStore(database, clock);
            assertThat(switches.turnOff(HUBSPOT, "ada")).isTrue();
            Instant then = clock.instant();
            clock.advance(Duration.ofHours(1));
            assertThat(switches.turnOff(HUBSPOT, "bo")).isFalse();
            assertThat(switches.off()).containsExactly(Map.entry("hubspot", new SwitchStore.Off("ada", then)));
            assertThat(switches.turnOn(ZOHO)).isFalse();
            assertThat(switches.turnOn(HUBSPOT)).isTrue();
            assertThat(switches.off()).isEmpty();
        }

        @Test
        void whatProcessesUseOfABudgetIsAddedUpAndTheScarcestDayCounts() {
            BudgetStore budgets = new BudgetStore(database);
            Instant now = clock.instant();
            Instant midnight = now.plus(Duration.ofHours(14));
            budgets.save("a", Map.of(HUBSPOT, new BudgetStore.Figures(0.9, null, null, null, now)));
            budgets.save(
                    "a",
                    Map.of(
                            HUBSPOT, new BudgetStore.Figures(0.25, 1000L, 700L, midnight, now),
                            ZOHO, new BudgetStore.Figures(0.5, null, null, null, now)));
            budgets.save("b", Map.of(HUBSPOT, new BudgetStore.Figures(0.5, 1000L, 650L, midnight.plusSeconds(9), now)));
            budgets.save(
                    "c", Map.of(ZOHO, new BudgetStore.Figures(0.75, null, null, null, now.minus(Duration.ofHours(1)))));

            assertThat(budgets.since(now.minusSeconds(10)))
                    .containsOnly(
                            Map.entry(
                                    "hubspot",
                                    new BudgetStore.Figures(0.75, 1000L, 650L, midnight.plusSeconds(9), now)),
                            Map.entry("zoho", new BudgetStore.Figures(0.5, null, null, null, now)));
            assertThat(budgets.since(now.minus(Duration.ofHours(2))).get("zoho").used())
                    .isEqualTo(1.0);
        }

        @Test
        @Tag("I17")
        void aPauseIsKeptWithItsReason() {
            PauseStore pauses = new PauseStore(database);
            pauses.pause(HUBSPOT, clock.instant().plusSeconds(60), "429 TEN_SECONDLY_ROLLING");
            pauses.pause(HUBSPOT, clock.instant().plusSeconds(5), "429 DAILY");
            assertThat(pauses.find(HUBSPOT))
                    .contains(new PauseStore.Pause(clock.instant().plusSeconds(60), "429 DAILY"));
            assertThat(pauses.find(ZOHO)).isEmpty();
        }
    }

    @Nested
    class OnSqlite extends Contract {
        @Override
        DatabaseSettings settings() {
            return Databases.sqlite();
        }
    }

    @Nested
    class OnPostgres extends Contract {
        @Override
        DatabaseSettings settings() {
            return Databases.postgres();
        }
    }
}
