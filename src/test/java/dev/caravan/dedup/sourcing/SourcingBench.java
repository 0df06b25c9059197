package dev.caravan.dedup.sourcing;

import dev.caravan.crm.Crm;
import dev.caravan.dedup.FakeCrm;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PresenceStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Subscriptions;
import dev.caravan.mapping.Expressions;
import dev.caravan.mapping.Mappings;
import dev.caravan.sql.Database;
import dev.caravan.sql.Databases;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Sourcing with CRMs in memory, a hub on SQLite, and the mapping files of the repository. */
public final class SourcingBench implements AutoCloseable {
    public final Map<String, FakeCrm> crms = new TreeMap<>();
    public final Map<String, SourcingSettings> settings = new LinkedHashMap<>();
    public final List<Lane> lanes = new ArrayList<>();
    public final Database database = Database.open(Databases.sqlite());
    private final MatchKeys keys = new MatchKeys("US");
    private final Mappings mappings = new Mappings(Path.of("mappings"), Expressions.unchecked());

    public SourcingBench() {
        crms.put("hubspot", new FakeCrm());
        crms.put("salesforce", new FakeCrm());
    }

    public FakeCrm hubspot() {
        return crms.get("hubspot");
    }

    public FakeCrm salesforce() {
        return crms.get("salesforce");
    }

    public Sourcing sourcing() {
        return new Sourcing(
                settings,
                () -> crms.keySet().stream().<SourceConnection>map(Asked::new).toList(),
                mappings,
                keys,
                new PresenceStore(database),
                new RecordStore(database));
    }

    /** The hub gets a record. */
    public void store(RecordType type, String id, Map<String, Object> fields) {
        new Intake(database, Clock.systemUTC(), new Subscriptions(), new MarkSignal(), keys::of)
                .receive(type, List.of(new Incoming(type, id, fields, Instant.EPOCH, "app")))
                .join();
    }

    /** The hub's record gets a counterpart. */
    public void link(RecordType type, String id, String connection, String object, String external) {
        database.writeNow(tx -> tx.update(
                "INSERT INTO link (connection, type, record_id, object, external_id, base, agreed_at, how, sent)"
                        + " VALUES (?, ?, ?, ?, ?, '{}', 0, 'created', '{}')",
                connection,
                type.word(),
                id,
                object,
                external));
    }

    /** Answers contacts that have these addresses, in any connection. */
    public List<ProspectAnswer> contacts(String in, String filter, String... addresses) {
        List<Prospect> prospects = new ArrayList<>();
        for (String address : addresses) {
            prospects.add(new Prospect(prospects.size() + 1, "", Map.of("work_email", address)));
        }
        return sourcing()
                .open(SourcingOrder.of(RecordType.CONTACT, in, filter, Lane.BACKFILL))
                .answer(prospects);
    }

    private final class Asked implements SourceConnection {
        private final String name;

        Asked(String name) {
            this.name = name;
        }

        @Override
        public ConnectionName name() {
            return new ConnectionName(name);
        }

        @Override
        public String driver() {
            return name;
        }

        @Override
        public Crm crm() {
            return crms.get(name);
        }

        @Override
        public <T> CompletableFuture<T> ask(
                String object, String operation, int size, Lane lane, Function<Crm, T> question) {
            lanes.add(lane);
            try {
                return CompletableFuture.completedFuture(question.apply(crm()));
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
