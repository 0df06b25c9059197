/** How a person lets Caravan into an account by OAuth: attempts, their answers. Uses crm, hub and problem. */
@org.jspecify.annotations.NullMarked
package dev.caravan.connect;
