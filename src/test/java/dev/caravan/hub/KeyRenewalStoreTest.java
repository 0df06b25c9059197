package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyRenewalStoreTest {
    private static final KeyRule VAT = new KeyRule(RecordType.COMPANY, List.of("vat_id"), false);
    private static final MatchKey BY_VAT = new MatchKey("field:vat_id", "nl 1");

    abstract static class Contract {
        final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        Database database;
        RecordStore records;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            records = new RecordStore(database);
        }

        @AfterEach
        void close() {
            database.close();
        }

        @Test
        void anEmptyHubHasNothingToMakeAnew() throws Exception {
            assertThat(renewal(new MatchKeys("US"), 2).step()).isFalse();
            companies(new MatchKeys("US"), 3);
            assertThat(renewal(new MatchKeys("US"), 2).step()).isFalse();
        }

        @Test
        @Tag("R105")
        void aHubOfBeforeTheRulesWereKeptGetsItsKeysAnew() throws Exception {
            companies(new MatchKeys("US"), 5);
            MatchKeys now = new MatchKeys("NL", List.of(VAT));
            assertThat(found(BY_VAT)).isEmpty();

            assertThat(untilDone(renewal(now, 2))).isGreaterThan(3);

            assertThat(found(BY_VAT)).containsExactly("c-0", "c-1", "c-2", "c-3", "c-4");
            assertThat(found(new MatchKey(MatchKey.PHONE, "+31201234567"))).hasSize(5);
            assertThat(found(new MatchKey(MatchKey.DOMAIN, "acme0.example"))).containsExactly("c-0");
            assertThat(renewal(now, 2).step()).isFalse();
        }

        @Test
        void keysThatTheRulesNoLongerGiveAreGone() throws Exception {
            MatchKeys before = new MatchKeys("US", List.of(VAT));
            untilDone(renewal(before, 2));
            companies(before, 3);
            assertThat(found(BY_VAT)).hasSize(3);

            MatchKeys now = new MatchKeys("US");
            // One that changed before its turn came: its old keys are not known to the change.
            receive(now, 1, "vat_id", "NL 2");
            untilDone(renewal(now, 2));

            assertThat(found(BY_VAT)).isEmpty();
            assertThat(found(new MatchKey(MatchKey.DOMAIN, "acme1.example"))).containsExactly("c-1");
        }

        @Test
        void whatWasStoppedGoesOnWhereItWas() throws Exception {
            companies(new MatchKeys("US"), 5);
            MatchKeys now = new MatchKeys("US", List.of(VAT));
            assertThat(renewal(now, 2).step()).isTrue();
            assertThat(found(BY_VAT)).containsExactly("c-0", "c-1");

            assertThat(renewal(now, 2).step()).isTrue();
            assertThat(found(BY_VAT)).containsExactly("c-0", "c-1", "c-2", "c-3");
        }

        @Test
        void rulesThatChangeOnTheWayBeginAnew() throws Exception {
            companies(new MatchKeys("US"), 5);
            MatchKeys keys = new MatchKeys("NL");
            KeyRenewal renewal = renewal(keys, 2);
            assertThat(renewal.step()).isTrue();
            keys.want(List.of(VAT));
            untilDone(renewal);
            assertThat(found(BY_VAT)).hasSize(5);

            keys.want(List.of());
            untilDone(renewal);
            assertThat(found(BY_VAT)).isEmpty();
        }

        @Test
        void twoNodesWithOtherRulesDoNotWorkAgainstEachOther() throws Exception {
            companies(new MatchKeys("US"), 5);
            KeyRenewal one = renewal(new MatchKeys("US", List.of(VAT)), 2);
            KeyRenewal two = renewal(new MatchKeys("NL"), 2);
            assertThat(one.step()).isTrue();
            assertThat(two.step()).isTrue();
            assertThat(one.step()).isFalse();
            assertThat(untilDone(two)).isPositive();
            assertThat(found(BY_VAT)).isEmpty();
        }

        private KeyRenewal renewal(MatchKeys keys, int batch) {
            return new KeyRenewal(database, keys, batch);
        }

        private static int untilDone(KeyRenewal renewal) {
            int steps = 1;
            while (renewal.step() && steps < 100) {
                steps++;
            }
            assertThat(steps).isLessThan(100);
            return steps;
        }

        private List<String> found(MatchKey key) {
            return records.byKey(RecordType.COMPANY, key, 100).stream()
                    .map(r -> r.key().id())
                    .toList();
        }

        private void companies(MatchKeys keys, int count) throws Exception {
            List<Incoming> incoming = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Map<String, Object> fields =
                        Map.of("domain", "acme" + i + ".example", "vat_id", "NL 1", "phone", "020 123 4567");
                incoming.add(new Incoming(RecordType.COMPANY, "c-" + i, new HashMap<>(fields), clock.instant(), "app"));
            }
            intake(keys).receive(RecordType.COMPANY, incoming).get();
        }

        private void receive(MatchKeys keys, int i, String field, Object value) throws Exception {
            clock.advance(Duration.ofMinutes(1));
            Map<String, Object> fields = new HashMap<>(Map.of(field, value));
            intake(keys)
                    .receive(
                            RecordType.COMPANY,
                            List.of(new Incoming(RecordType.COMPANY, "c-" + i, fields, clock.instant(), "app")))
                    .get();
        }

        private Intake intake(MatchKeys keys) {
            return new Intake(database, clock, new Subscriptions(), new MarkSignal(), keys::of);
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
