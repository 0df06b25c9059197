package dev.caravan.pull;

import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.batch.Snapshots;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.ViaMarkStore;
import dev.caravan.mapping.Mappings;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks through one import, a page at a time. Each page leaves its marks, the place of the next page and the counts in
 * one transaction, so that a walk that was killed goes on there and reads at most one page again. Not safe to share
 * between threads.
 */
final class ImportWalk {
    private final Tools tools;
    private final ImportRunStore.Claimed claimed;
    private final AskedCrm crm;
    private @Nullable Listing listing;
    private @Nullable String position;
    private boolean isCounted;

    /**
     * What walks share.
     *
     * @param mostWaiting no further page is read while so many marks of the connection and type wait
     */
    record Tools(
            Database database,
            ImportRunStore runs,
            ViaMarkStore marks,
            Intake intake,
            Mappings mappings,
            Snapshots snapshots,
            Clock clock,
            int mostWaiting) {}

    /** What came of a step. */
    enum Step {
        /** A page was taken, and there are more. */
        MORE,
        /** Too many marks wait; the step may be tried again soon. */
        FULL,
        /** The last page was taken, or the import is no longer this walk's. */
        ENDED
    }

    ImportWalk(Tools tools, ImportRunStore.Claimed claimed, AskedCrm crm) {
        this.tools = tools;
        this.claimed = claimed;
        this.crm = crm;
        this.position = claimed.job().walked().position();
        this.isCounted = position != null;
    }

    ImportRunStore.Claimed claimed() {
        return claimed;
    }

    /**
     * Takes the next page.
     *
     * @throws dev.caravan.problem.CaravanException when that cannot be done (now); nothing of the page is kept
     */
    Step step() {
        ImportOrder order = order();
        if (!tools.runs().holds(claimed)) {
            return Step.ENDED;
        }
        int waiting = tools.marks().waiting(order.connection(), Direction.PULL, order.type(), tools.mostWaiting());
        if (waiting >= tools.mostWaiting()) {
            return tools.runs().renew(claimed) ? Step.FULL : Step.ENDED;
        }
        Listing known = listing();
        Long total = isCounted ? null : known.total();
        Instant readAt = tools.clock().instant();
        SearchPage page = known.page(position);
        @Nullable String next = page.next().orElse(null);
        boolean isKept = tools.database().writeNow(tx -> keep(tx, page.records(), readAt, next, total));
        if (!isKept) {
            return Step.ENDED;
        }
        isCounted = true;
        position = next;
        tools.intake().wake(order.connection(), Direction.PULL, order.type());
        return next == null ? Step.ENDED : Step.MORE;
    }

    private boolean keep(Tx tx, List<CrmRecord> records, Instant readAt, @Nullable String next, @Nullable Long total)
            throws SQLException {
        if (!tools.runs().advance(tx, claimed, next, total, records.size())) {
            return false;
        }
        Collection<String> ids = wanted(tx, records);
        tools.runs().marked(tx, claimed, ids.size());
        tools.intake()
                .markPull(
                        tx,
                        order().connection(),
                        order().type(),
                        ids,
                        "import " + claimed.job().id(),
                        Lane.BACKFILL,
                        claimed.job().via());
        // Before the commit: whoever claims a mark at once finds its record.
        tools.snapshots().keep(order().connection(), current(tx, records), readAt);
        return true;
    }

    /**
     * The records that are as new as anything that the hub has seen of them: a listing may show a state from before a
     * change that was taken already, and such a record is read again.
     */
    private List<CrmRecord> current(Tx tx, List<CrmRecord> records) throws SQLException {
        Map<String, Optional<Instant>> seen = LinkStore.seenModified(
                tx,
                order().connection(),
                listing().object(),
                records.stream().map(CrmRecord::id).toList());
        return records.stream().filter(r -> isCurrent(r, seen.get(r.id()))).toList();
    }

    /** @param seen null for a record that is not linked */
    private static boolean isCurrent(CrmRecord record, @Nullable Optional<Instant> seen) {
        return seen == null
                || seen.isPresent()
                        && record.modifiedAt().isPresent()
                        && !record.modifiedAt().get().isBefore(seen.get());
    }

    private Collection<String> wanted(Tx tx, List<CrmRecord> records) throws SQLException {
        Map<String, String> states = new LinkedHashMap<>();
        records.forEach(r -> states.put(r.id(), state(r)));
        return order().live() && !states.isEmpty()
                ? tools.runs().fresh(tx, claimed.job().id(), states)
                : states.keySet();
    }

    /** The time of the record's last change, or a digest of its values where the CRM names no time. */
    private static String state(CrmRecord record) {
        return record.modifiedAt()
                .map(Instant::toString)
                .orElseGet(() -> Integer.toHexString(record.fields().hashCode()));
    }

    private Listing listing() {
        Listing known = listing;
        if (known == null) {
            known = Listing.of(order(), crm, tools.mappings(), Lane.BACKFILL);
            listing = known;
        }
        return known;
    }

    private ImportOrder order() {
        return claimed.job().order();
    }
}
