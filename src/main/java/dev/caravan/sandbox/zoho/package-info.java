/**
 * Zoho CRM: accounts, contacts, leads and deals by its API of version 8, with COQL, search, views, users, notifications
 * and tokens. Written from the vendor's documentation and interface descriptions alone.
 */
@NullMarked
package dev.caravan.sandbox.zoho;

import org.jspecify.annotations.NullMarked;
