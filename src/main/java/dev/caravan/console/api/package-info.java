/** The REST API below /api, except records and events, which are routes. Uses the operations. */
@org.jspecify.annotations.NullMarked
package dev.caravan.console.api;
