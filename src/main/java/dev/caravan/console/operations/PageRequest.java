package dev.caravan.console.operations;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param limit 1-1,000
 * @param cursor the {@code next} of the page before, null for the first page
 */
public record PageRequest(int limit, @Nullable String cursor) {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    public PageRequest {
        if (limit < 1 || limit > MOST) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "limit must be 1-" + MOST + " and is " + limit + ".");
        }
    }

    /** With 100 as the usual limit. */
    public static PageRequest of(@Nullable Integer limit, @Nullable String cursor) {
        return new PageRequest(limit == null ? USUAL : limit, cursor);
    }
}
