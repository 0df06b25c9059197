/**
 * The dedup endpoint: gathers records that come one by one, has them matched together, and lets each go on with its own
 * answer.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.dedup.component;
