/**
 * What {@code check} looks at: route files, mapping files, configuration. Starts nothing, asks no database and, but for
 * the live check, no CRM.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.cli.check;
