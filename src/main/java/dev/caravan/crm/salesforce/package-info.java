/**
 * The Salesforce driver, on camel-salesforce: one component per connection, all calls by its {@code raw} operation,
 * logins by the shared access tokens. Uses crm, crm.http, filter, hub values and problem; never another vendor.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.salesforce;
