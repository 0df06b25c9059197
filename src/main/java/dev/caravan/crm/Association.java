package dev.caravan.crm;

/** One association to make between two records that exist in the CRM. */
public record Association(String object, String id, AssociateTo to) {}
