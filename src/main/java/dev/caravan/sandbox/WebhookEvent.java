package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One thing that a webhook tells.
 *
 * @param type what a target chooses by, such as {@code contact.creation}
 * @param subscribed whether the vendor's own settings ask for it; targets of the control API choose for themselves
 * @param body whatever the vendor's {@link WebhookForm} needs to write it; never changed after this
 */
public record WebhookEvent(String type, boolean subscribed, JsonNode body) {}
