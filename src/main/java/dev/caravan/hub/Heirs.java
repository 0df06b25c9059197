package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Contacts that take over what the hub knew of a lead. */
public final class Heirs {
    private final Clock clock;
    private final Subscriptions subscriptions;
    private final MarkSignal signal;
    private final Function<HubRecord, List<MatchKey>> keys;

    /** @param keys makes the match keys of a record */
    public Heirs(
            Clock clock, Subscriptions subscriptions, MarkSignal signal, Function<HubRecord, List<MatchKey>> keys) {
        this.clock = clock;
        this.subscriptions = subscriptions;
        this.signal = signal;
        this.keys = keys;
    }

    /**
     * Lets a lead go on as the contact that a CRM made of it. A contact that is in the hub already, because the CRM's
     * was pulled first or because another CRM knows the person, keeps its values and gets the lead's where it has none;
     * else one is made under the lead's id.
     *
     * @param person the CRM's id of the contact
     */
    void carryOn(Tx tx, RecordKey lead, ExternalId person) throws SQLException {
        HubRecord known = load(tx, lead);
        if (known == null) {
            return;
        }
        RecordKey there = contact(tx, known, person);
        if (there == null) {
            make(tx, known, person);
        } else {
            fill(tx, there, known);
        }
    }

    private @Nullable RecordKey contact(Tx tx, HubRecord lead, ExternalId person) throws SQLException {
        Link link = LinkStore.find(tx, person).orElse(null);
        if (link != null) {
            return link.record();
        }
        for (MatchKey key :
                keys.apply(as(new RecordKey(RecordType.CONTACT, lead.key().id()), lead))) {
            String id = key.kind().equals("email")
                    ? RecordStore.idByKey(tx, RecordType.CONTACT, key).orElse(null)
                    : null;
            if (id != null) {
                return new RecordKey(RecordType.CONTACT, id);
            }
        }
        return null;
    }

    private void make(Tx tx, HubRecord lead, ExternalId person) throws SQLException {
        RecordKey key = new RecordKey(RecordType.CONTACT, lead.key().id());
        if (load(tx, key) == null) {
            keep(tx, null, as(key, lead), person.connection().value());
            LinkStore.save(tx, new Link(key, person, Map.of(), Instant.ofEpochMilli(clock.millis()), "converted lead"));
        }
    }

    private void fill(Tx tx, RecordKey key, HubRecord lead) throws SQLException {
        HubRecord before = load(tx, key);
        if (before == null || before.fields().keySet().containsAll(lead.fields().keySet())) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>(before.fields());
        Map<String, FieldStamp> stamps = new LinkedHashMap<>(before.stamps());
        lead.fields().forEach((field, value) -> {
            if (fields.putIfAbsent(field, value) == null) {
                stamps.put(field, lead.stamp(field));
            }
        });
        keep(tx, before, new HubRecord(key, fields, stamps, before.latest(), before.version() + 1), "");
    }

    private static HubRecord as(RecordKey key, HubRecord lead) {
        return new HubRecord(key, lead.fields(), lead.stamps(), lead.latest(), 1);
    }

    private static @Nullable HubRecord load(Tx tx, RecordKey key) throws SQLException {
        return RecordStore.load(tx, key.type(), List.of(key.id())).get(key.id());
    }

    /** @param origin connection to which it is not announced, because its pull comes next; empty for none */
    private void keep(Tx tx, @Nullable HubRecord before, HubRecord after, String origin) throws SQLException {
        RecordStore.save(tx, List.of(RecordStore.Row.of(after)), clock.millis());
        List<MatchKey> had = before == null ? List.of() : keys.apply(before);
        RecordStore.saveKeys(tx, List.of(new RecordStore.Keys(after.key(), had, keys.apply(after))));
        new Announcement(tx, subscriptions, clock.millis())
                .announce(after.key().type(), Map.of(after.key().id(), after), id -> origin);
    }

    /** Call it after the commit. */
    void wake() {
        subscriptions
                .of(RecordType.CONTACT)
                .forEach(wish -> signal.marked(wish.connection(), Direction.PUSH, RecordType.CONTACT));
    }
}
