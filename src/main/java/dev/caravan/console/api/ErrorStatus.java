package dev.caravan.console.api;

import dev.caravan.problem.ErrorCode;

/** Which HTTP status an error code is answered with. */
public final class ErrorStatus {
    private ErrorStatus() {}

    public static int of(ErrorCode code) {
        return switch (code) {
            case RECORD_NOT_FOUND, NOT_FOUND, ENDPOINT_UNKNOWN -> 404;
            case LOGIN_REQUIRED -> 401;
            case ACCESS_DENIED -> 403;
            case REQUEST_TIMEOUT -> 408;
            case BODY_TOO_LARGE -> 413;
            case RECORD_INVALID,
                    RECORD_TYPE_UNKNOWN,
                    BODY_MALFORMED,
                    REQUEST_INVALID,
                    FILTER_INVALID,
                    PLAN_UNREADABLE,
                    CONNECTION_UNKNOWN -> 400;
            case NOT_READY, STORE_BUSY, STORE_FAILED, CRM_UNREACHABLE, CRM_RATE_LIMITED, CRM_UNAUTHORIZED -> 503;
            case UNEXPECTED -> 500;
            default -> 422;
        };
    }
}
