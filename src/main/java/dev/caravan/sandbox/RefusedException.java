package dev.caravan.sandbox;

/** Ends the work on a call with an answer. Thrown by vendors where a check fails, before anything was changed. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    /** Carries no stack trace: refusals are part of the normal work. */
    public RefusedException(Answer answer) {
        super("refused with HTTP " + answer.status(), null, false, false);
        this.answer = answer;
    }

    /** What to send. */
    public Answer answer() {
        return answer;
    }
}
