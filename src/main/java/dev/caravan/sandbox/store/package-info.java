/**
 * What sandboxes of plain object CRMs share: rows of kinds with fields, their checks, times, search lag, saving and
 * screens. A vendor's package adds paths, forms and words.
 */
@NullMarked
package dev.caravan.sandbox.store;

import org.jspecify.annotations.NullMarked;
