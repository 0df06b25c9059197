/** What goes wrong and how it is said. Uses nothing of Caravan. */
@org.jspecify.annotations.NullMarked
package dev.caravan.problem;
