/**
 * Parks what is to be done in a CRM and makes one call for many; unfolds results, halves rejected batches, and keeps
 * creates from happening twice. Uses crm, crm.budget, hub values and problem; knows no route and no SQL.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.batch;
