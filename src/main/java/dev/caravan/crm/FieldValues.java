package dev.caravan.crm;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Field names and their values, in order, null allowed; never changes. Made for being built and walked through once per
 * record: a lookup looks at one name after the other, which is quick for the few dozen fields that a record has.
 */
public final class FieldValues extends AbstractMap<String, @Nullable Object> {
    private final String[] names;
    private final @Nullable Object[] values;
    private final int size;

    private FieldValues(String[] names, @Nullable Object[] values, int size) {
        this.names = names;
        this.values = values;
        this.size = size;
    }

    /** The same entries; the map itself when it is one of these already. */
    public static FieldValues copyOf(Map<String, ? extends @Nullable Object> map) {
        if (map instanceof FieldValues known) {
            return known;
        }
        Builder builder = new Builder(map.size());
        map.forEach(builder::add);
        return builder.build();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(name) >= 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int at = indexOf(name);
        return at < 0 ? null : values[at];
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
        for (int i = 0; i < size; i++) {
            action.accept(names[i], values[i]);
        }
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new Entries();
    }

    private int indexOf(@Nullable Object name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Gathers entries. To be used by one thread, for one map. */
    public static final class Builder {
        private String[] names;
        private @Nullable Object[] values;
        private int size;

        public Builder(int expected) {
            this.names = new String[expected];
            this.values = new @Nullable Object[expected];
        }

        /** Adds an entry. The name must be new: nobody looks whether it is. */
        public void add(String name, @Nullable Object value) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2 + 4);
                values = Arrays.copyOf(values, size * 2 + 4);
            }
            names[size] = name;
            values[size++] = value;
        }

        public boolean isEmpty() {
            return size == 0;
        }

        /** The entries so far; nothing may be added afterwards. */
        public FieldValues build() {
            return new FieldValues(names, values, size);
        }
    }

    private final class Entries extends AbstractSet<Map.Entry<String, @Nullable Object>> {
        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < size;
                }

                @Override
                public Map.Entry<String, @Nullable Object> next() {
                    if (next >= size) {
                        throw new NoSuchElementException();
                    }
                    int at = next++;
                    return new SimpleImmutableEntry<>(names[at], values[at]);
                }
            };
        }
    }
}
