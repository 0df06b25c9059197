package dev.caravan.crm;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;
import org.jspecify.annotations.Nullable;

/** A call to a CRM did not do what was asked; {@link #error()} says what follows from it. */
public final class CrmException extends CaravanException {
    private static final long serialVersionUID = 1L;

    private final transient CrmError error;

    /** @param what connection and what was tried, for example {@code hubspot contacts c-812}; no field values */
    public CrmException(String what, CrmError error, @Nullable Throwable cause) {
        super(codeOf(error), what + ": " + error.detail(), cause);
        this.error = error;
    }

    public CrmError error() {
        return error;
    }

    @Override
    public WhatNext whatNext() {
        if (error instanceof CrmError.Transient) {
            return new WhatNext.TryAgain();
        }
        if (error instanceof CrmError.RateLimited limited) {
            return new WhatNext.WaitForPause(limited.retryAfter());
        }
        if (error instanceof CrmError.Unauthorized) {
            return new WhatNext.WaitForRepair();
        }
        return new WhatNext.GiveUp(code());
    }

    private static ErrorCode codeOf(CrmError error) {
        if (error instanceof CrmError.Rejected rejected) {
            return rejected.code();
        }
        if (error instanceof CrmError.BatchRejected rejected) {
            return rejected.code();
        }
        if (error instanceof CrmError.Unauthorized unauthorized) {
            return unauthorized.code();
        }
        return error instanceof CrmError.RateLimited ? ErrorCode.CRM_RATE_LIMITED : ErrorCode.CRM_UNREACHABLE;
    }
}
