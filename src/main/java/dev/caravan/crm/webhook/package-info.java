/**
 * Webhook calls: whether they are genuine, and what they say. Verifies the bytes as they came, before anything reads
 * them. May use crm and hub values, the hub's intake and sql.
 */
@NullMarked
package dev.caravan.crm.webhook;

import org.jspecify.annotations.NullMarked;
