package dev.caravan.dedup;

import dev.caravan.crm.Connection;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Decides who the counterparts of hub records are in a connection: by their link, else by the mapping's match rules in
 * their order, else there is none (R93, R94). The same records and the same CRM always give the same decisions.
 *
 * <p>Safe for use by several threads; calls block while the CRM is asked.
 */
public final class Matcher {
    private final MatchKeys keys;
    private final Links links;
    private final Twins twins;
    private final Reviews reviews;
    private final BiPredicate<ConnectionName, RecordKey> begun;
    private final TieBreak tieBreak = new TieBreak();

    /** @param begun whether a create of a record in a connection was begun whose end nobody knows */
    public Matcher(
            MatchKeys keys, Links links, Twins twins, Reviews reviews, BiPredicate<ConnectionName, RecordKey> begun) {
        this.begun = begun;
        this.keys = keys;
        this.links = links;
        this.twins = twins;
        this.reviews = reviews;
    }

    /**
     * Matches records of one type. Asks the CRM at most once per rule and {@code lookupBatch} values; for linked
     * records not at all. Records that a person has to decide on stand in the review queue when this returns.
     *
     * @return one decision per record, in their order
     * @throws dev.caravan.crm.CrmException when the CRM could not be asked; nothing is decided then
     */
    public List<Decision> match(Connection connection, MatchPlan plan, List<HubRecord> records) {
        return round(connection, plan, records, true);
    }

    /** The same without putting anything into the review queue, for a look at what would happen. */
    public List<Decision> preview(Connection connection, MatchPlan plan, List<HubRecord> records) {
        return round(connection, plan, records, false);
    }

    private List<Decision> round(Connection connection, MatchPlan plan, List<HubRecord> records, boolean keep) {
        for (HubRecord record : records) {
            if (record.key().type() != plan.type()) {
                throw new IllegalArgumentException(
                        record.key() + " cannot be matched as a " + plan.type().word());
            }
        }
        return new MatchRound(connection, plan, records, keys, links, reviews, tieBreak, begun).run(twins, keep);
    }
}
