package dev.caravan.filter;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes conditions ready. An absent or empty field equals nothing, so {@code <>} and {@code NOT} hold for it, as they
 * do in Salesforce's queries; an order never holds for it. A list meets a condition when one of its elements does; it
 * is {@code <>} when none is equal.
 */
final class Evaluator {
    private Evaluator() {}

    static Filter compile(Condition condition) {
        if (condition instanceof Condition.And and) {
            return all(filters(and.parts()));
        }
        if (condition instanceof Condition.Or or) {
            return any(filters(or.parts()));
        }
        if (condition instanceof Condition.Not not) {
            Filter part = compile(not.part());
            return record -> !part.test(record);
        }
        if (condition instanceof Condition.Compare compare) {
            return compare(compare);
        }
        if (condition instanceof Condition.In in) {
            return in(in);
        }
        if (condition instanceof Condition.Like like) {
            return like(like);
        }
        if (condition instanceof Condition.IsNull none) {
            String field = none.field();
            return record -> isEmpty(record.apply(field));
        }
        return record -> true;
    }

    private static Filter[] filters(List<Condition> parts) {
        return parts.stream().map(Evaluator::compile).toArray(Filter[]::new);
    }

    private static Filter all(Filter[] parts) {
        return record -> {
            for (Filter part : parts) {
                if (!part.test(record)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Filter any(Filter[] parts) {
        return record -> {
            for (Filter part : parts) {
                if (part.test(record)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Filter compare(Condition.Compare c) {
        Comparand wanted = new Comparand(c.value());
        IntPredicate fits =
                switch (c.operator()) {
                    case EQUAL, NOT_EQUAL -> order -> order == 0;
                    case LESS -> order -> order < 0;
                    case LESS_OR_EQUAL -> order -> order <= 0;
                    case GREATER -> order -> order > 0;
                    case GREATER_OR_EQUAL -> order -> order >= 0;
                };
        boolean negated = c.operator() == Condition.Operator.NOT_EQUAL;
        String field = c.field();
        return record -> holds(record.apply(field), wanted, fits) != negated;
    }

    private static boolean holds(@Nullable Object value, Comparand wanted, IntPredicate fits) {
        if (value == null || isEmpty(value)) {
            return false;
        }
        if (value instanceof Collection<?> list) {
            for (Object item : list) {
                if (holds(item, wanted, fits)) {
                    return true;
                }
            }
            return false;
        }
        Integer order = wanted.order(value);
        return order != null && fits.test(order);
    }

    private static Filter in(Condition.In in) {
        Comparand[] wanted = in.values().stream().map(Comparand::new).toArray(Comparand[]::new);
        IntPredicate equal = order -> order == 0;
        String field = in.field();
        return record -> {
            Object value = record.apply(field);
            for (Comparand one : wanted) {
                if (holds(value, one, equal)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Filter like(Condition.Like like) {
        LikePattern pattern = LikePattern.of(like.pattern());
        String field = like.field();
        return record -> {
            Object value = record.apply(field);
            if (value instanceof Collection<?> list) {
                for (Object item : list) {
                    if (pattern.fits(String.valueOf(item))) {
                        return true;
                    }
                }
                return false;
            }
            return !isEmpty(value) && pattern.fits(value.toString());
        };
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value instanceof String text && text.isEmpty()
                || value instanceof Collection<?> list && list.isEmpty();
    }

    /** The value of a condition in all the types in which a record may hold its counterpart. */
    private static final class Comparand {
        private final Object value;
        private final String text;
        private final @Nullable BigDecimal number;
        private final @Nullable Instant time;

        Comparand(Object value) {
            this.value = value;
            this.text = value.toString();
            this.number = number(value);
            this.time = value instanceof LocalDate || value instanceof Instant ? Literals.instant(value) : null;
        }

        /** Order of a record's value as compared to this one; null when the two cannot be compared. */
        @Nullable
        Integer order(Object other) {
            if (value instanceof Boolean || other instanceof Boolean) {
                if (!other.toString().equalsIgnoreCase(text)) {
                    return null;
                }
                return 0;
            }
            if (time != null) {
                Instant theirs = Literals.instant(other);
                if (theirs == null) {
                    return null;
                }
                return theirs.compareTo(time);
            }
            if (value instanceof BigDecimal || other instanceof Number) {
                BigDecimal theirs = number(other);
                if (theirs == null || number == null) {
                    return null;
                }
                return theirs.compareTo(number);
            }
            return other.toString().compareTo(text);
        }

        private static @Nullable BigDecimal number(Object value) {
            if (value instanceof BigDecimal decimal) {
                return decimal;
            }
            if (value instanceof Long || value instanceof Integer) {
                return BigDecimal.valueOf(((Number) value).longValue());
            }
            try {
                String text = value.toString().strip();
                return text.isEmpty() || text.length() > 40 ? null : new BigDecimal(text);
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }
}
