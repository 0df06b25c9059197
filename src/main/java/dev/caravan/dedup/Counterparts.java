package dev.caravan.dedup;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.RecordType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Matching by the names of connections, with the mappings as they are at the moment of the call. */
public final class Counterparts {
    private final Matcher matcher;
    private final Connections connections;
    private final MatchPlans plans;
    private final BiConsumer<ConnectionName, CrmError> failures;
    private final HubMatch hubMatch;
    private final Gone gone;

    /** What is known of records whose counterpart is gone; one query per call. */
    @FunctionalInterface
    public interface Gone {

        /** Why records that would be new in a connection are not created there by themselves, by hub id. */
        Map<String, String> whyNotAnew(ConnectionName connection, RecordType type, Collection<String> ids);
    }

    /** @param failures told of look-ups that failed, so that a connection that cannot be used is noticed by them too */
    public Counterparts(
            Matcher matcher,
            HubMatch hubMatch,
            Connections connections,
            MatchPlans plans,
            BiConsumer<ConnectionName, CrmError> failures,
            Gone gone) {
        this.gone = gone;
        this.hubMatch = hubMatch;
        this.matcher = matcher;
        this.connections = connections;
        this.plans = plans;
        this.failures = failures;
    }

    /**
     * Matches records of one type, see {@link Matcher#match}.
     *
     * @throws dev.caravan.problem.CaravanException when the connection or its mapping is unknown, or the CRM could not
     *     be asked
     */
    public List<Decision> match(ConnectionName connection, RecordType type, List<HubRecord> records) {
        Connection open = connections.get(connection.value());
        try {
            return matcher.match(open, plans.of(connection, type), records);
        } catch (CrmException e) {
            failures.accept(connection, e.error());
            throw e;
        }
    }

    /** Says what matching would decide, and leaves the review queue as it is. */
    public List<Decision> preview(ConnectionName connection, RecordType type, List<HubRecord> records) {
        Connection open = connections.get(connection.value());
        return matcher.preview(open, plans.of(connection, type), records);
    }

    /**
     * Why records that would be new in the connection are not created there by themselves, by hub id; one that may be
     * is absent.
     */
    public Map<String, String> whyNotAnew(ConnectionName connection, RecordType type, Collection<String> ids) {
        return ids.isEmpty() ? Map.of() : gone.whyNotAnew(connection, type, ids);
    }

    /** Finds the hub's record for one that was read from a CRM, by the rules of its mapping. */
    public HubMatch.Answer inHub(Pulled pulled) {
        return hubMatch.match(pulled, plans.of(pulled.id().connection(), pulled.type()));
    }

    /** How many records are worth being matched together in a connection. */
    public int batch(ConnectionName connection) {
        return Math.max(1, connections.get(connection.value()).crm().limits().lookupBatch());
    }

    /** How many batches of a connection may be under way at once. */
    public int concurrency(ConnectionName connection) {
        return connections.get(connection.value()).settings().concurrency();
    }
}
