/**
 * Pipedrive: organizations, persons and deals by its API v2, leads, filters, users and webhooks by v1. Written from the
 * vendor's documentation and interface descriptions alone.
 */
@NullMarked
package dev.caravan.sandbox.pipedrive;

import org.jspecify.annotations.NullMarked;
