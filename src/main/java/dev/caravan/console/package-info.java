/**
 * REST API, Hawtio page, security, health and metrics. {@code operations} is what it asks the rest of Caravan for,
 * {@code gate} stands in front of inbound HTTP, {@code security} decides who may do what. May use every feature.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.console;
