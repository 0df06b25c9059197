/**
 * Plays Microsoft Dataverse's Web API of version 9.2 with the tables of sales: OData 4 with its filters, pages and
 * batches, table definitions, change tracking, webhooks. Written from the vendor's documentation; uses nothing of
 * Caravan outside the sandbox.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.sandbox.dynamics;
