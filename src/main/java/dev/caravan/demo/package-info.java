/**
 * The main job of a fresh start: CRM sandboxes, sample data, and a summary that adds up. Beside the application, the
 * only one that may start sandboxes.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.demo;
