package dev.caravan.crm.hubspot;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.Options;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the settings of a connection say to this driver.
 *
 * @param uniqueFields object to the property that creates go by
 */
record HubSpotSettings(HubSpotPaths paths, Limits limits, Map<String, String> uniqueFields) {
    private static final String API_STYLE = "api-style";
    private static final Set<String> KNOWN = Set.of(
            API_STYLE,
            "calls-per-10s",
            "searches-per-second",
            "calls-per-day",
            "search-lag",
            "associate-batch",
            HttpCalls.PRIVATE_NETWORK);
    private static final int BATCH = 100;
    private static final int MOST_ASSOCIATIONS = 2000;

    HubSpotSettings {
        uniqueFields = Map.copyOf(uniqueFields);
    }

    /**
     * Reads the options {@code api-style} (classic), {@code calls-per-10s} (190), {@code searches-per-second} (5),
     * {@code calls-per-day} (650000), {@code search-lag} (10s) and {@code associate-batch} (1000).
     *
     * @throws dev.caravan.problem.InvalidInputException naming the option that is unknown or wrong
     */
    static HubSpotSettings of(ConnectionName connection, ConnectionSettings settings) {
        Options options = Options.of(connection, settings);
        options.mustBeAmong(KNOWN);
        Limits limits = new Limits(
                BATCH,
                BATCH,
                BATCH,
                (int) options.number("associate-batch", 1000, MOST_ASSOCIATIONS),
                List.of(
                        new Limits.Rate(
                                CallKind.GENERAL,
                                options.number("calls-per-10s", 190, 100_000),
                                Duration.ofSeconds(10)),
                        new Limits.Rate(
                                CallKind.SEARCH,
                                options.number("searches-per-second", 5, 100_000),
                                Duration.ofSeconds(1)),
                        new Limits.Rate(
                                CallKind.GENERAL,
                                options.number("calls-per-day", 650_000, 1_000_000_000),
                                Duration.ofDays(1))),
                options.time("search-lag", Duration.ofSeconds(10)));
        return new HubSpotSettings(
                HubSpotPaths.of(connection, settings.options().getOrDefault(API_STYLE, "classic")),
                limits,
                Options.uniqueFields(settings, HubSpotObjects::of));
    }

    Optional<String> uniqueField(String object) {
        return Optional.ofNullable(uniqueFields.get(object));
    }
}
