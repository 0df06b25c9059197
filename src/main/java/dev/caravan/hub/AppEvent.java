package dev.caravan.hub;

import java.time.Instant;

/**
 * Something that happened in the App with a record: an e-mail sent, a reply, a call.
 *
 * @param id the sender's id of the event; an event is kept once
 * @param kind such as {@code email_sent}
 * @param payload the event as it came, JSON
 */
public record AppEvent(
        String id, RecordKey record, String kind, Instant occurredAt, Instant receivedAt, String payload) {}
