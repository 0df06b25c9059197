package dev.caravan.mapping.component;

import dev.caravan.problem.CaravanException;
import dev.caravan.problem.WhatNext;

/**
 * The mapping that a record needs is missing or wrong. The record is not to blame, so its mark waits until the file is
 * corrected.
 */
public final class UnusableMappingException extends CaravanException {
    private static final long serialVersionUID = 1L;

    /** @param uri the endpoint that needs the mapping */
    public UnusableMappingException(String uri, CaravanException reason) {
        super(
                reason.code(),
                "'" + uri + "' has no usable mapping: "
                        + String.valueOf(reason.getMessage())
                                .substring(reason.code().code().length() + 1),
                reason);
    }

    @Override
    public WhatNext whatNext() {
        return new WhatNext.WaitForRepair();
    }
}
