/** The sync log and explain. Uses hub, sql and problem. */
@org.jspecify.annotations.NullMarked
package dev.caravan.synclog;
