package dev.caravan.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to start sandboxes.
 *
 * @param portBase port of the first vendor, the others by their offset; 0 for any free ports
 * @param vendors names out of {@link Vendors}; empty for all
 * @param realLimits whether the vendors' real limits (and their search lag) are in force
 * @param latency added to every call
 * @param faults file in the form of {@link Faults}
 * @param seed for everything drawn by lot
 * @param data folder in which each vendor keeps its data over restarts, one file {@code <vendor>.json} each; empty to
 *     keep them in memory only. One process at a time may use it
 */
public record SandboxOptions(
        int portBase,
        List<String> vendors,
        boolean realLimits,
        Duration latency,
        Optional<Path> faults,
        long seed,
        Optional<Path> data) {
    /** Port of the first vendor if nothing else is said. */
    public static final int DEFAULT_PORT_BASE = 8101;

    public SandboxOptions {
        if (portBase < 0 || portBase > 65_000) {
            throw new IllegalArgumentException("port base " + portBase + " must be 0-65000");
        }
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency " + latency + " must not be negative");
        }
        vendors = List.copyOf(vendors);
        vendors.forEach(Vendors::named);
    }

    /** As above, with the data in memory only. */
    public SandboxOptions(
            int portBase,
            List<String> vendors,
            boolean realLimits,
            Duration latency,
            Optional<Path> faults,
            long seed) {
        this(portBase, vendors, realLimits, latency, faults, seed, Optional.empty());
    }

    /** The same with a folder that keeps the data over restarts. */
    public SandboxOptions keepingDataIn(Path folder) {
        return new SandboxOptions(portBase, vendors, realLimits, latency, faults, seed, Optional.of(folder));
    }

    /** All vendors on their usual ports, no limits, no faults. */
    public static SandboxOptions usual() {
        return new SandboxOptions(DEFAULT_PORT_BASE, List.of(), false, Duration.ZERO, Optional.empty(), 1);
    }

    /** The named vendors on free ports, no limits, no faults; for tests. */
    public static SandboxOptions onFreePorts(String... vendors) {
        return new SandboxOptions(0, List.of(vendors), false, Duration.ZERO, Optional.empty(), 1);
    }

    /**
     * Reads {@code --port-base N --vendors a,b --limits real|off --latency 100ms --faults FILE --seed N --data DIR},
     * also with {@code =}.
     *
     * @throws IllegalArgumentException if one of them is not known or not good; the message names it
     */
    public static SandboxOptions of(String... args) {
        List<String> words = new ArrayList<>();
        for (String arg : args) {
            int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
            words.addAll(equals < 0 ? List.of(arg) : List.of(arg.substring(0, equals), arg.substring(equals + 1)));
        }
        SandboxOptions options = usual();
        for (int i = 0; i < words.size(); i += 2) {
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException("option " + words.get(i) + " needs a value");
            }
            options = options.with(words.get(i), words.get(i + 1));
        }
        return options;
    }

    List<Vendor> chosen() {
        return vendors.isEmpty()
                ? Vendors.all()
                : vendors.stream().map(Vendors::named).toList();
    }

    private SandboxOptions with(String option, String value) {
        return switch (option) {
            case "--port-base" ->
                new SandboxOptions((int) number(option, value), vendors, realLimits, latency, faults, seed, data);
            case "--vendors" ->
                new SandboxOptions(portBase, List.of(value.split(",")), realLimits, latency, faults, seed, data);
            case "--limits" -> new SandboxOptions(portBase, vendors, isReal(value), latency, faults, seed, data);
            case "--latency" -> new SandboxOptions(portBase, vendors, realLimits, time(value), faults, seed, data);
            case "--faults" ->
                new SandboxOptions(portBase, vendors, realLimits, latency, Optional.of(Path.of(value)), seed, data);
            case "--seed" ->
                new SandboxOptions(portBase, vendors, realLimits, latency, faults, number(option, value), data);
            case "--data" -> keepingDataIn(Path.of(value));
            default ->
                throw new IllegalArgumentException(
                        "option " + option
                                + " is unknown; there are --port-base, --vendors, --limits, --latency, --faults, --seed, --data");
        };
    }

    private static boolean isReal(String value) {
        if (!value.equals("real") && !value.equals("off")) {
            throw new IllegalArgumentException("--limits " + value + " must be real or off");
        }
        return value.equals("real");
    }

    private static Duration time(String value) {
        String digits = value.replaceAll("(ms|s)$", "");
        long number = number("--latency", digits);
        return value.endsWith("ms") || value.equals(digits) ? Duration.ofMillis(number) : Duration.ofSeconds(number);
    }

    private static long number(String option, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " " + value + " must be a number", e);
        }
    }
}
