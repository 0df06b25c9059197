package dev.caravan.cli.check;

import dev.caravan.problem.NearestName;
import dev.caravan.problem.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names of settings as a tree, read from the records that they are bound to. */
final class KnownSettings {
    private static final String ANY = "*";

    private final Map<String, KnownSettings> children = new TreeMap<>();
    private boolean isFree;

    /** Adds what a record declares. */
    KnownSettings addRecord(String prefix, Class<?> settings) {
        at(prefix).add(settings);
        return this;
    }

    /** Adds one name. */
    KnownSettings add(String name) {
        at(name);
        return this;
    }

    /** Adds a name below which everything goes by names of its own. */
    KnownSettings addNamed(String name, Class<?> settings) {
        at(name).child(ANY).add(settings);
        return this;
    }

    /**
     * Says what is wrong with a name.
     *
     * @return the nearest right name or a list of them; empty when the name is right
     */
    Optional<String> refuses(String name) {
        KnownSettings at = this;
        StringBuilder seen = new StringBuilder();
        for (String element : name.split("\\.")) {
            String word = element.replaceAll("\\[.*", "");
            if (at.isFree || (at.children.isEmpty() && !element.equals(word))) {
                return Optional.empty();
            }
            KnownSettings next = at.find(word);
            if (next == null) {
                String before = seen.toString();
                return Optional.of(NearestName.of(word, at.children.keySet())
                        .map(near -> "Did you mean '" + before + near + "'?")
                        .orElseGet(() -> known(before)));
            }
            at = next;
            seen.append(word).append('.');
        }
        return Optional.empty();
    }

    private String known(String before) {
        KnownSettings at = before.isEmpty() ? this : at(before.substring(0, before.length() - 1));
        return at.children.isEmpty()
                ? "Remove it: '" + before.substring(0, before.length() - 1) + "' is a single value."
                : "Known are: " + String.join(", ", at.children.keySet()) + ".";
    }

    private @Nullable KnownSettings find(String word) {
        for (Map.Entry<String, KnownSettings> child : children.entrySet()) {
            if (plain(child.getKey()).equals(plain(word))) {
                return child.getValue();
            }
        }
        return children.get(ANY);
    }

    private KnownSettings at(String name) {
        KnownSettings at = this;
        for (String element : name.split("\\.")) {
            KnownSettings next = at.find(element);
            at = next == null ? at.child(element) : next;
        }
        return at;
    }

    private KnownSettings child(String name) {
        return children.computeIfAbsent(name, n -> new KnownSettings());
    }

    private void add(Class<?> settings) {
        for (RecordComponent component : settings.getRecordComponents()) {
            child(kebab(component.getName())).add(component.getGenericType(), component.getType());
        }
    }

    private void add(Type generic, Class<?> type) {
        if (Map.class.isAssignableFrom(type) && generic instanceof ParameterizedType map) {
            Type value = map.getActualTypeArguments()[1];
            if (value instanceof Class<?> settings && settings.isRecord()) {
                child(ANY).add(settings);
            } else {
                isFree = true;
            }
        } else if (type.isRecord() && type != Secret.class) {
            add(type);
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String plain(String word) {
        return word.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
