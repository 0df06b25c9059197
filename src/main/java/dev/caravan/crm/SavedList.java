package dev.caravan.crm;

import java.util.OptionalLong;

/**
 * A list or view of records that somebody saved in the CRM.
 *
 * @param size how many records are in it; empty when the CRM does not say
 */
public record SavedList(String object, String id, String name, OptionalLong size) {}
