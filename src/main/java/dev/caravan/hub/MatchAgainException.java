package dev.caravan.hub;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;

/** While a CRM's record was on its way into the hub, another one that may be the same came in. */
public final class MatchAgainException extends CaravanException {
    private static final long serialVersionUID = 1L;

    /** @param why in a few words and without values */
    public MatchAgainException(ExternalId id, String why) {
        super(ErrorCode.WAITS_FOR_RECORD, id + " is matched again: " + why, null);
    }

    @Override
    public WhatNext whatNext() {
        return new WhatNext.TryAgain();
    }
}
