/**
 * The Pipedrive driver: organizations, persons and deals by API v2, leads by v1; one record per call, look-ups by a
 * list instead of searches that cost a day's tokens. Uses crm, crm.http, filter conditions, hub values and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.pipedrive;
