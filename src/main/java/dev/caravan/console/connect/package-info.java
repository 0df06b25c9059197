/** The page {@code /connect}, where people let Caravan into accounts. Uses console.operations and problem. */
@org.jspecify.annotations.NullMarked
package dev.caravan.console.connect;
