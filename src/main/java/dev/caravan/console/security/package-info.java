/** Who may do what: login, roles, CSRF, and what Jolokia may touch. Uses problem. */
@org.jspecify.annotations.NullMarked
package dev.caravan.console.security;
