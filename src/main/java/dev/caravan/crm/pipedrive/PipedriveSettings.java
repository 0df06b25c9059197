package dev.caravan.crm.pipedrive;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.Options;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the settings of a connection say to this driver.
 *
 * @param overlap how late a change may show in lists
 * @param indexUpTo records of an object up to which look-ups go by an index instead of searches
 * @param currency of amounts that come without one
 */
record PipedriveSettings(Limits limits, Duration overlap, int indexUpTo, String currency) {
    private static final int BATCH = 100;
    private static final Set<String> KNOWN = Set.of(
            "calls-per-2s",
            "searches-per-2s",
            "tokens-per-day",
            "search-lag",
            "poll-overlap",
            "index-up-to",
            "currency",
            HttpCalls.PRIVATE_NETWORK);
    private static final Duration BURST = Duration.ofSeconds(2);

    /**
     * Reads the options {@code calls-per-2s} (20, with OAuth 80), {@code searches-per-2s} (10), {@code tokens-per-day}
     * (30000), {@code search-lag} (5s), {@code poll-overlap} (1m), {@code index-up-to} (200000) and {@code currency}
     * (EUR). (Pipedrive docs, "Rate limiting": the smallest plan with one seat.)
     */
    static PipedriveSettings of(ConnectionName connection, ConnectionSettings settings) {
        Options options = Options.of(connection, settings);
        options.mustBeAmong(KNOWN);
        long calls = settings.auth().kind().equals("token") ? 20 : 80;
        Limits limits = new Limits(
                1,
                BATCH,
                BATCH,
                0,
                List.of(
                        new Limits.Rate(CallKind.GENERAL, options.number("calls-per-2s", calls, 100_000), BURST),
                        new Limits.Rate(CallKind.SEARCH, options.number("searches-per-2s", 10, 100_000), BURST),
                        new Limits.Rate(
                                CallKind.UNITS,
                                options.number("tokens-per-day", 30_000, 1_000_000_000),
                                Duration.ofDays(1))),
                options.time("search-lag", Duration.ofSeconds(5)));
        return new PipedriveSettings(
                limits,
                options.time("poll-overlap", Duration.ofMinutes(1)),
                (int) options.number("index-up-to", 200_000, 5_000_000),
                options.text("currency", "EUR"));
    }
}
