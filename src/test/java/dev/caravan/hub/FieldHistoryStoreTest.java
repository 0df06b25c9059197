package dev.caravan.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.sql.Databases;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldHistoryStoreTest {
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "lin");
    private static final RecordKey BO = new RecordKey(RecordType.CONTACT, "bo");
    private static final Instant FIRST = Instant.parse("2026-03-01T10:00:00Z");

    static Stream<Named<Supplier<DatabaseSettings>>> databases() {
        return Stream.of(
                Named.of("sqlite", (Supplier<DatabaseSettings>) Databases::sqlite),
                Named.of("postgres", (Supplier<DatabaseSettings>) Databases::postgres));
    }

    private static LostValue lost(@Nullable Object value, @Nullable Instant changedAt) {
        return new LostValue("phone", value, "salesforce", changedAt, "app", "the newer one wins");
    }

    @ParameterizedTest
    @MethodSource("databases")
    @Tag("I13")
    void anEditThatGaveWayIsKeptOnceAlthoughPushAndPullBothSayIt(Supplier<DatabaseSettings> settings) {
        try (Database database = Database.open(settings.get())) {
            FieldHistoryStore history = new FieldHistoryStore(database);
            database.writeNow(tx -> {
                FieldHistoryStore.add(tx, LIN, List.of(lost("1", FIRST)), 1);
                FieldHistoryStore.add(tx, LIN, List.of(lost("1", FIRST)), 2);
                FieldHistoryStore.add(tx, BO, List.of(lost("1", FIRST)), 2);
                return 1;
            });
            assertThat(history.of(LIN, 10)).hasSize(1);
            assertThat(history.of(BO, 10))
                    .as("another record's is another edit")
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    @Tag("I13")
    void editsThatDifferOrHaveNoTimeAreAllKept(Supplier<DatabaseSettings> settings) {
        try (Database database = Database.open(settings.get())) {
            List<LostValue> edits = List.of(
                    lost("1", FIRST),
                    lost("1", FIRST.plusMillis(1)),
                    lost("2", FIRST),
                    lost(null, null),
                    lost(null, null));
            database.writeNow(tx -> {
                FieldHistoryStore.add(tx, LIN, edits, 1);
                return 1;
            });
            assertThat(new FieldHistoryStore(database).of(LIN, 10))
                    .extracting(FieldHistoryStore.Entry::lost)
                    .containsExactlyInAnyOrderElementsOf(edits);
        }
    }
}
