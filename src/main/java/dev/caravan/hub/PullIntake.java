package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes a CRM's record into the hub: finds or makes the hub's record, lets the merge decide field by field, and keeps
 * record, link, lost values and the marks for the other connections in one transaction.
 */
public final class PullIntake {
    /** Field of the hub that names the imports and lists that brought a record. */
    public static final String SOURCES = "sources";

    private final PullTransactions transactions;
    private final Clock clock;
    private final Subscriptions subscriptions;
    private final Pulls pulls;
    private final MarkSignal signal;
    private final Function<HubRecord, List<MatchKey>> keys;
    private final Duration skew;

    /**
     * @param keys makes the match keys of a record
     * @param skew by how much the clocks of CRM and hub may differ
     */
    public PullIntake(
            PullTransactions transactions,
            Clock clock,
            Subscriptions subscriptions,
            Pulls pulls,
            MarkSignal signal,
            Function<HubRecord, List<MatchKey>> keys,
            Duration skew) {
        this.transactions = transactions;
        this.clock = clock;
        this.subscriptions = subscriptions;
        this.pulls = pulls;
        this.signal = signal;
        this.keys = keys;
        this.skew = skew;
    }

    /**
     * Takes the record; completes when all is durable.
     *
     * @param waited whether this record has waited for its company once already, and goes without it now
     */
    public CompletableFuture<PullEnd> pull(Pulled pulled, boolean waited) {
        return pull(pulled, waited, false);
    }

    /**
     * Takes the record; completes when all is durable.
     *
     * @param waited see {@link #pull(Pulled, boolean)}
     * @param alone whether a person said that it goes without its company
     */
    public CompletableFuture<PullEnd> pull(Pulled pulled, boolean waited, boolean alone) {
        String freshId = FreshIds.next();
        CompletableFuture<PullEnd> done =
                transactions.run(pulled.id(), tx -> new One(tx, pulled, waited, alone, freshId).run());
        done.thenAccept(end -> wake(pulled, end));
        return done;
    }

    private void wake(Pulled pulled, PullEnd end) {
        ConnectionName connection = pulled.id().connection();
        if (end instanceof PullEnd.Waits waits) {
            signal.marked(connection, Direction.PULL, waits.type());
        } else if (end instanceof PullEnd.Done done && !(done.outcome() instanceof Outcome.Skipped)) {
            subscriptions.of(pulled.type()).forEach(s -> signal.marked(s.connection(), Direction.PUSH, pulled.type()));
            subscriptions
                    .of(RecordType.COMPANY)
                    .forEach(s -> signal.marked(s.connection(), Direction.PUSH, RecordType.COMPANY));
        }
    }

    /** One record in one transaction; holds nothing that outlives it. */
    private final class One {
        private final Tx tx;
        private final Pulled pulled;
        private final boolean waited;
        private final boolean alone;
        private final String freshId;
        private final long now = clock.millis();

        One(Tx tx, Pulled pulled, boolean waited, boolean alone, String freshId) {
            this.tx = tx;
            this.pulled = pulled;
            this.waited = waited;
            this.alone = alone;
            this.freshId = freshId;
        }

        PullEnd run() throws SQLException {
            @Nullable Link linked = LinkStore.find(tx, pulled.id()).orElse(null);
            RecordKey known = linked != null ? linked.record() : returned();
            if (known == null) {
                PullEnd again = matchedMeanwhile();
                if (again != null) {
                    return again;
                }
            }
            RecordKey key = known == null ? new RecordKey(pulled.type(), freshId) : known;
            HubRecord before =
                    RecordStore.load(tx, key.type(), List.of(key.id())).get(key.id());
            if (known != null && before == null) {
                return skipped("the hub's " + key + " was deleted; its counterpart is left alone", null);
            }
            Link link = linked != null
                    ? linked
                    : LinkStore.find(tx, pulled.id().connection(), key).orElse(null);
            if (link != null && !link.id().equals(pulled.id())) {
                return skipped("duplicate of " + link.id() + ", which is linked with " + key, key);
            }
            if (link == null && known != null && isBeingCreated(known)) {
                return new PullEnd.Again("it may be the one that is being created there just now");
            }
            if (link != null && !pulled.readAt().isAfter(link.agreedAt())) {
                return new PullEnd.Again("it was read before the last agreement, which may have changed it");
            }
            CompanyOf company = new CompanyOf(tx, pulled, before, link, skew);
            if (company.isUnknown() && !waited && pulls.has(pulled.id().connection(), RecordType.COMPANY)) {
                return waitForCompany();
            }
            if (company.isUnknown() && !alone && pulled.merge().isHeldWithoutCompany()) {
                return new PullEnd.Orphan(Objects.requireNonNull(pulled.company()));
            }
            PullMerged merged = pulled.merge().merge(pulled, before, link);
            return merged.refusal() != null
                    ? skipped(merged.refusal(), before == null ? null : key)
                    : keep(key, before, link, merged, company);
        }

        /** The record that was found, or that the CRM's record belonged to before it was thought to be gone. */
        private @Nullable RecordKey returned() throws SQLException {
            GoneStore.Gone gone = GoneStore.find(tx, pulled.id()).orElse(null);
            return gone != null && gone.record().type() == pulled.type() ? gone.record() : pulled.match();
        }

        /** Two CRM records for the same person may be on their way at the same moment: only one may become new. */
        private @Nullable PullEnd matchedMeanwhile() throws SQLException {
            for (MatchKey key : pulled.keys()) {
                if (RecordStore.idByKey(tx, pulled.type(), key).isPresent()) {
                    return new PullEnd.Again("a record with the same " + key.kind() + " came into the hub just now");
                }
            }
            return IntentStore.mayBeOneOf(tx, pulled.id(), pulled.type())
                    ? new PullEnd.Again("it may be one that is being created there just now")
                    : null;
        }

        /** Until that create is settled nobody knows whether what was read is older than what the hub has. */
        private boolean isBeingCreated(RecordKey record) throws SQLException {
            return tx.first(
                            "SELECT 1 FROM intent WHERE connection = ? AND type = ? AND record_id = ?",
                            row -> row.getInt(1),
                            pulled.id().connection().value(),
                            record.type().word(),
                            record.id())
                    .isPresent();
        }

        private PullEnd waitForCompany() throws SQLException {
            ExternalId company = Objects.requireNonNull(pulled.company());
            ChangeMarkStore.mark(
                    tx,
                    company.connection(),
                    Direction.PULL,
                    RecordType.COMPANY,
                    List.of(company.id()),
                    ChangeMark.REQUIRED_BY + pulled.type().word() + " "
                            + pulled.id().id(),
                    Lane.LIVE,
                    now);
            return new PullEnd.Waits(RecordType.COMPANY, company.id());
        }

        private PullEnd keep(
                RecordKey key, @Nullable HubRecord before, @Nullable Link link, PullMerged merged, CompanyOf company)
                throws SQLException {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(merged.fields());
            company.takenInto(fields);
            infer(before, fields);
            tag(before, fields);
            HubRecord after = FieldMerge.apply(before, key, incoming(before, fields));
            boolean changed = after != before;
            if (changed) {
                RecordStore.save(tx, List.of(RecordStore.Row.of(after)), now);
                List<MatchKey> had = before == null ? List.of() : keys.apply(before);
                RecordStore.saveKeys(tx, List.of(new RecordStore.Keys(key, had, keys.apply(after))));
                new Announcement(tx, subscriptions, now)
                        .announce(
                                pulled.type(),
                                Map.of(key.id(), after),
                                id -> pulled.id().connection().value());
            }
            List<LostValue> lost = new ArrayList<>(merged.lost());
            company.lost().ifPresent(lost::add);
            FieldHistoryStore.add(tx, key, lost, now);
            link(key, link, merged, company);
            if (merged.pushBack() || company.isPushedBack()) {
                ChangeMarkStore.mark(
                        tx,
                        pulled.id().connection(),
                        Direction.PUSH,
                        pulled.type(),
                        List.of(key.id()),
                        "the hub's value counts",
                        Lane.LIVE,
                        now);
            }
            return new PullEnd.Done(outcome(key, before, changed, fields), key);
        }

        /** R87. */
        private void infer(@Nullable HubRecord before, Map<String, @Nullable Object> fields) throws SQLException {
            if (pulled.company() != null || !pulled.merge().isCompanyInferred()) {
                return;
            }
            Map<String, @Nullable Object> person = new LinkedHashMap<>(before == null ? Map.of() : before.fields());
            person.putAll(fields);
            if (person.get(CompanyOf.FIELD) == null) {
                new InferredCompany(tx, keys, subscriptions, now)
                        .of(person, pulled.changedAt(), pulled.id().connection())
                        .ifPresent(id -> fields.put(CompanyOf.FIELD, id));
            }
        }

        private void link(RecordKey key, @Nullable Link link, PullMerged merged, CompanyOf company)
                throws SQLException {
            Map<String, @Nullable Object> base = new LinkedHashMap<>(merged.base());
            company.agreedInto(base);
            Instant at = Instant.ofEpochMilli(now);
            String how = link == null ? pulled.how() : link.how();
            LinkStore.save(tx, new Link(key, pulled.id(), base, merged.sent(), at, how, pulled.changedAt()));
            if (link == null) {
                GoneStore.forget(tx, pulled.id().connection(), key.type(), List.of(key.id()));
                new ActivitiesOf(tx, subscriptions).mark(pulled.id().connection(), key.type(), List.of(key.id()), now);
            }
        }

        /**
         * The CRM's time, but never before what it replaces: a clock that is behind must not make a change look old.
         */
        private Incoming incoming(@Nullable HubRecord before, Map<String, @Nullable Object> fields) {
            Instant time = pulled.changedAt();
            if (before != null) {
                for (String field : fields.keySet()) {
                    Instant known = before.stamp(field).time();
                    time = known.isAfter(time) ? known : time;
                }
            }
            return new Incoming(
                    pulled.type(), null, fields, time, pulled.id().connection().value());
        }

        private void tag(@Nullable HubRecord before, Map<String, @Nullable Object> fields) {
            if (pulled.tags().isEmpty()) {
                return;
            }
            Object has = before == null ? null : before.value(SOURCES);
            List<Object> all =
                    new ArrayList<>(has instanceof List<?> list ? list : has == null ? List.of() : List.of(has));
            for (String tag : pulled.tags()) {
                if (!all.contains(tag)) {
                    all.add(tag);
                }
            }
            fields.put(SOURCES, all);
        }

        private Outcome outcome(
                RecordKey key, @Nullable HubRecord before, boolean changed, Map<String, @Nullable Object> fields) {
            if (before == null) {
                return new Outcome.Created("created " + key + " from " + pulled.id());
            }
            return changed
                    ? new Outcome.Updated("took " + String.join(", ", fields.keySet()) + " from " + pulled.id())
                    : new Outcome.Unchanged("both sides agree already");
        }

        private PullEnd skipped(String why, @Nullable RecordKey key) {
            return new PullEnd.Done(new Outcome.Skipped(why), key);
        }
    }
}
