/**
 * What HTTP drivers share: calls over Camel's {@code http} component, logins and their stored tokens, JSON,
 * Retry-After. Uses crm, hub values, problem and, for the token table only, sql.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.http;
