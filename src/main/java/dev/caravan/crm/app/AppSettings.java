package dev.caravan.crm.app;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Limits;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RetrySettings;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * What the settings of a connection say to this driver.
 *
 * @param topic null for webhooks
 * @param brokers only for a topic
 * @param origins what came into the hub under these is the App's own word
 */
record AppSettings(
        @Nullable String topic, String brokers, Set<String> origins, RetrySettings retry, List<Limits.Rate> rates) {
    private static final Duration REPAIR = Duration.ofSeconds(30);
    private static final int UNKNOWN_TRIES = 5;

    /**
     * Reads the options {@code transport} (webhook), {@code topic}, {@code brokers}, {@code origins} (app),
     * {@code retry-first} (5s), {@code retry-longest} (1h), {@code retry-for} (5d) and {@code calls-per-second} (no
     * limit).
     */
    static AppSettings of(ConnectionName connection, ConnectionSettings settings, String usualBrokers) {
        Options options = new Options(connection, settings.options());
        String transport = options.text("transport", "webhook");
        if (!transport.equals("webhook") && !transport.equals("kafka")) {
            throw options.wrong("transport", transport, "webhook or kafka");
        }
        boolean kafka = transport.equals("kafka");
        RetrySettings retry = new RetrySettings(
                options.time("retry-first", Duration.ofSeconds(5)),
                options.time("retry-longest", Duration.ofHours(1)),
                options.time("retry-for", Duration.ofDays(5)),
                UNKNOWN_TRIES,
                REPAIR);
        Set<String> origins = Arrays.stream(options.text("origins", "app").split("[\\s,]+"))
                .filter(o -> !o.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (origins.isEmpty()) {
            throw options.wrong("origins", "", "the origins under which the App's own records come in, such as app");
        }
        return new AppSettings(
                kafka ? options.needed("topic", options.text("topic", "")) : null,
                kafka ? options.needed("brokers", options.text("brokers", usualBrokers)) : "",
                origins,
                retry,
                options.rates());
    }

    private record Options(ConnectionName connection, Map<String, String> all) {

        String text(String name, String usual) {
            return all.getOrDefault(name, usual).strip();
        }

        String needed(String name, String value) {
            if (value.isEmpty()) {
                throw new InvalidInputException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "caravan.connections." + connection + ".options." + name
                                + " is missing; the transport kafka needs it");
            }
            return value;
        }

        Duration time(String name, Duration usual) {
            String text = all.get(name);
            try {
                return text == null ? usual : DurationStyle.detectAndParse(text);
            } catch (IllegalArgumentException e) {
                throw wrong(name, String.valueOf(text), "a time such as 10s, 2h or 5d");
            }
        }

        List<Limits.Rate> rates() {
            String text = all.get("calls-per-second");
            if (text == null) {
                return List.of();
            }
            if (!text.matches("[1-9]\\d{0,4}")) {
                throw wrong("calls-per-second", text, "a number from 1 to 99999");
            }
            return List.of(new Limits.Rate(CallKind.GENERAL, Long.parseLong(text), Duration.ofSeconds(1)));
        }

        InvalidInputException wrong(String name, String text, String right) {
            return new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + connection + ".options." + name + " is '" + text + "'. Write " + right);
        }
    }
}
