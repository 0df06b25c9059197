package dev.caravan.mapping;

/**
 * The one CRM field that is filled when an activity is created in the CRM (R150).
 *
 * @param field the CRM's name
 * @param value text with placeholders of the form <code>{{activity.type}}</code>
 */
public record Engagement(String field, String value, int line) {}
