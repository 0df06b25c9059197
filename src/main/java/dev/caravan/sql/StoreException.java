package dev.caravan.sql;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;
import org.jspecify.annotations.Nullable;

/** The database did not do what was asked: busy, full, gone. Nothing of the transaction was kept. */
public final class StoreException extends CaravanException {
    private static final long serialVersionUID = 1L;

    public StoreException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    @Override
    public WhatNext whatNext() {
        return new WhatNext.TryAgain();
    }
}
