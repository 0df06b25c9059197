package dev.caravan.pull;

import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Notice;
import dev.caravan.hub.Direction;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.Mappings;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.WhatNext;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one connection what changed, and marks it. What a page names is marked in one transaction with the cursor behind
 * it, so that nothing is passed over; whatever goes wrong leaves the cursor where it is.
 */
public final class ChangePoller {
    /** Who ordered the imports that bring everything once because changes could not be told any more. */
    public static final String NAME = "caravan";

    private static final Logger LOG = LoggerFactory.getLogger(ChangePoller.class);

    private final Tools tools;
    private final AskedCrm crm;
    private final RecordType type;

    /** What pollers share. */
    public record Tools(
            Database database, CursorStore cursors, ImportStore imports, Intake intake, Mappings mappings) {}

    public ChangePoller(Tools tools, AskedCrm crm, RecordType type) {
        this.tools = tools;
        this.crm = crm;
        this.type = type;
    }

    /**
     * Looks once, through all that is there.
     *
     * @return how many records were marked
     * @throws CaravanException when the CRM or the database did not do its part; the next look begins where this one
     *     ended
     */
    public synchronized int look() {
        String object = tools.mappings()
                .plan(crm.connection(), crm.driver(), type)
                .mapping()
                .object();
        int marks = 0;
        boolean isMore = true;
        while (isMore && !Thread.currentThread().isInterrupted()) {
            String from = tools.cursors().find(crm.connection(), type).orElse(null);
            try {
                ChangePage page = crm.ask(object, "changes", Lane.LIVE, c -> c.changes(object, from));
                int marked = tools.database().writeNow(tx -> keep(tx, object, from, page));
                marks += Math.max(0, marked);
                if (marked > 0) {
                    tools.intake().wake(crm.connection(), Direction.PULL, type);
                }
                isMore = marked >= 0 && page.more();
            } catch (CaravanException e) {
                if (from == null || !ImportRunner.isExpired(e)) {
                    throw e;
                }
                reconcile(object, from, e);
                isMore = false;
            }
        }
        return marks;
    }

    /**
     * Looks once and never throws for what may happen any day.
     *
     * @param every the usual time from one look to the next
     * @return how long to wait for the next look
     */
    public Duration poll(Duration every) {
        try {
            look();
            return every;
        } catch (CaravanException e) {
            Duration wait = wait(e.whatNext(), every);
            LOG.warn(
                    "connection={} record={} could not be asked for changes; asked again in {}: {}",
                    crm.connection(),
                    type.word(),
                    wait,
                    e.getMessage());
            return wait;
        }
    }

    private static Duration wait(WhatNext next, Duration every) {
        Optional<Duration> pause = next instanceof WhatNext.WaitForPause limited ? limited.pause() : Optional.empty();
        return pause.filter(p -> p.compareTo(every) > 0).orElse(every);
    }

    /** How many were marked; -1 when somebody else has gone on from that cursor meanwhile. */
    private int keep(Tx tx, String object, @Nullable String from, ChangePage page) throws SQLException {
        if (!page.cursor().equals(from) && !tools.cursors().move(tx, crm.connection(), type, from, page.cursor())) {
            return -1;
        }
        Map<String, Notice> byId = new LinkedHashMap<>();
        page.notices().forEach(n -> byId.merge(n.id(), n, ChangePoller::later));
        Map<String, Optional<Instant>> seen = LinkStore.seenModified(tx, crm.connection(), object, byId.keySet());
        byId.values().removeIf(n -> isOwnEcho(n, seen.getOrDefault(n.id(), Optional.empty())));
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        byId.values()
                .forEach(n -> byReason.computeIfAbsent(n.why(), w -> new ArrayList<>())
                        .add(n.id()));
        for (Map.Entry<String, List<String>> marked : byReason.entrySet()) {
            tools.intake().markPull(tx, crm.connection(), type, marked.getValue(), marked.getKey(), Lane.LIVE, null);
        }
        return byId.size();
    }

    /** The later of two notices of a record; one that names no time counts as the later one. */
    private static Notice later(Notice a, Notice b) {
        if (a.changedAt().isEmpty() || b.changedAt().isEmpty()) {
            return a.changedAt().isEmpty() ? a : b;
        }
        return b.changedAt().get().isBefore(a.changedAt().get()) ? a : b;
    }

    /**
     * Whether the CRM only says what our own last write or read has left there. A time of whole seconds does not tell:
     * a record may have changed again within its second.
     */
    private static boolean isOwnEcho(Notice notice, Optional<Instant> seen) {
        return seen.isPresent()
                && notice.changedAt().isPresent()
                && notice.changedAt().get().toEpochMilli() == seen.get().toEpochMilli();
    }

    /** What changed since the cursor cannot be told any more: all is read once, and changes are told from now on. */
    private void reconcile(String object, String from, CaravanException why) {
        ChangePage fromNow = crm.ask(object, "changes", Lane.LIVE, c -> c.changes(object, null));
        Optional<ImportJob> job = tools.database().writeNow(tx -> {
            if (!tools.cursors().move(tx, crm.connection(), type, from, fromNow.cursor())) {
                return Optional.empty();
            }
            keepAll(tx, fromNow);
            return Optional.of(tools.imports().reconcile(tx, crm.connection(), type));
        });
        job.ifPresent(j -> LOG.warn(
                "connection={} record={} what changed since the last look cannot be told any more: import {} reads"
                        + " everything once: {}",
                crm.connection(),
                type.word(),
                j.id(),
                why.getMessage()));
    }

    private void keepAll(Tx tx, ChangePage page) throws SQLException {
        List<String> ids = page.notices().stream().map(Notice::id).distinct().toList();
        tools.intake().markPull(tx, crm.connection(), type, ids, "changed", Lane.LIVE, null);
    }
}
