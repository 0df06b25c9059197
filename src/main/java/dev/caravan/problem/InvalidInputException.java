package dev.caravan.problem;

/** What a caller gave is wrong: a setting, a request, a name. The message names the thing, the reason and the cure. */
public final class InvalidInputException extends CaravanException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(ErrorCode code, String message) {
        super(code, message, null);
    }
}
