package dev.caravan.console.gate;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gate lets in, as written below {@code caravan.gate}.
 *
 * @param maxRecordsBody largest body of {@code /api/records}, {@code /api/dedup} and {@code /api/apply}
 * @param maxBody largest body of everything else
 * @param memory all bodies that are held at one time; more have to wait outside (503)
 * @param bodyTimeout longest time from the first to the last byte of a body
 * @param retryAfter when a refused caller should come again
 * @param headers names of request headers that pass besides the built-in ones, for example a custom webhook's signature
 * @param query names of query parameters that pass besides the built-in ones
 */
@ConfigurationProperties("caravan.gate")
public record GateSettings(
        @DefaultValue("16MB") DataSize maxRecordsBody,
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("64MB") DataSize memory,
        @DefaultValue("30s") Duration bodyTimeout,
        @DefaultValue("5s") Duration retryAfter,
        @DefaultValue List<String> headers,
        @DefaultValue List<String> query) {
    public GateSettings {
        if (memory.compareTo(maxRecordsBody) < 0 || memory.compareTo(maxBody) < 0) {
            throw new IllegalArgumentException(
                    "caravan.gate.memory (" + memory + ") must not be smaller than the largest body it has to hold");
        }
        if (maxRecordsBody.toBytes() > Integer.MAX_VALUE / 2 || maxBody.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("caravan.gate.max-body and max-records-body must be below 1GB");
        }
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }
}
