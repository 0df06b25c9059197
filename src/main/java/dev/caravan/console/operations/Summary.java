package dev.caravan.console.operations;

import java.time.Instant;
import java.util.List;

/**
 * How things are, on one screen.
 *
 * @param startedAt since when the figures count
 * @param in records that came in since then: from the App, by file, by event and from CRMs
 * @param marksWaiting marks that are not settled, over all connections
 * @param oldestMarkAgeSeconds age of the oldest of them, 0 when there is none
 * @param deadLetters dead letters that were not replayed
 * @param held records that wait for a person
 */
public record Summary(
        Instant startedAt,
        long in,
        long marksWaiting,
        long oldestMarkAgeSeconds,
        long deadLetters,
        long held,
        List<ConnectionView> connections) {
    public Summary {
        connections = List.copyOf(connections);
    }
}
