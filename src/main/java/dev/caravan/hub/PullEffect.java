package dev.caravan.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What taking a CRM's record into the hub changes there.
 *
 * @param id the CRM's record
 * @param before the hub's record as it is; null when there is none
 * @param after the hub's record as it would be; null when there would be none
 * @param linkBefore what the CRM's record is linked with; null when it is linked with nothing
 * @param linkAfter the same afterwards
 * @param lost values that give way
 * @param marked names of the connections to which the hub's record would have to go then and has not to now
 */
public record PullEffect(
        ExternalId id,
        PullEnd end,
        @Nullable HubRecord before,
        @Nullable HubRecord after,
        @Nullable Link linkBefore,
        @Nullable Link linkAfter,
        List<LostValue> lost,
        List<String> marked) {
    public PullEffect {
        lost = List.copyOf(lost);
        marked = List.copyOf(marked);
    }
}
