package dev.caravan.mapping;

import dev.caravan.hub.HubRecord;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Makes expressions of a mapping file ready to run. */
@FunctionalInterface
public interface Expressions {

    /**
     * Makes an expression ready; done once per mapping.
     *
     * @throws InvalidInputException when there is no such language or the expression is wrong
     */
    Compiled compile(String language, String expression);

    /** Takes every expression without looking at it and refuses to run it; for checks outside the runtime. */
    static Expressions unchecked() {
        return (language, expression) -> record -> {
            throw new InvalidInputException(
                    ErrorCode.MAPPING_INVALID, "an expression in " + language + " needs the running application");
        };
    }

    /** A ready expression. Safe to share between threads. */
    @FunctionalInterface
    interface Compiled {

        /**
         * The value that the expression makes from a record, null for none.
         *
         * @throws InvalidInputException when the expression fails on this record; the message holds no field values
         */
        @Nullable
        Object evaluate(HubRecord record);
    }
}
