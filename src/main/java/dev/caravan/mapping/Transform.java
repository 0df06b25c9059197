package dev.caravan.mapping;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A built-in function on a value that is not empty. Safe to share between threads. */
@FunctionalInterface
interface Transform {

    /**
     * The new value; null for none.
     *
     * @throws UnfitException when the value is of the wrong kind
     */
    @Nullable
    Object apply(Object value);

    /** The value is of the wrong kind; the message says what was wanted and holds no value. */
    final class UnfitException extends CaravanException {
        private static final long serialVersionUID = 1L;

        private final String wanted;

        UnfitException(String wanted) {
            super(ErrorCode.MAPPING_VALUE, "the value is not " + wanted, null);
            this.wanted = wanted;
        }

        String wanted() {
            return wanted;
        }
    }
}
