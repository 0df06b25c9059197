package dev.caravan.crm;

import java.time.Instant;

/**
 * The change of the hub that a call brings to a CRM.
 *
 * @param id the same at every try to bring this change, also after a restart, and of no other change
 * @param at when it was noticed, by our clock
 */
public record Change(String id, Instant at) {}
