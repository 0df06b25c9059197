package dev.caravan.mapping;

import dev.caravan.hub.RecordType;

/**
 * A record that an activity is linked with in the CRM.
 *
 * @param object the CRM's kind of thing
 * @param id the CRM's id
 */
public record LinkedTo(RecordType type, String object, String id) {}
