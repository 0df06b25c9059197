package dev.caravan.crm.activecampaign;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.Options;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the settings of a connection say to this driver, and the one place for what ActiveCampaign's documentation
 * leaves open.
 *
 * @param overlap how late a change may show in lists
 * @param indexUpTo records of an object up to which look-ups go by an index instead of searches
 * @param currency of amounts that come without one, in small letters
 * @param byTime whether "updated after" may name a time of the day; the documentation types it as a date
 * @param sideloads whether lists are asked for custom values and links along with their records; the documentation
 *     shows it for single records only
 * @param withoutEmail whether a contact without an e-mail address may be made
 */
record ActiveCampaignSettings(
        Limits limits,
        long callsPerSecond,
        Duration overlap,
        int indexUpTo,
        String currency,
        boolean byTime,
        boolean sideloads,
        boolean withoutEmail) {
    private static final int BATCH = 100;
    private static final Set<String> KNOWN = Set.of(
            "calls-per-second",
            "search-lag",
            "poll-overlap",
            "index-up-to",
            "currency",
            "updated-after",
            "sideload",
            "contacts-without-email",
            HttpCalls.PRIVATE_NETWORK);

    /**
     * Reads the options {@code calls-per-second} (5), {@code search-lag} (5s), {@code poll-overlap} (1m),
     * {@code index-up-to} (200000), {@code currency} (EUR), {@code updated-after} (day), {@code sideload} (on) and
     * {@code contacts-without-email} (off). (ActiveCampaign docs, "Rate limits".)
     */
    static ActiveCampaignSettings of(ConnectionName connection, ConnectionSettings settings) {
        Options options = Options.of(connection, settings);
        options.mustBeAmong(KNOWN);
        long calls = options.number("calls-per-second", 5, 10_000);
        Limits limits = new Limits(
                1,
                BATCH,
                BATCH,
                0,
                List.of(new Limits.Rate(CallKind.GENERAL, calls, Duration.ofSeconds(1))),
                options.time("search-lag", Duration.ofSeconds(5)));
        List<String> switches = List.of("on", "off");
        return new ActiveCampaignSettings(
                limits,
                calls,
                options.time("poll-overlap", Duration.ofMinutes(1)),
                (int) options.number("index-up-to", 200_000, 5_000_000),
                options.text("currency", "EUR").toLowerCase(Locale.ROOT),
                options.word("updated-after", "day", List.of("day", "time")).equals("time"),
                options.word("sideload", "on", switches).equals("on"),
                options.word("contacts-without-email", "off", switches).equals("on"));
    }
}
