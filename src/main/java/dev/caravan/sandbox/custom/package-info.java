/**
 * A CRM of nobody's: what a firm may have built for itself. It has what such APIs usually have: envelopes, nested
 * fields, a cursor, batches with a result per record, a key in a header, signed webhooks.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.sandbox.custom;
