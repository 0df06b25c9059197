package dev.caravan.dedup;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;

/** What a person said about a held record. Stored and shown by {@link #words()}. */
public sealed interface ReviewDecision {

    /** {@code link 512}, {@code create}, {@code skip} or {@code obsolete}. */
    String words();

    /** It is this CRM record. */
    record Link(String candidate) implements ReviewDecision {
        public Link {
            if (candidate.isBlank()) {
                throw new InvalidInputException(
                        ErrorCode.RECORD_INVALID, "the decision 'link' names no candidate. Write 'link <id>'.");
            }
        }

        @Override
        public String words() {
            return "link " + candidate;
        }
    }

    /** It is none of the candidates: a new CRM record is to be made. */
    record Create() implements ReviewDecision {
        @Override
        public String words() {
            return "create";
        }
    }

    /** The record does not go to this CRM. */
    record Skip() implements ReviewDecision {
        @Override
        public String words() {
            return "skip";
        }
    }

    /** Nobody had to decide: the match became clear. */
    record Obsolete() implements ReviewDecision {
        @Override
        public String words() {
            return "obsolete";
        }
    }

    /**
     * Reads what a person wrote.
     *
     * @throws InvalidInputException for anything but {@code link <id>}, {@code create} and {@code skip}
     */
    static ReviewDecision of(String words) {
        String text = words.strip();
        if (text.equals("create")) {
            return new Create();
        }
        if (text.equals("skip")) {
            return new Skip();
        }
        if (text.equals("obsolete")) {
            return new Obsolete();
        }
        if (text.equals("link") || text.startsWith("link ")) {
            return new Link(text.substring(4).strip());
        }
        throw new InvalidInputException(
                ErrorCode.RECORD_INVALID, "unknown decision. Write 'link <id>', 'create' or 'skip'.");
    }
}
