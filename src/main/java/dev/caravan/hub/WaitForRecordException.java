package dev.caravan.hub;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;

/** Another record of the hub has to be settled before the work on this one can go on. */
public final class WaitForRecordException extends CaravanException {
    private static final long serialVersionUID = 1L;

    private final RecordKey first;

    /**
     * @param waiting the record that waits
     * @param first the record that goes first
     * @param reason why, in a few words and without values
     */
    public WaitForRecordException(RecordKey waiting, RecordKey first, String reason) {
        super(ErrorCode.WAITS_FOR_RECORD, waiting + " waits for " + first + ": " + reason, null);
        this.first = first;
    }

    /** The record that goes first. */
    public RecordKey first() {
        return first;
    }

    @Override
    public WhatNext whatNext() {
        return new WhatNext.WaitForRecord(first.type().word(), first.id());
    }
}
