package dev.caravan.cli.check;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;
import org.jspecify.annotations.Nullable;

/**
 * The options of a kind of endpoint, as its annotations declare them.
 *
 * @param prefixes beginnings of options whose names are free
 * @param path names of the parts of the address, in their order
 */
record EndpointOptions(Map<String, Option> byName, List<String> prefixes, List<String> path, boolean producerOnly) {

    /**
     * One option.
     *
     * @param words the only values that are right; empty when any is
     */
    record Option(String name, Class<?> type, boolean isTime, List<String> words) {
        private static final Pattern TIME = Pattern.compile("-?\\d+|(\\d+\\s*[a-zA-Z]+\\s*)+|P.+");

        /** What the value should have been; empty when it is right. */
        Optional<String> refuses(String value) {
            if (!words.isEmpty()) {
                return words.stream().anyMatch(w -> plain(w).equals(plain(value)))
                        ? Optional.empty()
                        : Optional.of("one of " + String.join(", ", words));
            }
            if (type == boolean.class || type == Boolean.class) {
                return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
                        ? Optional.empty()
                        : Optional.of("true or false");
            }
            if (isTime) {
                return TIME.matcher(value).matches() ? Optional.empty() : Optional.of("a time such as 25ms or 10s");
            }
            boolean isWhole = type == int.class || type == long.class || type == Integer.class || type == Long.class;
            return !isWhole || value.matches("-?\\d+") ? Optional.empty() : Optional.of("a whole number");
        }

        private static String plain(String word) {
            return word.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the annotations of an endpoint class, of what it inherits from and of the groups of options that it holds.
     */
    static EndpointOptions of(Class<?> endpoint) {
        Map<String, Option> options = new LinkedHashMap<>();
        List<String> prefixes = new ArrayList<>();
        List<String> path = new ArrayList<>();
        collect(endpoint, "", options, prefixes, path);
        UriEndpoint kind = endpoint.getAnnotation(UriEndpoint.class);
        return new EndpointOptions(options, prefixes, path, kind != null && kind.producerOnly());
    }

    private static void collect(
            @Nullable Class<?> type,
            String prefix,
            Map<String, Option> options,
            List<String> prefixes,
            List<String> path) {
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                UriParam param = field.getAnnotation(UriParam.class);
                UriPath part = field.getAnnotation(UriPath.class);
                UriParams group = field.getType().getAnnotation(UriParams.class);
                if (group != null && (param != null || part != null)) {
                    collect(field.getType(), prefix + group.prefix(), options, prefixes, path);
                } else if (param != null) {
                    String name = prefix + (param.name().isEmpty() ? field.getName() : param.name());
                    options.put(name, option(name, field, param.enums(), param.javaType()));
                    if (param.multiValue()) {
                        prefixes.add(param.prefix());
                    }
                } else if (part != null) {
                    String name = part.name().isEmpty() ? field.getName() : part.name();
                    path.add(name);
                    options.put(name, option(name, field, part.enums(), part.javaType()));
                }
            }
        }
    }

    private static Option option(String name, Field field, String enums, String javaType) {
        List<String> words = List.of();
        if (!enums.isEmpty()) {
            words = Arrays.stream(enums.split(",")).map(String::strip).toList();
        } else if (field.getType().isEnum()) {
            words = Arrays.stream(field.getType().getEnumConstants())
                    .map(c -> ((Enum<?>) c).name().toLowerCase(Locale.ROOT))
                    .toList();
        }
        boolean isTime = javaType.equals("java.time.Duration") || field.getType() == java.time.Duration.class;
        return new Option(name, field.getType(), isTime, words);
    }

    boolean knows(String option) {
        return byName.containsKey(option) || prefixes.stream().anyMatch(p -> !p.isEmpty() && option.startsWith(p));
    }
}
