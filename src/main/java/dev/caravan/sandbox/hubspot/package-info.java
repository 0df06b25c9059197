/**
 * HubSpot's CRM API as its pages describe it: objects, batches, search, associations, properties, lists, owners,
 * pipelines, OAuth.
 *
 * <p>May use the common parts of the sandbox, the JDK and Jackson.
 */
@NullMarked
package dev.caravan.sandbox.hubspot;

import org.jspecify.annotations.NullMarked;
