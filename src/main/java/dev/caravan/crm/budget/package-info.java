/**
 * The rate budget of a connection, its lanes and its pauses, and whether the connection can be used at all. Uses crm,
 * hub values and problem; what has to survive a restart goes through {@link dev.caravan.crm.budget.Pauses}.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.budget;
