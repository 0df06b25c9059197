package dev.caravan.rehearsal;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.Settling;
import dev.caravan.hub.WatchedPulls;
import dev.caravan.mapping.LinkedIds;
import java.util.function.BiPredicate;

/**
 * Who takes what the routes would leave behind.
 *
 * @param settling gets the ended work
 * @param judge decides whether a pull stays in the hub
 * @param writes stands before what would change a CRM
 * @param linkedIds the CRM's ids of companies
 * @param mayHold whether a record may be put into the review queue, or taken out of it
 * @param isReal whether something is really written, so that creates have to be guarded against being repeated
 */
public record Hands(
        Settling settling,
        WatchedPulls.Judge judge,
        WriteGuard writes,
        LinkedIds linkedIds,
        BiPredicate<ConnectionName, RecordKey> mayHold,
        boolean isReal) {}
