package dev.caravan.crm;

/** A user or owner of the CRM; {@code id} is what an owner field takes. */
public record CrmUser(String id, String email, String name, boolean active) {}
