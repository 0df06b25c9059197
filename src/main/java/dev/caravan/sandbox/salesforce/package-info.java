/**
 * Salesforce's wire protocol on a store in memory, written from Salesforce's documentation.
 *
 * <p>{@code SalesforceApi} is the way in. {@code Schema} says which objects and fields exist, {@code Store} holds the
 * rows, {@code Writes} checks and applies changes as the vendor does, {@code Soql*} reads queries. The classes named
 * {@code *Resource} answer one group of paths each.
 *
 * <p>May use the JDK, Jackson, SLF4J and {@code dev.caravan.sandbox}; nothing else of Caravan.
 */
@NullMarked
package dev.caravan.sandbox.salesforce;

import org.jspecify.annotations.NullMarked;
