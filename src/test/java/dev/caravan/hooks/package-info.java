/** The webhooks of every CRM as its vendor makes them, as others would forge them, and as they should not be. */
@org.jspecify.annotations.NullMarked
package dev.caravan.hooks;
