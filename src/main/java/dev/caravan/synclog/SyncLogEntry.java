package dev.caravan.synclog;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the sync log (R229-R234).
 *
 * @param direction {@code From App} for push, {@code To App} for pull
 * @param externalId the CRM's id; null when there is none
 * @param outcome created, updated, unchanged, skipped, held or failed
 * @param code such as {@code REQUIRED_FIELD_MISSING}; null unless failed
 * @param trail what the steps of the route did; holds personal data
 */
public record SyncLogEntry(
        long id,
        Instant at,
        String connection,
        String direction,
        String type,
        String recordId,
        @Nullable String externalId,
        String outcome,
        @Nullable String code,
        String message,
        long tookMillis,
        Map<String, @Nullable Object> trail) {}
