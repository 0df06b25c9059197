/**
 * The App as a peer: what changes in the hub goes to it as signed webhooks or on a Kafka topic. Uses {@code crm},
 * {@code crm.http}, values of the hub and {@code problem}.
 */
@org.jspecify.annotations.NullMarked
package dev.caravan.crm.app;
