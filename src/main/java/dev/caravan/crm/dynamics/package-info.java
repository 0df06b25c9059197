/**
 * The Microsoft Dynamics 365 driver over Dataverse's Web API: records under the names of their entity sets, fields
 * under their logical names; many writes in one batch, each with a fate of its own. Uses crm, crm.http, filter
 * conditions, hub values and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.dynamics;
