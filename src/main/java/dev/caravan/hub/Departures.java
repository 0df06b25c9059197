package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** CRM records that are no longer there: deleted, merged with another one, or turned into something else. */
public final class Departures {
    private final PullTransactions transactions;
    private final Clock clock;
    private final Subscriptions subscriptions;
    private final MarkSignal signal;
    private final Heirs heirs;

    public Departures(
            PullTransactions transactions, Clock clock, Subscriptions subscriptions, MarkSignal signal, Heirs heirs) {
        this.transactions = transactions;
        this.clock = clock;
        this.subscriptions = subscriptions;
        this.signal = signal;
        this.heirs = heirs;
    }

    /** What follows for the hub when a linked CRM record was deleted. */
    public enum OnDelete {
        /** The hub's record stays and is not created there again by itself. */
        UNLINK,
        /** The hub's record goes too. */
        DELETE,
        /** The hub's record stays, and its next change creates it there again. */
        IGNORE
    }

    /** The CRM record was deleted. */
    public CompletableFuture<PullEnd> deleted(RecordType type, ExternalId id, OnDelete then) {
        return waking(type, transactions.run(id, tx -> deleted(tx, type, id, then)));
    }

    private PullEnd deleted(Tx tx, RecordType type, ExternalId id, OnDelete then) throws SQLException {
        Link link = LinkStore.find(tx, id).orElse(null);
        if (link == null) {
            return new PullEnd.Done(new Outcome.Skipped(id + " was deleted there and is linked with nothing"), null);
        }
        RecordKey key = link.record();
        LinkStore.delete(tx, id);
        if (then == OnDelete.IGNORE) {
            return updated("no longer linked: " + id + " was deleted there; the next change creates it anew", key);
        }
        GoneStore.add(tx, new GoneStore.Gone(id, key, "deleted", Instant.ofEpochMilli(clock.millis())));
        if (then == OnDelete.DELETE) {
            delete(tx, key, id, "");
            return updated("deleted in the hub, because " + id + " was deleted there", key);
        }
        return updated("no longer linked: " + id + " was deleted there", key);
    }

    private void delete(Tx tx, RecordKey key, ExternalId id, String why) throws SQLException {
        new Deletion(tx, subscriptions, clock.millis())
                .delete(key, id.connection().value(), why);
    }

    /** Whoever hears of deletions looks for its marks once they are durable. */
    private CompletableFuture<PullEnd> waking(RecordType type, CompletableFuture<PullEnd> end) {
        end.thenAccept(done -> subscriptions.of(type).stream()
                .filter(Subscriptions.Subscription::hearsOfDeletions)
                .forEach(s -> signal.marked(s.connection(), Direction.PUSH, type)));
        return end;
    }

    /**
     * The CRM record was merged into another one: the link follows the survivor. Where both were linked, one record of
     * the hub is left without a counterpart.
     *
     * @param then what follows for that one; {@link OnDelete#DELETE} removes it from the hub too
     */
    public CompletableFuture<PullEnd> merged(RecordType type, ExternalId id, String survivor, OnDelete then) {
        return waking(type, transactions.run(id, tx -> merged(tx, type, id, survivor, then)))
                .thenApply(end -> {
                    signal.marked(id.connection(), Direction.PULL, type);
                    return end;
                });
    }

    private PullEnd merged(Tx tx, RecordType type, ExternalId id, String survivor, OnDelete then) throws SQLException {
        ExternalId lives = new ExternalId(id.connection(), id.object(), survivor);
        ChangeMarkStore.mark(
                tx,
                id.connection(),
                Direction.PULL,
                type,
                List.of(survivor),
                "merged with " + id.id(),
                Lane.LIVE,
                null,
                clock.millis());
        Link link = LinkStore.find(tx, id).orElse(null);
        if (link == null) {
            return new PullEnd.Done(new Outcome.Skipped(id + " was merged into " + survivor + " there"), null);
        }
        LinkStore.delete(tx, id);
        Link other = LinkStore.find(tx, lives).orElse(null);
        if (other == null) {
            LinkStore.save(
                    tx, new Link(link.record(), lives, link.base(), link.sent(), link.agreedAt(), link.how(), null));
            return updated("the link follows " + id + " into " + survivor, link.record());
        }
        String why = "merged into " + survivor + ", which is linked with " + other.record();
        GoneStore.add(tx, new GoneStore.Gone(id, link.record(), why, Instant.ofEpochMilli(clock.millis())));
        if (then == OnDelete.DELETE) {
            delete(tx, link.record(), id, "merged into " + other.record());
            return updated("deleted in the hub, because " + id + " was " + why, link.record());
        }
        return updated("no longer linked: " + id + " was " + why, link.record());
    }

    /**
     * The CRM record was turned into others, as a lead into a contact: what it became is taken, and the hub's record
     * for the person goes on as that.
     *
     * @param became what it became, by the types of which the hub takes records
     */
    public CompletableFuture<PullEnd> converted(RecordType type, ExternalId id, Map<RecordType, ExternalId> became) {
        return transactions.run(id, tx -> converted(tx, type, id, became)).thenApply(end -> {
            became.keySet().forEach(t -> signal.marked(id.connection(), Direction.PULL, t));
            heirs.wake();
            return end;
        });
    }

    private PullEnd converted(Tx tx, RecordType type, ExternalId id, Map<RecordType, ExternalId> became)
            throws SQLException {
        for (Map.Entry<RecordType, ExternalId> each : became.entrySet()) {
            ChangeMarkStore.mark(
                    tx,
                    id.connection(),
                    Direction.PULL,
                    each.getKey(),
                    List.of(each.getValue().id()),
                    "converted from " + type.word() + " " + id.id(),
                    Lane.LIVE,
                    null,
                    clock.millis());
        }
        Link link = LinkStore.find(tx, id).orElse(null);
        if (link == null) {
            return new PullEnd.Done(new Outcome.Skipped(id + " was converted there and is linked with nothing"), null);
        }
        LinkStore.delete(tx, id);
        ExternalId person = became.get(RecordType.CONTACT);
        String why = "converted" + (person == null ? "" : " into " + person);
        GoneStore.add(tx, new GoneStore.Gone(id, link.record(), why, Instant.ofEpochMilli(clock.millis())));
        if (person != null) {
            heirs.carryOn(tx, link.record(), person);
        }
        return updated("no longer linked: " + id + " was " + why, link.record());
    }

    private static PullEnd updated(String what, @Nullable RecordKey key) {
        return new PullEnd.Done(new Outcome.Updated(what), key);
    }
}
