package dev.caravan.crm.salesforce;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Notice;
import dev.caravan.problem.ErrorCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed, by {@code SystemModstamp}, which moves for automated changes too, and with the deleted ones (REST
 * guide, "QueryAll").
 *
 * <p>A change carries the time at which its transaction saved it, and is seen once that has committed: the newest part
 * of what a query finds may still get company, and times are whole seconds, so that a record can change again without
 * its time changing. The cursor therefore moves only over what is older than the overlap. What is younger is told at
 * once, remembered in the cursor, and told a second time, without its time, when the overlap is over: each change once
 * or twice, none endlessly. Of a great many young changes, the ones that the cursor cannot remember wait until they are
 * old enough.
 */
final class ChangeQuery {
    static final String MODIFIED = "SystemModstamp";

    private static final int PAGE = 2000;

    private final Queries queries;
    private final String connection;
    private final Duration overlap;

    ChangeQuery(Queries queries, String connection, Duration overlap) {
        this.queries = queries;
        this.connection = connection;
        this.overlap = overlap;
    }

    ChangePage changes(String object, @Nullable String cursor) {
        String select = "SELECT Id,IsDeleted," + MODIFIED + " FROM " + Soql.object(object);
        String what = connection + " " + object + " changes";
        if (cursor == null) {
            return new ChangePage(List.of(), fromNow(what, select).text(), false);
        }
        ChangeCursor since = ChangeCursor.of(cursor)
                .orElseThrow(() -> new CrmException(
                        what,
                        new CrmError.Rejected("the cursor is none of this driver's", ErrorCode.CURSOR_EXPIRED),
                        null));
        String soql = select + " WHERE " + since.where() + " ORDER BY " + MODIFIED + ", Id LIMIT " + PAGE;
        Queries.Rows found = queries.queryAll(what, soql);
        List<Change> changes =
                found.rows().stream().map(row -> Change.of(what, row)).toList();
        return page(object, since, changes, found.askedAt());
    }

    /** The time comes from the org, so that our own clock may be wrong by any amount. */
    private ChangeCursor fromNow(String what, String select) {
        Queries.Rows newest = queries.queryAll(what, select + " ORDER BY " + MODIFIED + " DESC LIMIT 1");
        List<Change> last =
                newest.rows().stream().map(row -> Change.of(what, row)).toList();
        return new ChangeCursor(settled(newest.askedAt(), last), "", Set.of());
    }

    private ChangePage page(String object, ChangeCursor since, List<Change> changes, Instant askedAt) {
        Instant settled = settled(askedAt, changes);
        List<Notice> notices = new ArrayList<>();
        Set<String> told = new LinkedHashSet<>();
        Instant time = since.time();
        String id = since.id();
        boolean young = false;
        for (Change change : changes) {
            young |= change.at().isAfter(settled);
            if (young) {
                if (since.told().contains(change.mark())) {
                    told.add(change.mark());
                }
            } else {
                boolean again = since.told().contains(change.mark());
                notices.add(change.notice(object, again ? Optional.empty() : Optional.of(change.at())));
                time = change.at();
                id = change.id();
            }
        }
        for (Change change : changes) {
            if (change.at().isAfter(settled) && told.size() < ChangeCursor.MOST_TOLD && told.add(change.mark())) {
                notices.add(change.notice(object, Optional.of(change.at())));
            }
        }
        return new ChangePage(notices, new ChangeCursor(time, id, told).text(), changes.size() >= PAGE && !young);
    }

    /** Up to when everything is seen. A time that the org has put on a record is one that its clock has reached. */
    private Instant settled(Instant askedAt, List<Change> changes) {
        Instant now = askedAt;
        for (Change change : changes) {
            now = change.at().isAfter(now) ? change.at() : now;
        }
        return now.minus(overlap).truncatedTo(ChronoUnit.MILLIS);
    }

    private record Change(String id, Instant at, boolean deleted, String mark) {
        static Change of(String what, JsonNode row) {
            String id = row.path("Id").asText();
            Instant at = Values.instant(row.path(MODIFIED))
                    .orElseThrow(() -> new CrmException(
                            what, new CrmError.Transient("a row without its " + MODIFIED, false), null));
            boolean deleted = row.path("IsDeleted").asBoolean();
            return new Change(id, at, deleted, mark(id + at + deleted));
        }

        /**
         * Without a key: two changes within one second look alike.
         *
         * @param changedAt empty for what was told before: who has read the record since then may still have missed a
         *     change of the same second, and must not take this for the one that he knows
         */
        Notice notice(String object, Optional<Instant> changedAt) {
            return new Notice(object, id, object + (deleted ? " deleted" : " changed"), changedAt, "");
        }

        private static String mark(String text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
                return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, 6));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }
    }
}
