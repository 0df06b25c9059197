/**
 * The TribeCRM driver: relations, the roles that link them, and activities, by OData; one record per writing call. What
 * the vendor's documentation leaves open stands in one table, {@code TribeSettings}. Uses crm, crm.http, filter
 * conditions, hub values and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.tribe;
