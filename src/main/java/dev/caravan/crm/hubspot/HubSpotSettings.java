package dev.caravan.crm.hubspot;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.convert.DurationStyle;

/**
 * What the settings of a connection say to this driver.
 *
 * @param uniqueFields object to the property that creates go by
 */
record HubSpotSettings(HubSpotPaths paths, Limits limits, Map<String, String> uniqueFields) {
    private static final String API_STYLE = "api-style";
    private static final int BATCH = 100;
    private static final int MOST_ASSOCIATIONS = 2000;

    HubSpotSettings {
        uniqueFields = Map.copyOf(uniqueFields);
    }

    /**
     * Reads the options {@code api-style} (classic), {@code calls-per-10s} (190), {@code calls-per-day} (650000),
     * {@code search-lag} (10s) and {@code associate-batch} (1000).
     *
     * @throws InvalidInputException naming the option that is unknown or wrong
     */
    static HubSpotSettings of(ConnectionName connection, ConnectionSettings settings) {
        Options options = new Options(connection, settings.options());
        options.mustBeKnown();
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
                        new Limits.Rate(CallKind.SEARCH, 5, Duration.ofSeconds(1)),
                        new Limits.Rate(
                                CallKind.GENERAL,
                                options.number("calls-per-day", 650_000, 1_000_000_000),
                                Duration.ofDays(1))),
                options.time("search-lag", Duration.ofSeconds(10)));
        Map<String, String> unique = new HashMap<>();
        settings.uniqueFields()
                .forEach((record, field) -> unique.put(
                        RecordType.find(record).flatMap(HubSpotObjects::of).orElse(record), field));
        return new HubSpotSettings(
                HubSpotPaths.of(connection, settings.options().getOrDefault(API_STYLE, "classic")), limits, unique);
    }

    Optional<String> uniqueField(String object) {
        return Optional.ofNullable(uniqueFields.get(object));
    }

    private record Options(ConnectionName connection, Map<String, String> options) {
        private static final Set<String> KNOWN = Set.of(
                API_STYLE,
                "calls-per-10s",
                "calls-per-day",
                "search-lag",
                "associate-batch",
                HttpCalls.PRIVATE_NETWORK);

        void mustBeKnown() {
            for (String option : new TreeSet<>(options.keySet())) {
                if (!KNOWN.contains(option)) {
                    throw new InvalidInputException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "caravan.connections." + connection + ".options." + option + " is unknown. "
                                    + NearestName.hint(option, KNOWN));
                }
            }
        }

        long number(String name, long usual, long most) {
            String text = options.get(name);
            if (text == null) {
                return usual;
            }
            if (!text.matches("[1-9]\\d{0,9}") || Long.parseLong(text) > most) {
                throw wrong(name, text, "a number from 1 to " + most);
            }
            return Long.parseLong(text);
        }

        Duration time(String name, Duration usual) {
            String text = options.get(name);
            try {
                return text == null ? usual : DurationStyle.detectAndParse(text);
            } catch (IllegalArgumentException e) {
                throw wrong(name, String.valueOf(text), "a time such as 10s");
            }
        }

        private InvalidInputException wrong(String name, String text, String right) {
            return new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + connection + ".options." + name + " is '" + text + "'. Write " + right);
        }
    }
}
