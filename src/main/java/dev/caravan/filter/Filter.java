package dev.caravan.filter;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A condition made ready for many records. Safe to share between threads. */
@FunctionalInterface
public interface Filter {

    /**
     * Whether a record meets the condition.
     *
     * @param record gives the value of a field by name, null when it is absent
     */
    boolean test(Function<String, @Nullable Object> record);
}
