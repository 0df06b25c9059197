/**
 * What HTTP drivers share: calls over Camel's {@code http} component, logins and their stored tokens, JSON, errors,
 * values, descriptions, and searches for CRMs that can only list. Uses crm, hub values, filter, problem and, for the
 * token table only, sql.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.http;
