/**
 * The Zoho CRM driver: modules by API version 8, batches of 100 with an outcome for each record, questions in COQL,
 * which sees at once what search shows late. Uses crm, crm.http, filter conditions, hub values and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.zoho;
