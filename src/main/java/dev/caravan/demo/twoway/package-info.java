/**
 * The two-way demo: people edit in two CRM sandboxes and in the hub, and each edit is told with what became of it; then
 * nobody does anything, and nothing may be written.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.demo.twoway;
