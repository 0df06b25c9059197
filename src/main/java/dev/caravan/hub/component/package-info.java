/** The hub endpoint. */
@org.jspecify.annotations.NullMarked
package dev.caravan.hub.component;
