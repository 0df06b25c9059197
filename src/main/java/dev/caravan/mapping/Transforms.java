package dev.caravan.mapping;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import dev.caravan.filter.Times;
import dev.caravan.hub.MatchKeys;
import dev.caravan.mapping.Transform.UnfitException;
import dev.caravan.problem.NearestName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The built-in functions that a mapping file names under {@code transform}, such as {@code trim} or
 * {@code truncate(80)}.
 */
final class Transforms {
    private static final Pattern CALL = Pattern.compile("([a-z0-9-]+)(?:\\((.*)\\))?");
    private static final Map<String, Entry> ALL = new LinkedHashMap<>();

    static {
        add("trim", true, text(String::strip));
        add("lower", true, text(t -> t.toLowerCase(Locale.ROOT)));
        add("upper", true, text(t -> t.toUpperCase(Locale.ROOT)));
        add("title", true, text(Transforms::title));
        add("digits", false, text(t -> t.replaceAll("[^0-9]", "")));
        add("email", true, text(t -> t.strip().toLowerCase(Locale.ROOT)));
        add("domain", true, Transforms::domain);
        add("linkedin-url", true, text(Transforms::linkedIn));
        add("first-word", false, text(t -> words(t)[0]));
        add(
                "last-words",
                false,
                text(t -> t.strip().substring(words(t)[0].length()).strip()));
        add("date", true, Transforms::date);
        add("datetime", true, Transforms::time);
        add("time-of-day", false, Transforms::timeOfDay);
        add("hours-and-minutes", false, Transforms::hoursAndMinutes);
        add("number", true, Transforms::number);
        add("boolean", true, Transforms::truth);
        ALL.put("phone-e164", new Entry(true, "a country such as NL", Transforms::phone));
        // What was cut is not lost: the hub's whole text counts as the CRM's cut one until that changes there.
        ALL.put("truncate", new Entry(true, "a length such as 80", Transforms::truncate));
        ALL.put("multiply", new Entry(false, "a number such as 1000", Transforms::times));
        ALL.put("join", new Entry(true, "a separator such as ', '", Transforms::join));
        ALL.put("split", new Entry(true, "a separator such as ','", Transforms::split));
    }

    private Transforms() {}

    /** Names of all functions, for the nearest right one. */
    static Set<String> names() {
        return ALL.keySet();
    }

    /** What is wrong with a function as it is written, or null. */
    static @Nullable String problem(String written) {
        Matcher call = CALL.matcher(written);
        if (!call.matches() || !ALL.containsKey(call.group(1))) {
            String name = written.contains("(") ? written.substring(0, written.indexOf('(')) : written;
            return "there is no function '" + name + "'. " + NearestName.hint(name, ALL.keySet());
        }
        Entry entry = entry(call);
        if (entry.make().apply(argument(call)) == null) {
            return entry.argument().isEmpty()
                    ? "the function '" + call.group(1) + "' takes no argument. Write: " + call.group(1) + "."
                    : "the function '" + call.group(1) + "' wants " + entry.argument() + " in parentheses.";
        }
        return null;
    }

    /** A function that {@link #problem} found nothing wrong with. */
    static Transform of(String written) {
        Matcher call = CALL.matcher(written);
        Transform made = call.matches() && ALL.containsKey(call.group(1))
                ? entry(call).make().apply(argument(call))
                : null;
        if (made == null) {
            throw new IllegalArgumentException(written + " is no transform");
        }
        return made;
    }

    /** The function that undoes it on the way back, or null when what it took away is gone. */
    static @Nullable Transform reverse(String written) {
        Matcher call = CALL.matcher(written);
        if (!call.matches() || !ALL.containsKey(call.group(1)) || !entry(call).reversible()) {
            return null;
        }
        return switch (call.group(1)) {
            case "join" -> split(argument(call));
            case "split" -> join(argument(call));
            default -> value -> value;
        };
    }

    private static Entry entry(Matcher call) {
        Entry entry = ALL.get(call.group(1));
        if (entry == null) {
            throw new IllegalArgumentException(call.group(1) + " is no transform");
        }
        return entry;
    }

    private static String argument(Matcher call) {
        String written = call.group(2);
        if (written == null) {
            return "";
        }
        String bare = written.strip();
        boolean quoted = bare.length() >= 2 && (bare.startsWith("'") || bare.startsWith("\""));
        return quoted ? bare.substring(1, bare.length() - 1) : bare;
    }

    private static void add(String name, boolean reversible, Transform transform) {
        ALL.put(name, new Entry(reversible, "", argument -> argument.isEmpty() ? transform : null));
    }

    private static Transform text(Function<String, String> change) {
        return value -> {
            if (value instanceof Collection<?> list) {
                List<Object> changed = new ArrayList<>(list.size());
                list.forEach(item -> changed.add(change.apply(item.toString())));
                return changed;
            }
            return change.apply(value.toString());
        };
    }

    private static String title(String text) {
        StringBuilder result = new StringBuilder(text.length());
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            result.append(start ? Character.toTitleCase(c) : Character.toLowerCase(c));
            start = !Character.isLetterOrDigit(c) && c != '\'';
        }
        return result.toString();
    }

    /**
     * {@code https://www.acme.example/about} is {@code acme.example}; a mailbox provider or a page on another site is
     * no domain (R104, R249).
     */
    private static @Nullable Object domain(Object value) {
        return MatchKeys.domain(value.toString()).orElse(null);
    }

    private static String linkedIn(String text) {
        String bare = text.strip();
        int at = bare.toLowerCase(Locale.ROOT).indexOf("linkedin.com/");
        if (at < 0) {
            return bare;
        }
        String path = bare.substring(at + "linkedin.com/".length());
        int end = 0;
        while (end < path.length() && "?#".indexOf(path.charAt(end)) < 0) {
            end++;
        }
        path = path.substring(0, end);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return "https://www.linkedin.com/" + path;
    }

    private static String[] words(String text) {
        return text.strip().split("\\s+");
    }

    private static @Nullable Object date(Object value) {
        Instant time = value instanceof Long millis
                ? Instant.ofEpochMilli(millis)
                : Times.parse(value.toString().strip());
        if (time == null) {
            throw new UnfitException("a date such as 2026-01-31");
        }
        return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static Instant instant(Object value) {
        Instant time = value instanceof Long millis
                ? Instant.ofEpochMilli(millis)
                : Times.parse(value.toString().strip());
        if (time == null) {
            throw new UnfitException("a time such as 2026-01-31T10:00:00Z");
        }
        return time;
    }

    private static Object time(Object value) {
        return instant(value).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Object timeOfDay(Object value) {
        return instant(value).atOffset(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT));
    }

    /** Seconds as {@code 01:30}, rounded up to whole minutes. */
    private static Object hoursAndMinutes(Object value) {
        long minutes = decimal(value)
                .divide(BigDecimal.valueOf(60), 0, RoundingMode.CEILING)
                .longValue();
        return String.format(Locale.ROOT, "%02d:%02d", minutes / 60, minutes % 60);
    }

    private static @Nullable Transform times(String factor) {
        if (!factor.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            return null;
        }
        BigDecimal by = new BigDecimal(factor);
        return value -> number(decimal(value).multiply(by).stripTrailingZeros().toPlainString());
    }

    private static BigDecimal decimal(Object value) {
        Object number = number(value);
        BigDecimal decimal = new BigDecimal(String.valueOf(number));
        if (decimal.signum() < 0 || decimal.precision() - decimal.scale() > 15) {
            throw new UnfitException("a number that is not negative");
        }
        return decimal;
    }

    private static @Nullable Object number(Object value) {
        if (value instanceof Number) {
            return value;
        }
        try {
            BigDecimal number = new BigDecimal(value.toString().strip());
            return number.scale() <= 0 && number.precision() - number.scale() < 19 ? number.longValueExact() : number;
        } catch (NumberFormatException e) {
            throw new UnfitException("a number such as 1250 or 12.5");
        }
    }

    private static @Nullable Object truth(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        return switch (value.toString().strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "1" -> true;
            case "false", "no", "n", "0" -> false;
            default -> throw new UnfitException("true or false");
        };
    }

    private static @Nullable Transform phone(String region) {
        String country = region.toUpperCase(Locale.ROOT);
        PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
        if (!country.isEmpty() && !numbers.getSupportedRegions().contains(country)) {
            return null;
        }
        return text(number -> {
            try {
                var parsed = numbers.parse(number, country.isEmpty() ? "ZZ" : country);
                // E.164 has no place for an extension, and a number that nobody could dial is not made better.
                boolean fits = numbers.isPossibleNumber(parsed) && !parsed.hasExtension();
                return fits ? numbers.format(parsed, PhoneNumberFormat.E164) : number.strip();
            } catch (NumberParseException e) {
                return number.strip();
            }
        });
    }

    private static @Nullable Transform truncate(String length) {
        if (!length.matches("[1-9][0-9]{0,5}")) {
            return null;
        }
        int most = Integer.parseInt(length);
        return text(t -> {
            if (t.length() <= most) {
                return t;
            }
            int end = Character.isHighSurrogate(t.charAt(most - 1)) ? most - 1 : most;
            return t.substring(0, end);
        });
    }

    private static @Nullable Transform join(String separator) {
        if (separator.isEmpty()) {
            return null;
        }
        return value -> {
            if (!(value instanceof Collection<?> list)) {
                return value;
            }
            List<String> parts = new ArrayList<>(list.size());
            list.forEach(item -> parts.add(String.valueOf(item)));
            return String.join(separator, parts);
        };
    }

    private static @Nullable Transform split(String separator) {
        if (separator.isEmpty()) {
            return null;
        }
        String bare = separator.isBlank() ? separator : separator.strip();
        return value -> {
            if (value instanceof Collection<?>) {
                return value;
            }
            List<String> parts = new ArrayList<>();
            for (String part : value.toString().split(Pattern.quote(bare))) {
                if (!part.isBlank()) {
                    parts.add(part.strip());
                }
            }
            return parts;
        };
    }

    /**
     * One function.
     *
     * @param argument what it wants in parentheses; empty when it takes nothing
     * @param make null when the argument is wrong
     */
    private record Entry(boolean reversible, String argument, Function<String, @Nullable Transform> make) {}
}
