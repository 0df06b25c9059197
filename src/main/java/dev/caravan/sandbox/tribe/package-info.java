/**
 * TribeCRM: its OData API with relations, relationships and activities, its login server, and its webhooks. Written
 * from what the vendor documents; what it leaves open is said where it is decided.
 */
@NullMarked
package dev.caravan.sandbox.tribe;

import org.jspecify.annotations.NullMarked;
