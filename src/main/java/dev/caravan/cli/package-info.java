/**
 * The caravan command: one small class per command. May use every feature; reads the configuration and the database
 * without starting the runtime.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.cli;
