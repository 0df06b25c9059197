package dev.caravan.hub;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of the work on one mark.
 *
 * @param about the hub record that the work was about; null when a pull found none
 * @param record the record as it was when the mark was claimed; null when the hub has it no more
 * @param link the link from now on, null when it stays as it was
 * @param trail the notes of the way as JSON; made before the transaction, as all transactions share one thread
 * @param route the route that did the work
 */
public record Settlement(
        ChangeMark mark,
        @Nullable RecordKey about,
        @Nullable HubRecord record,
        Outcome outcome,
        @Nullable Link link,
        String trail,
        Duration took,
        Instant at,
        String route) {}
