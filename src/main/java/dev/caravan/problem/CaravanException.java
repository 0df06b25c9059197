package dev.caravan.problem;

import org.jspecify.annotations.Nullable;

/** Base of everything that Caravan throws on purpose. The message starts with the stable code. */
public abstract class CaravanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    protected CaravanException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code.code() + " " + message, cause);
        this.code = code;
    }

    /** The stable code that stands in front of the message. */
    public final ErrorCode code() {
        return code;
    }

    /** What the runtime does next with the record it was working on; giving up, unless a subclass knows better. */
    public WhatNext whatNext() {
        return new WhatNext.GiveUp(code);
    }
}
