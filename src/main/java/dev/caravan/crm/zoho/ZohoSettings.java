package dev.caravan.crm.zoho;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.Options;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the settings of a connection say to this driver.
 *
 * @param base what every path of the API starts with
 * @param credits allowed in a day
 * @param overlap how late a change may show, and how far clocks may differ
 * @param automations whether workflows and the like of the account run for what is written
 * @param uniqueFields unique field by module
 */
record ZohoSettings(
        String base,
        ZohoDataCenter dataCenter,
        Limits limits,
        long credits,
        Duration overlap,
        boolean automations,
        Map<String, String> uniqueFields) {
    /** Option with the organization's id, without which client credentials open nothing. */
    static final String ORGANIZATION = "organization";

    /** Option with the scopes that client credentials ask for. */
    static final String SCOPE = "scope";

    private static final Set<String> KNOWN = Set.of(
            "data-center",
            "api-version",
            "credits-per-day",
            "look-up-values",
            "search-lag",
            "poll-overlap",
            "automations",
            ORGANIZATION,
            SCOPE,
            HttpCalls.PRIVATE_NETWORK);
    private static final int WRITES = 100;
    /** Ids of 19 digits in a query of at most 1,024 characters. (Zoho's interface description of records: ids.) */
    private static final int READS = 50;

    /**
     * Reads the options {@code data-center} (us), {@code api-version} (v8), {@code credits-per-day} (50000),
     * {@code look-up-values} (1000), {@code search-lag} (0s), {@code poll-overlap} (1m) and {@code automations} (run).
     */
    static ZohoSettings of(ConnectionName connection, ConnectionSettings settings) {
        Options options = Options.of(connection, settings);
        options.mustBeAmong(KNOWN);
        Map<String, String> unique = Options.uniqueFields(settings, (RecordType type) -> ZohoModules.of(type));
        if (unique.containsKey(ZohoModules.OF_NOTES)) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + connection
                            + ".unique-fields names a field of notes, and Zoho's notes have none of their own. Remove it.");
        }
        // Zoho's documentation, "API limits": the Standard edition; there is no limit per second, only of calls at
        // once.
        long credits = options.number("credits-per-day", 50_000, 1_000_000_000);
        Limits limits = new Limits(
                WRITES,
                READS,
                (int) options.number("look-up-values", 1_000, 2_000),
                0,
                List.of(new Limits.Rate(CallKind.UNITS, credits, Duration.ofDays(1))),
                options.time("search-lag", Duration.ZERO));
        return new ZohoSettings(
                "/crm/" + options.word("api-version", "v8", List.of("v8", "v7", "v6")),
                ZohoDataCenter.of(options.word("data-center", "us", ZohoDataCenter.words())),
                limits,
                credits,
                options.time("poll-overlap", Duration.ofMinutes(1)),
                options.word("automations", "run", List.of("run", "skip")).equals("run"),
                unique);
    }

    Optional<String> uniqueField(String module) {
        return Optional.ofNullable(uniqueFields.get(module));
    }
}
