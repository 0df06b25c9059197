package dev.caravan.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A settlement as it is about to be committed.
 *
 * @param link the settlement's link, ready to be stored; null when it stays as it was
 * @param lost values that gave way, kept when the record was updated
 * @param isPullWanted whether the CRM has something that the hub has to take
 */
record Ending(Settlement settlement, LinkStore.@Nullable Row link, List<LostValue> lost, boolean isPullWanted) {
    ChangeMark mark() {
        return settlement.mark();
    }
}
