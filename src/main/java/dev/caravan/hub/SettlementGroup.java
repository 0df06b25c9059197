package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles many marks in one transaction, with few statements for all of them; what comes out is the same as if they
 * were settled one after the other. Used once.
 */
final class SettlementGroup {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementGroup.class);

    private final Tx tx;
    private final SettlementLog log;
    private final List<Ending> endings;
    private final Subscriptions subscriptions;
    private final Set<MarkKind> free = new LinkedHashSet<>();

    SettlementGroup(Tx tx, SettlementLog log, Subscriptions subscriptions, List<Ending> endings) {
        this.tx = tx;
        this.log = log;
        this.subscriptions = subscriptions;
        this.endings = endings;
    }

    /** Returns the kinds of marks that became free to be worked on. */
    Set<MarkKind> commit() throws SQLException {
        endMarks();
        Links links = new Links();
        List<Settlement> settled = links.decide();
        links.save();
        log.settled(tx, settled);
        release();
        afterPush();
        for (Ending company : links.newCompanies()) {
            markChildren(company.mark(), company.settlement().at().toEpochMilli());
        }
        markActivities(links.fresh);
        return free;
    }

    private void endMarks() throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(endings.size());
        for (Ending e : endings) {
            rows.add(new @Nullable Object[] {
                e.mark().id(), e.mark().claim(), e.mark().generation()
            });
        }
        int[] ended = tx.batch("DELETE FROM change_mark WHERE id = ? AND claim = ? AND generation = ?", rows);
        for (int i = 0; i < ended.length; i++) {
            ChangeMark mark = endings.get(i).mark();
            // Marked again while it was worked on: the newer change is worked on next.
            if (ended[i] == 0 && ChangeMarkStore.unclaim(tx, mark) > 0) {
                free.add(mark.kind());
            }
        }
    }

    private void release() throws SQLException {
        Map<ConnectionName, List<String>> waitedFor = new LinkedHashMap<>();
        for (Ending e : endings) {
            ChangeMark mark = e.mark();
            waitedFor
                    .computeIfAbsent(mark.connection(), c -> new ArrayList<>())
                    .add(ChangeMarkStore.waitsFor(mark.direction(), mark.type(), mark.key()));
        }
        for (Map.Entry<ConnectionName, List<String>> each : waitedFor.entrySet()) {
            free.addAll(tx.queryIn(
                    "UPDATE change_mark SET waits_for = NULL WHERE connection = ? AND waits_for IN (*) RETURNING direction,"
                            + " type",
                    row -> new MarkKind(each.getKey(), Direction.of(row.getString(1)), RecordType.of(row.getString(2))),
                    each.getValue(),
                    each.getKey().value()));
        }
    }

    /** What gave way is kept, and what the CRM has and the hub has not is fetched. */
    private void afterPush() throws SQLException {
        for (Ending ending : endings) {
            ChangeMark mark = ending.mark();
            if (mark.direction() != Direction.PUSH) {
                continue;
            }
            long at = ending.settlement().at().toEpochMilli();
            Outcome outcome = ending.settlement().outcome();
            if (outcome instanceof Outcome.Held held && held.question() instanceof Question.WhichOne which) {
                IntentStore.asked(tx, mark, which);
            }
            if (outcome instanceof Outcome.Updated) {
                FieldHistoryStore.add(tx, mark.record(), ending.lost(), at);
            }
            Link link = ending.isPullWanted()
                    ? LinkStore.find(tx, mark.connection(), mark.record()).orElse(null)
                    : null;
            if (link != null) {
                mark(mark, Direction.PULL, mark.type(), List.of(link.id().id()), "the CRM's value counts", at);
            }
        }
    }

    /** Records that went to the CRM before their company get their association now. */
    private void markChildren(ChangeMark company, long now) throws SQLException {
        for (RecordType type : List.of(RecordType.CONTACT, RecordType.LEAD, RecordType.DEAL)) {
            List<String> children = tx.query(
                    "SELECT r.id FROM record r JOIN link l ON l.type = r.type AND l.record_id = r.id WHERE r.company_id ="
                            + " ? AND r.type = ? AND l.connection = ?",
                    row -> row.getString(1),
                    company.key(),
                    type.word(),
                    company.connection().value());
            if (!children.isEmpty()) {
                mark(company, Direction.PUSH, type, children, "company " + company.key() + " was linked", now);
            }
        }
    }

    private void markActivities(List<Ending> linked) throws SQLException {
        ActivitiesOf activities = new ActivitiesOf(tx, subscriptions);
        Map<MarkKind, List<String>> ids = new LinkedHashMap<>();
        long now = 0;
        for (Ending each : linked) {
            if (each.mark().direction() == Direction.PUSH) {
                ids.computeIfAbsent(each.mark().kind(), k -> new ArrayList<>())
                        .add(each.mark().key());
                now = Math.max(now, each.settlement().at().toEpochMilli());
            }
        }
        for (Map.Entry<MarkKind, List<String>> each : ids.entrySet()) {
            free.addAll(
                    activities.mark(each.getKey().connection(), each.getKey().type(), each.getValue(), now));
        }
    }

    private void mark(
            ChangeMark because, Direction direction, RecordType type, Collection<String> keys, String reason, long now)
            throws SQLException {
        ChangeMarkStore.mark(tx, because.connection(), direction, type, keys, reason, Lane.LIVE, now);
        free.add(new MarkKind(because.connection(), direction, type));
    }

    /** Who has which CRM record: of two that came to the same one, also at the same moment, the first has it. */
    private final class Links {
        private final Map<ExternalId, String> owners;
        /** What records were linked with before this group; one that moves on sets it free. */
        private final Map<Owner, ExternalId> before = new HashMap<>();

        private final List<Ending> kept = new ArrayList<>();
        private final List<Ending> fresh = new ArrayList<>();

        Links() throws SQLException {
            List<ExternalId> wanted = new ArrayList<>();
            for (Ending e : endings) {
                if (e.link() != null) {
                    wanted.add(e.link().link().id());
                }
            }
            owners = LinkStore.owners(tx, wanted);
            owners.forEach((id, record) -> before.put(new Owner(id.connection(), id.object(), record), id));
        }

        /** The settlements as they are: those that came second are skipped. */
        List<Settlement> decide() {
            List<Settlement> settled = new ArrayList<>(endings.size());
            for (Ending e : endings) {
                settled.add(
                        e.link() == null ? e.settlement() : decide(e, e.link().link()));
            }
            return settled;
        }

        private Settlement decide(Ending ending, Link link) {
            String owner = owners.get(link.id());
            if (owner != null && !owner.equals(link.record().id())) {
                return duplicate(ending.settlement(), owner);
            }
            kept.add(ending);
            if (owner == null) {
                fresh.add(ending);
                owners.put(link.id(), link.record().id());
                ExternalId left = before.get(new Owner(
                        link.id().connection(),
                        link.id().object(),
                        link.record().id()));
                if (left != null) {
                    owners.remove(left);
                }
            }
            return ending.settlement();
        }

        void save() throws SQLException {
            LinkStore.save(
                    tx, kept.stream().map(e -> Objects.requireNonNull(e.link())).toList());
            for (Map.Entry<MarkKind, List<String>> each : linked(fresh).entrySet()) {
                GoneStore.forget(tx, each.getKey().connection(), each.getKey().type(), each.getValue());
            }
            for (Map.Entry<MarkKind, List<String>> each : linked(kept).entrySet()) {
                IntentStore.close(tx, each.getKey().connection(), each.getKey().type(), each.getValue());
            }
        }

        /** Hub ids of the linked records, by the kind of their marks. */
        private Map<MarkKind, List<String>> linked(List<Ending> of) {
            Map<MarkKind, List<String>> ids = new LinkedHashMap<>();
            for (Ending e : of) {
                if (e.link() != null) {
                    ids.computeIfAbsent(e.mark().kind(), k -> new ArrayList<>())
                            .add(e.link().link().record().id());
                }
            }
            return ids;
        }

        List<Ending> newCompanies() {
            return fresh.stream()
                    .filter(e ->
                            e.mark().direction() == Direction.PUSH && e.mark().type() == RecordType.COMPANY)
                    .toList();
        }
    }

    private record Owner(ConnectionName connection, String object, String record) {}

    private static Settlement duplicate(Settlement s, String owner) {
        Link link = Objects.requireNonNull(s.link());
        String message =
                "duplicate of " + link.record().type().word() + " " + owner + ", which is linked with " + link.id();
        LOG.warn("{} {}: {}", s.mark().type().word(), s.mark().key(), message);
        return new Settlement(
                s.mark(),
                s.about(),
                s.record(),
                new Outcome.Skipped(message),
                null,
                s.trail(),
                s.took(),
                s.at(),
                s.route());
    }
}
