/** The store of records, links and change marks, and the merge rules. Uses sql and problem, never a feature. */
@org.jspecify.annotations.NullMarked
package dev.caravan.hub;
