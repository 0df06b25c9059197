package dev.caravan.sandbox.salesforce;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a field begin that can pass a condition; only to look at fewer rows, never instead of the test.
 */
final class SoqlBounds {
    private final Function<String, Path> paths;
    private final SoqlValues values;

    /** @param paths looks up a path as written in the statement */
    SoqlBounds(Function<String, Path> paths, SoqlValues values) {
        this.paths = paths;
        this.values = values;
    }

    /** The lowest value of an own field that can pass, inclusive; null when there is no bound. */
    @Nullable
    Object lowest(SoqlQuery.@Nullable Where where, String field) {
        if (where instanceof SoqlQuery.And and) {
            Object highest = null;
            for (SoqlQuery.Where part : and.parts()) {
                Object bound = lowest(part, field);
                if (bound != null && (highest == null || isBelow(field, highest, bound))) {
                    highest = bound;
                }
            }
            return highest;
        }
        if (where instanceof SoqlQuery.Or or) {
            Object lowest = null;
            for (SoqlQuery.Where part : or.parts()) {
                Object bound = lowest(part, field);
                if (bound == null) {
                    return null;
                }
                lowest = lowest == null || isBelow(field, bound, lowest) ? bound : lowest;
            }
            return lowest;
        }
        return where instanceof SoqlQuery.Compare compare ? ofOne(compare, field) : null;
    }

    private @Nullable Object ofOne(SoqlQuery.Compare compare, String field) {
        boolean bounds = compare.operator().equals("=")
                || compare.operator().equals(">")
                || compare.operator().equals(">=");
        if (!bounds || compare.value() instanceof SoqlQuery.Span) {
            return null;
        }
        Path path = paths.apply(compare.path());
        boolean isOwn = path.hops().isEmpty() && path.field().name().equals(field);
        return isOwn ? values.wanted(path, compare.value()) : null;
    }

    private static boolean isBelow(String field, Object one, Object other) {
        FieldType type = field.equals("Id") ? FieldType.ID : FieldType.DATETIME;
        return SoqlValues.order(type, one, other) < 0;
    }
}
