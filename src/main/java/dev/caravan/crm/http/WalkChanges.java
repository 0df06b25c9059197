package dev.caravan.crm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SearchPage;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changed, by the time of the last change. One look goes page by page through everything that changed since the
 * look before, less an overlap for what shows late and for clocks that differ.
 */
public final class WalkChanges {
    private final Walk walk;
    private final Clock clock;
    private final Duration overlap;

    /** @param overlap how far a new look goes back */
    public WalkChanges(Walk walk, Clock clock, Duration overlap) {
        this.walk = walk;
        this.clock = clock;
        this.overlap = overlap;
    }

    /** As {@code Crm.changes} wants it. */
    public ChangePage page(String object, @Nullable String cursor) {
        if (cursor == null) {
            Instant now = clock.instant();
            return new ChangePage(List.of(), new Place(now, now, null, false).text(), false);
        }
        Place place = Place.of(object, cursor);
        SearchPage found;
        try {
            found = walk.page(object, place.since.minus(overlap), List.of(), place.page);
        } catch (CrmException e) {
            if (place.page == null || place.again || !(e.error() instanceof CrmError.Rejected)) {
                throw e;
            }
            // The vendor's own cursor does not live for ever: the look begins anew, once.
            return new ChangePage(List.of(), new Place(place.since, place.newest, null, true).text(), true);
        }
        Instant newest = place.newest;
        for (CrmRecord record : found.records()) {
            Instant at = record.modifiedAt().orElse(newest);
            newest = at.isAfter(newest) ? at : newest;
        }
        boolean more = found.next().isPresent();
        Place next = more
                ? new Place(place.since, newest, found.next().get(), place.again)
                : new Place(newest, newest, null, false);
        return new ChangePage(
                found.records().stream().map(r -> notice(object, r)).toList(), next.text(), more);
    }

    private static Notice notice(String object, CrmRecord record) {
        return new Notice(
                object, record.id(), record.archived() ? "deleted there" : "changed there", record.modifiedAt(), "");
    }

    /**
     * How far the changes are told.
     *
     * @param since from where the running look goes
     * @param newest the latest change that was met
     * @param page the vendor's cursor in the running look; null at its start
     * @param again whether the running look was begun anew already
     */
    private record Place(
            Instant since, Instant newest, @Nullable String page, boolean again) {
        static Place of(String object, String cursor) {
            JsonNode json = Json.tryRead(cursor).orElse(Json.object());
            try {
                return new Place(
                        Instant.parse(json.path("since").asText()),
                        Instant.parse(json.path("newest").asText()),
                        Json.text(json, "page"),
                        json.path("again").asBoolean(false));
            } catch (DateTimeException e) {
                throw new CrmException(
                        object + " changes",
                        new CrmError.Rejected("the cursor is none of this driver's", ErrorCode.CURSOR_EXPIRED),
                        e);
            }
        }

        String text() {
            return Json.object()
                    .put("since", since.toString())
                    .put("newest", newest.toString())
                    .put("page", page)
                    .put("again", again)
                    .toString();
        }
    }
}
