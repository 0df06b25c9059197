package dev.caravan.sandbox;

import java.util.Arrays;
import java.util.List;

/** What can go wrong on purpose. */
public enum FaultKind {
    /** The call takes longer. */
    LATENCY("latency", When.BEFORE),
    /** Refused as above a limit. */
    RATE_LIMIT("429", When.BEFORE),
    /** Gone for good; for the stand-in of the App, whose senders have to stop then. */
    GONE("410", When.BEFORE),
    ERROR_500("500", When.BEFORE),
    ERROR_502("502", When.BEFORE),
    ERROR_503("503", When.BEFORE),
    /** A good token is refused. */
    UNAUTHORIZED("401", When.BEFORE),
    /** No answer for a long time, and nothing was done. */
    HANG("hang", When.BEFORE),
    /** The connection is closed without an answer, and nothing was done. */
    RESET_BEFORE_COMMIT("reset-before-commit", When.BEFORE),
    /** The work is done and the connection is closed without an answer. */
    RESET_AFTER_COMMIT("reset-after-commit", When.AFTER_COMMIT),
    /** The work is done and no answer comes for a long time. */
    TIMEOUT_AFTER_COMMIT("timeout-after-commit", When.AFTER_COMMIT),
    /** The answer ends in the middle. */
    TRUNCATED_BODY("truncated-body", When.AFTER),
    /** The answer has the right status and a body that is no JSON. */
    NOT_JSON("not-json", When.AFTER),
    /** The answer comes and the connection is closed after it, as it says. */
    CONNECTION_CLOSE("connection-close", When.AFTER),
    /** Single rows of a batch fail; drawn per row. */
    PARTIAL_BATCH("partial-batch", When.VENDOR),
    /** Search does not see the newest writes. */
    STALE_SEARCH("stale-search", When.VENDOR);

    /** At which point of a call a fault strikes. */
    enum When {
        BEFORE,
        AFTER_COMMIT,
        AFTER,
        /** The vendor asks for it. */
        VENDOR
    }

    private final String word;
    private final When when;

    FaultKind(String word, When when) {
        this.word = word;
        this.when = when;
    }

    /** As in JSON. */
    public String word() {
        return word;
    }

    When when() {
        return when;
    }

    static FaultKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> words =
                            Arrays.stream(values()).map(FaultKind::word).toList();
                    return new IllegalArgumentException("fault kind '" + word + "' is unknown; choose from " + words);
                });
    }
}
