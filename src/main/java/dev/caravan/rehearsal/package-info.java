/**
 * What the next push or pull would change, and carrying out just that: the same routes with the same steps, of which
 * only the last is in other hands. A plan's values are here; how the routes are set up for it is the wiring's. Uses
 * mapping, crm and hub.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.rehearsal;
