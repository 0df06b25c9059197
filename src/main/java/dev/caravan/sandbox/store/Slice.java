package dev.caravan.sandbox.store;

import java.util.List;
import java.util.OptionalInt;

/**
 * A part of a list.
 *
 * @param next where the next part starts; empty at the end
 */
public record Slice<T>(List<T> items, OptionalInt next) {

    /** So many items from a place on; none from a place behind the end. */
    public static <T> Slice<T> of(List<T> all, int from, int limit) {
        int start = Math.min(Math.max(from, 0), all.size());
        int end = (int) Math.min((long) start + limit, all.size());
        return new Slice<>(all.subList(start, end), end < all.size() ? OptionalInt.of(end) : OptionalInt.empty());
    }
}
