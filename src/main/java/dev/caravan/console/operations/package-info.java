/**
 * What the console and the REST API show and do, as interfaces and values; the wiring implements them. Uses hub, pull
 * and problem.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.console.operations;
