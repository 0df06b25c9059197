package dev.caravan.console.operations;

import org.jspecify.annotations.Nullable;

/**
 * A list or view that somebody saved in a CRM.
 *
 * @param size how many records are in it; null when the CRM does not say
 */
public record ListView(String id, String name, @Nullable Long size) {}
