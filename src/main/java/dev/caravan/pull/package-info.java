/**
 * Notices what is to be taken from a CRM, without taking it: asks for changes ({@link dev.caravan.pull.ChangePoller})
 * and walks through whole objects, filters and saved lists ({@link dev.caravan.pull.ImportWalk}). Both leave pull
 * marks, in one transaction with the place up to which they have come. Uses crm, crm.batch.Snapshots, filter, hub,
 * mapping, sql and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.pull;
