package dev.caravan.dedup;

import static dev.caravan.dedup.MatchBench.contact;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.hub.HubRecord;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.MatchRules.OnAmbiguous;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many hub records with few different values, matched in batches that overlap in time, in an order that a seed decides.
 */
class TwinRaceTest {
    private static final List<String> PERSON = List.of("first_name", "last_name", "company_name");
    private static final List<List<String>> RULES = List.of(List.of("work_email"), PERSON, List.of("phone"));
    private static final int RECORDS = 24;

    @Test
    @Tag("R88")
    @Tag("I3")
    void noTwoRecordsWithOneKeyAreEverBothCreated() {
        int waits = 0;
        int duplicates = 0;
        for (long seed = 1; seed <= 300; seed++) {
            Race race = new Race(seed);
            race.run();
            waits += race.waits;
            duplicates += race.duplicates;
        }
        assertThat(waits).isGreaterThan(300);
        assertThat(duplicates).isGreaterThan(300);
    }

    private static final class Race {
        private final long seed;
        private final Random random;
        private final MatchBench bench = new MatchBench();
        private final List<HubRecord> created = new ArrayList<>();
        private long nextMark = 1;
        private int nextId = 1;
        private int waits;
        private int duplicates;

        Race(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            bench.by(OnAmbiguous.OLDEST, RULES.get(0), RULES.get(1), RULES.get(2));
        }

        void run() {
            List<HubRecord> unmarked = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                unmarked.add(bench.store(someone("c-" + random.nextInt(100) + "-" + i), 0));
            }
            int rounds = 0;
            while (!unmarked.isEmpty() || !bench.marks.isEmpty()) {
                while (!unmarked.isEmpty() && random.nextInt(3) > 0) {
                    bench.store(unmarked.remove(unmarked.size() - 1), nextMark++);
                }
                round();
                assertThat(++rounds).as("rounds of seed %d", seed).isLessThan(1_000);
            }
            verify();
        }

        /** Two batches are decided before either is carried out, as two workers would. */
        private void round() {
            List<HubRecord> open = new ArrayList<>(
                    bench.marks.keySet().stream().map(bench.stored::get).toList());
            Collections.shuffle(open, random);
            int cut = random.nextInt(open.size() + 1);
            int end = cut + random.nextInt(open.size() - cut + 1);
            List<HubRecord> first = open.subList(0, cut);
            List<HubRecord> second = open.subList(cut, end);
            List<Decision> decisions = new ArrayList<>();
            decisions.addAll(bench.matcher.match(bench.connection, bench.plan, first));
            decisions.addAll(bench.matcher.match(bench.connection, bench.plan, second));
            decisions.forEach(this::carryOut);
        }

        private void carryOut(Decision decision) {
            HubRecord record = bench.stored.get(decision.record());
            if (decision instanceof Decision.Waits) {
                waits++;
                return;
            }
            bench.marks.remove(decision.record());
            if (decision instanceof Decision.Skipped) {
                duplicates++;
            } else if (decision instanceof Decision.Found found && found.match().isNew()) {
                String id = String.valueOf(nextId++);
                created.add(record);
                bench.crm.has(
                        "contacts",
                        id,
                        "email",
                        record.value("work_email"),
                        "firstname",
                        record.value("first_name"),
                        "lastname",
                        record.value("last_name"),
                        "company",
                        record.value("company_name"),
                        "phone",
                        record.value("phone"));
                bench.link(record, id);
            }
        }

        private void verify() {
            MatchKeys keys = new MatchKeys("US");
            for (List<String> rule : RULES) {
                Map<MatchKey, HubRecord> seen = new HashMap<>();
                for (HubRecord record : created) {
                    keys.ofRule(record, new KeyRule(RecordType.CONTACT, rule, false))
                            .ifPresent(key -> assertThat(seen.put(key, record))
                                    .as("seed %d: %s was created twice", seed, key.kind())
                                    .isNull());
                }
            }
        }

        private HubRecord someone(String id) {
            List<String> pairs = new ArrayList<>();
            if (random.nextInt(4) > 0) {
                pairs.addAll(List.of("work_email", "a" + random.nextInt(8) + "@example.com"));
            }
            if (random.nextInt(3) > 0) {
                pairs.addAll(
                        List.of("first_name", "Ann", "last_name", "Lee" + random.nextInt(8), "company_name", "Acme"));
            }
            if (random.nextInt(3) > 0) {
                pairs.addAll(List.of("phone", "212-555-010" + random.nextInt(8)));
            }
            return contact(id, pairs.toArray(new String[0]));
        }
    }
}
