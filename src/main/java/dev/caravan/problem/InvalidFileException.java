package dev.caravan.problem;

import java.util.List;

/** Every mistake found in one file, reported together. */
public final class InvalidFileException extends CaravanException {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    public InvalidFileException(ErrorCode code, String file, List<Mistake> mistakes) {
        super(
                code,
                file + " has " + mistakes.size() + (mistakes.size() == 1 ? " mistake:\n" : " mistakes:\n")
                        + Mistake.lines(mistakes),
                null);
        this.mistakes = List.copyOf(mistakes);
    }

    /** The mistakes in the order of their lines. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
