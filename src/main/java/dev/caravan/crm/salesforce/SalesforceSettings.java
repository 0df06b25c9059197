package dev.caravan.crm.salesforce;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * What the driver needs from a connection's settings.
 *
 * @param apiVersion such as {@code 67.0}
 * @param callsPerSecond own limit out of politeness: Salesforce counts days only
 * @param callsPerDay the org's quota in 24 hours, until Salesforce says otherwise
 * @param autoAssign whether assignment rules may give a new lead to somebody else
 * @param pollOverlap how long a change may take until everybody sees it; polling looks back as far
 * @param upsertFields sObject to its external id field
 */
record SalesforceSettings(
        String apiVersion,
        long callsPerSecond,
        long callsPerDay,
        boolean autoAssign,
        Duration callTimeout,
        Duration pollOverlap,
        Map<String, String> upsertFields) {
    private static final Set<String> OPTIONS = Set.of(
            "api-version",
            "calls-per-second",
            "calls-per-day",
            "auto-assign",
            "poll-overlap",
            HttpCalls.PRIVATE_NETWORK);
    private static final Duration MOST_OVERLAP = Duration.ofMinutes(10);
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{1,2}\\.0");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

    /**
     * Reads the settings.
     *
     * @throws InvalidInputException naming the setting that is wrong
     */
    static SalesforceSettings of(ConnectionName name, ConnectionSettings settings) {
        Map<String, String> options = settings.options();
        String prefix = "caravan.connections." + name;
        for (String option : new TreeSet<>(options.keySet())) {
            if (!OPTIONS.contains(option)) {
                throw invalid(prefix + ".options." + option + " is unknown. " + NearestName.hint(option, OPTIONS));
            }
        }
        String version = options.getOrDefault("api-version", "67.0");
        if (!VERSION.matcher(version).matches()) {
            throw invalid(prefix + ".options.api-version is '" + version + "'. Write a version such as 67.0.");
        }
        String autoAssign = options.getOrDefault("auto-assign", "true");
        if (!autoAssign.equals("true") && !autoAssign.equals("false")) {
            throw invalid(prefix + ".options.auto-assign is '" + autoAssign + "'. Write true or false.");
        }
        return new SalesforceSettings(
                version,
                number(prefix, options, "calls-per-second", 25),
                number(prefix, options, "calls-per-day", 100_000),
                Boolean.parseBoolean(autoAssign),
                settings.callTimeout(),
                overlap(prefix, options.getOrDefault("poll-overlap", "10s")),
                upsertFields(prefix, settings.uniqueFields()));
    }

    Optional<String> upsertField(String object) {
        return Optional.ofNullable(upsertFields.get(object));
    }

    /** Path of the data API, such as {@code /services/data/v67.0}. */
    String dataPath() {
        return "/services/data/v" + apiVersion;
    }

    private static Map<String, String> upsertFields(String prefix, Map<String, String> uniqueFields) {
        Map<String, String> fields = new TreeMap<>();
        uniqueFields.forEach((word, field) -> {
            String setting = prefix + ".unique-fields." + word;
            String object = RecordType.find(word)
                    .flatMap(SalesforceObjects::of)
                    .orElseThrow(
                            () -> invalid(
                                    setting
                                            + " names no record type that Salesforce has. Use company, contact, lead, deal, task or meeting."));
            if (!FIELD.matcher(field).matches()) {
                throw invalid(setting + " is '" + field
                        + "'. Write the API name of an external id field, such as Caravan_Id__c.");
            }
            fields.put(object, field);
        });
        return Map.copyOf(fields);
    }

    private static Duration overlap(String prefix, String text) {
        try {
            Duration overlap = DurationStyle.detectAndParse(text);
            if (!overlap.isNegative() && overlap.compareTo(MOST_OVERLAP) <= 0) {
                return overlap;
            }
        } catch (IllegalArgumentException e) {
            throw noOverlap(prefix, text);
        }
        throw noOverlap(prefix, text);
    }

    private static InvalidInputException noOverlap(String prefix, String text) {
        return invalid(prefix + ".options.poll-overlap is '" + text + "'. Write a time from 0s to 10m, such as 10s.");
    }

    private static long number(String prefix, Map<String, String> options, String option, long usual) {
        String text = options.get(option);
        if (text == null) {
            return usual;
        }
        if (!text.matches("[1-9][0-9]{0,9}")) {
            throw invalid(prefix + ".options." + option + " is '" + text + "'. Write a whole number above 0.");
        }
        return Long.parseLong(text);
    }

    private static InvalidInputException invalid(String message) {
        return new InvalidInputException(ErrorCode.CONFIGURATION_INVALID, message);
    }
}
