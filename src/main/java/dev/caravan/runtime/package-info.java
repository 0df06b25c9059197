/**
 * Puts the features together as Spring beans and keeps house. May use every feature; only the application and the
 * command line use it.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.runtime;
