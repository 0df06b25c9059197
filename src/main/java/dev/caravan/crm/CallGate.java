package dev.caravan.crm;

import java.time.Duration;
import java.util.Optional;

/**
 * Every call to a CRM goes through the gate of its connection: it counts the call, keeps the rate budget and honours
 * pauses.
 */
public interface CallGate {

    /**
     * Waits until one call may go out.
     *
     * @throws CrmException with {@link CrmError.RateLimited} when the connection is paused or the wait would be long;
     *     nothing was counted then
     */
    void enter(CallKind kind);

    /**
     * The same for a call that has a price: its units count against the windows of {@link CallKind#UNITS} too, which a
     * call without a price leaves alone.
     *
     * @param units what the call costs in the vendor's own units; 0 for nothing
     */
    default void enter(CallKind kind, long units) {
        enter(kind);
    }

    /**
     * The vendor said how much of a window is left.
     *
     * @param allowed calls per window
     * @param remaining calls left in the running window
     */
    void learned(CallKind kind, long allowed, long remaining, Duration window);

    /**
     * The vendor let it be known, by saying nothing, that at least so much of a day's quota is left.
     *
     * @param remaining calls or units
     */
    default void atLeast(CallKind kind, long remaining, Duration window) {}

    /**
     * The vendor refused a call for its rate: nobody calls until that time is over; empty means the vendor named none.
     */
    void refused(CallKind kind, Optional<Duration> retryAfter, String detail);

    /** A call was answered and was not refused: pauses without a named time start small again. */
    void answered(CallKind kind);
}
