/**
 * The crm endpoint: thin Camel classes that hand exchanges to crm.batch. Uses crm, crm.batch, hub values and filter
 * conditions.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.component;
