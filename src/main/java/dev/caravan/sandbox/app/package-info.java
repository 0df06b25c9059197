/**
 * The App as a receiver of Standard Webhooks: verifies each call by code of its own, keeps what arrived, and plays the
 * App's part of the records. Uses {@code sandbox} only.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.sandbox.app;
