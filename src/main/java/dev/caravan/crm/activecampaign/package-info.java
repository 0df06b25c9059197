/**
 * ActiveCampaign by its API v3: accounts, contacts, deals, notes and tasks. {@code docs/activecampaign.md} says what is
 * peculiar about it. Uses {@code dev.caravan.crm} and {@code dev.caravan.crm.http}.
 */
@NullMarked
package dev.caravan.crm.activecampaign;

import org.jspecify.annotations.NullMarked;
