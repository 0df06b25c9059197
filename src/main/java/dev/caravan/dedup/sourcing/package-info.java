/**
 * Asks which prospects the CRMs and the hub have already, before anybody is sourced. Looks up by match rules as
 * matching does, decides nothing and stores nothing. Uses dedup, mapping, crm, filter and hub.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.dedup.sourcing;
