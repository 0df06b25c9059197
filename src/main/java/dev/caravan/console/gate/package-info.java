/** The filter in front of every inbound HTTP route, and the JSON in which errors are told. Uses problem. */
@org.jspecify.annotations.NullMarked
package dev.caravan.console.gate;
