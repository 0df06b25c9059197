/** The deadletter endpoint. */
@org.jspecify.annotations.NullMarked
package dev.caravan.synclog.deadletter.component;
