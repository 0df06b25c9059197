/** Dead letters and their replay; the deadletter endpoint. */
@org.jspecify.annotations.NullMarked
package dev.caravan.synclog.deadletter;
