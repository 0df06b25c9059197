/**
 * What the author of a driver reads: the interface of a CRM, its values and its errors. Uses hub values, filter
 * conditions and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm;
