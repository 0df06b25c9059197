package dev.caravan.rehearsal;

import dev.caravan.hub.Outcome;
import dev.caravan.hub.Work;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.WhatNext;

/** How work ended, as a plan says it. */
record Ending(String outcome, String reason) {
    static final String CREATED = "created";
    static final String UPDATED = "updated";
    static final String DELETED = "deleted";
    static final String WAITS = "waits";
    static final String FAILED = "failed";

    static Ending of(Recorder.Ended ended) {
        Throwable error = ended.error();
        if (error != null) {
            String outcome = WhatNext.of(error) instanceof WhatNext.WaitForRecord ? WAITS : FAILED;
            return new Ending(outcome, message(error));
        }
        return ended.work()
                .conclusion()
                .map(Work.Conclusion::outcome)
                .map(Ending::of)
                .orElseGet(() -> new Ending(UPDATED, "handed on by its route"));
    }

    private static Ending of(Outcome outcome) {
        return new Ending(outcome.word(), outcome.message());
    }

    /** The words of an error that may be shown: foreign ones may quote values. */
    static String message(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof CaravanException) {
                return String.valueOf(t.getMessage());
            }
        }
        return "unexpected " + error.getClass().getSimpleName();
    }

    boolean isWritten() {
        return outcome.equals(CREATED) || outcome.equals(UPDATED);
    }
}
