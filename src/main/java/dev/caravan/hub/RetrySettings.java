package dev.caravan.hub;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a mark is tried again.
 *
 * @param first wait after the first failure; doubles with each try
 * @param longest longest wait between two tries
 * @param retryFor how long an error that may pass is tried again before the record becomes a dead letter
 * @param unknownTries tries of an error that nobody classified
 * @param repair wait while a connection needs a person
 */
public record RetrySettings(
        @DefaultValue("1s") Duration first,
        @DefaultValue("5m") Duration longest,
        @DefaultValue("24h") Duration retryFor,
        @DefaultValue("5") int unknownTries,
        @DefaultValue("30s") Duration repair) {}
