package dev.caravan.filter;

import java.util.List;

/**
 * A parsed condition. A value is a {@code String}, {@code Boolean}, {@code java.math.BigDecimal},
 * {@code java.time.LocalDate} or {@code java.time.Instant}.
 */
public sealed interface Condition {

    /** True for every record. */
    record Everything() implements Condition {}

    /** All of them hold. */
    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** At least one of them holds. */
    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** The part does not hold. */
    record Not(Condition part) implements Condition {}

    /** The field compares to the value. */
    record Compare(String field, Operator operator, Object value) implements Condition {}

    /** The field equals one of the values. */
    record In(String field, List<Object> values) implements Condition {
        public In {
            values = List.copyOf(values);
        }
    }

    /** The field's text fits a {@link LikePattern}. */
    record Like(String field, String pattern) implements Condition {}

    /** The field is absent or empty. */
    record IsNull(String field) implements Condition {}

    /** How a field compares to a value. */
    enum Operator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** The operator that holds for what is filled where this one does not. */
        public Operator opposite() {
            return switch (this) {
                case EQUAL -> NOT_EQUAL;
                case NOT_EQUAL -> EQUAL;
                case LESS -> GREATER_OR_EQUAL;
                case LESS_OR_EQUAL -> GREATER;
                case GREATER -> LESS_OR_EQUAL;
                case GREATER_OR_EQUAL -> LESS;
            };
        }
    }
}
