/**
 * The HubSpot driver: classic v3/v4 and dated paths, batches with trace ids, searches past the 10,000 wall. Uses crm,
 * crm.http, filter conditions, hub values and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.hubspot;
