package dev.caravan.mapping;

/**
 * Who owns new records (R218).
 *
 * @param to the CRM's owner field
 * @param defaultOwner e-mail address of the CRM user who owns them
 */
public record OwnerRule(String to, String defaultOwner) {}
