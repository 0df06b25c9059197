package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StandingMarkStoreTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName SALESFORCE = new ConnectionName("salesforce");
    private static final MarkKind PUSHES = new MarkKind(HUBSPOT, Direction.PUSH, RecordType.CONTACT);

    abstract static class Contract {
        final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
        final Subscriptions subscriptions = new Subscriptions();
        Database database;
        ChangeMarkStore marks;
        StandingMarkStore standing;

        abstract DatabaseSettings settings();

        @BeforeEach
        void open() {
            database = Database.open(settings());
            marks = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(1));
            standing = new StandingMarkStore(database, clock, "test", Duration.ofMinutes(1));
        }

        @AfterEach
        void close() {
            database.close();
        }

        void mark(String... keys) {
            marks.mark(HUBSPOT, Direction.PUSH, RecordType.CONTACT, List.of(keys), "changed in the hub", Lane.LIVE);
        }

        @Test
        void marksAreLookedAtInTheirOrderWithoutBeingClaimed() {
            mark("c-1", "c-2", "c-3");
            marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 1);

            List<ChangeMark> first = standing.page(PUSHES, 0, 2);
            List<ChangeMark> second = standing.page(PUSHES, first.get(1).id(), 2);

            assertThat(first).extracting(ChangeMark::key).containsExactly("c-1", "c-2");
            assertThat(second).extracting(ChangeMark::key).containsExactly("c-3");
            assertThat(standing.count(PUSHES)).isEqualTo(3);
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10))
                    .hasSize(2);
        }

        @Test
        void whatSomebodyWorksOnIsNotTakenAndWhatIsMissingIsMade() {
            mark("c-1", "c-2");
            ChangeMark claimed =
                    marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 1).get(0);

            List<StandingMarkStore.Taken> taken = standing.take(PUSHES, List.of("c-1", "c-2", "c-3"), "plan");

            assertThat(taken)
                    .extracting(t -> t.mark().key() + " " + t.made())
                    .containsExactlyInAnyOrder((claimed.key().equals("c-1") ? "c-2" : "c-1") + " false", "c-3 true");
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10))
                    .isEmpty();
        }

        @Test
        void whatIsGivenBackIsAsItWas() {
            mark("c-1");
            List<StandingMarkStore.Taken> taken = standing.take(PUSHES, List.of("c-1", "c-2", "c-3"), "plan");
            mark("c-3");

            taken.forEach(t -> standing.giveBack(t).join());

            // A mark that was made for this stays when its record was marked anew meanwhile.
            assertThat(marks.claim(HUBSPOT, Direction.PUSH, RecordType.CONTACT, 10))
                    .extracting(ChangeMark::key)
                    .containsExactlyInAnyOrder("c-1", "c-3");
        }

        @Test
        void aRuntimeOfTheSameNameDoesNotKeepATakenMarkFromEnding() {
            standing.take(PUSHES, List.of("c-1"), "plan");
            clock.advance(Duration.ofSeconds(50));
            marks.renewLeases();
            clock.advance(Duration.ofSeconds(20));

            assertThat(marks.freeExpired()).isEqualTo(1);
        }

        @Test
        void aPullIsSeenWholeAndLeavesNothingUnlessItIsAgreedTo() throws Exception {
            subscriptions.add(SALESFORCE, RecordType.CONTACT, false);
            RecordStore records = new RecordStore(database);
            List<PullEffect> seen = new ArrayList<>();
            PullIntake refused = pulls(effect -> {
                seen.add(effect);
                return Optional.of(effect.end());
            });

            PullEnd end = refused.pull(pulled(), false).join();

            PullEffect effect = seen.get(0);
            assertThat(end).isInstanceOf(PullEnd.Done.class);
            assertThat(effect.before()).isNull();
            assertThat(effect.after().fields()).containsExactly(Map.entry("last_name", "Lovelace"));
            assertThat(effect.linkBefore()).isNull();
            assertThat(effect.linkAfter().id().id()).isEqualTo("501");
            assertThat(effect.marked()).containsExactly("salesforce");
            assertThat(records.counts()).isEmpty();
            assertThat(marks.count()).isZero();

            pulls(e -> Optional.empty()).pull(pulled(), false).join();

            assertThat(records.counts()).containsExactly(Map.entry("contact", 1L));
            assertThat(marks.count()).isEqualTo(1);
        }

        PullIntake pulls(WatchedPulls.Judge judge) {
            return new PullIntake(
                    new WatchedPulls(database, judge),
                    clock,
                    subscriptions,
                    new Pulls(),
                    new MarkSignal(),
                    record -> List.of(),
                    Duration.ofSeconds(2));
        }

        Pulled pulled() {
            Map<String, Object> fields = new LinkedHashMap<>(Map.of("last_name", "Lovelace"));
            Instant now = clock.instant();
            PullMerge merge = (pulled, record, link) ->
                    new PullMerged(null, fields, Map.of("lastname", "Lovelace"), Map.of(), List.of(), false);
            return new Pulled(
                    RecordType.CONTACT,
                    new ExternalId(HUBSPOT, "contacts", "501"),
                    new LinkedHashMap<>(fields),
                    now,
                    now,
                    null,
                    List.of(),
                    merge,
                    null,
                    List.of(),
                    "none");
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
