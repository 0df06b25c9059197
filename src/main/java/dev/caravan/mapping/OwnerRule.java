package dev.caravan.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Who owns new records (R216, R218).
 *
 * @param to the CRM's owner field
 * @param defaultOwner e-mail address of the CRM user who owns what nobody else does; null for the CRM's own choice
 */
public record OwnerRule(String to, @Nullable String defaultOwner) {}
