package dev.caravan.crm.salesforce;

import dev.caravan.crm.CrmError;
import dev.caravan.problem.ErrorCode;
import java.util.Optional;

/**
 * What Salesforce's error codes and HTTP statuses mean (REST guide, "Status codes and error responses"; SOAP guide,
 * "StatusCode").
 */
final class SalesforceErrors {
    private SalesforceErrors() {}

    /** What a code asks for. */
    enum Meaning {
        /** Passes later: a lock, maintenance, a trigger that took too long. */
        LATER,
        /** The org's quota is used up. */
        QUOTA,
        /** The session or the login is no good. */
        LOGIN,
        /** The org or the user must not use the API. */
        NO_API,
        ACCESS,
        REQUIRED,
        FIELD,
        VALUE,
        DUPLICATE,
        /** The record, or one that it points to, is not there. */
        GONE,
        QUERY,
        /** Any other rule of the org. */
        RULE,
        /** No such code is documented for records. */
        UNKNOWN
    }

    /** The meaning of a code of the vendor, without its surroundings. */
    static Meaning meaning(String code) {
        return switch (code) {
            case "UNABLE_TO_LOCK_ROW",
                    "RECORD_IN_USE_BY_WORKFLOW",
                    "TERRITORY_REALIGN_IN_PROGRESS",
                    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
                    "QUERY_TIMEOUT",
                    "REQUEST_RUNNING_TOO_LONG",
                    "SERVER_UNAVAILABLE",
                    "STORAGE_LIMIT_EXCEEDED",
                    "TOO_MANY_APEX_REQUESTS",
                    "EXTERNAL_OBJECT_CONNECTION_EXCEPTION",
                    "APEX_ERROR",
                    "UNKNOWN_EXCEPTION" -> Meaning.LATER;
            case "REQUEST_LIMIT_EXCEEDED" -> Meaning.QUOTA;
            case "INVALID_SESSION_ID",
                    "Bad_OAuth_Token",
                    "INVALID_AUTH_HEADER",
                    "INVALID_LOGIN",
                    "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
                    "LOGIN_CHALLENGE_ISSUED",
                    "LOGIN_CHALLENGE_PENDING",
                    "LOGIN_MUST_USE_SECURITY_TOKEN",
                    "PASSWORD_LOCKOUT",
                    "invalid_grant",
                    "invalid_client",
                    "invalid_client_id",
                    "inactive_user",
                    "inactive_org",
                    "unsupported_grant_type",
                    "unauthorized_client" -> Meaning.LOGIN;
            case "API_DISABLED_FOR_ORG",
                    "API_CURRENTLY_DISABLED",
                    "FORBIDDEN",
                    "FUNCTIONALITY_NOT_ENABLED",
                    "INVALID_READ_ONLY_USER_DML",
                    "ORG_LOCKED",
                    "TRIAL_EXPIRED" -> Meaning.NO_API;
            default -> meaningForRecords(code);
        };
    }

    private static Meaning meaningForRecords(String code) {
        return switch (code) {
            case "INSUFFICIENT_ACCESS",
                    "INSUFFICIENT_ACCESS_OR_READONLY",
                    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
                    "TRANSFER_REQUIRES_READ",
                    "SHARE_NEEDED_FOR_CHILD_OWNER",
                    "CHILD_SHARE_FAILS_PARENT",
                    "OP_WITH_INVALID_USER_TYPE_EXCEPTION" -> Meaning.ACCESS;
            case "REQUIRED_FIELD_MISSING", "MISSING_ARGUMENT" -> Meaning.REQUIRED;
            case "INVALID_FIELD",
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    "INVALID_ID_FIELD",
                    "INVALID_TYPE_ON_FIELD_IN_RECORD" -> Meaning.FIELD;
            case "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                    "INVALID_EMAIL_ADDRESS",
                    "STRING_TOO_LONG",
                    "NUMBER_OUTSIDE_VALID_RANGE",
                    "FIELD_INTEGRITY_EXCEPTION",
                    "FIELD_FILTER_VALIDATION_EXCEPTION",
                    "JSON_PARSER_ERROR",
                    "MALFORMED_ID",
                    "INVALID_ARGUMENT_TYPE",
                    "INVALID_ASSIGNEE_TYPE",
                    "INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD",
                    "INVALID_CURRENCY_ISO",
                    "INVALID_STATUS",
                    "INACTIVE_OWNER_OR_USER",
                    "CIRCULAR_DEPENDENCY",
                    "TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET",
                    "TOO_MANY_ENUM_VALUE",
                    "UNAVAILABLE_RECORDTYPE_EXCEPTION",
                    "MAX_TASK_DESCRIPTION_EXCEEEDED",
                    "WEBLINK_URL_INVALID" -> Meaning.VALUE;
            case "DUPLICATE_VALUE", "DUPLICATES_DETECTED", "DUPLICATE_EXTERNAL_ID" -> Meaning.DUPLICATE;
            case "NOT_FOUND",
                    "ENTITY_IS_DELETED",
                    "ENTITY_IS_ARCHIVED",
                    "INVALID_CROSS_REFERENCE_KEY",
                    "INVALID_TYPE",
                    "CANNOT_RESOLVE_NAME",
                    // It is there, and nobody's lead any more: what it became is what counts.
                    "CANNOT_UPDATE_CONVERTED_LEAD" -> Meaning.GONE;
            case "MALFORMED_QUERY",
                    "INVALID_QUERY_FILTER_OPERATOR",
                    "INVALID_QUERY_LOCATOR",
                    "ILLEGAL_QUERY_PARAMETER_VALUE",
                    "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS" -> Meaning.QUERY;
            case "FIELD_CUSTOM_VALIDATION_EXCEPTION",
                    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                    "CANNOT_EXECUTE_FLOW_TRIGGER",
                    "CANNOT_REPARENT_RECORD",
                    "ALREADY_IN_PROCESS",
                    "DELETE_FAILED",
                    "DELETE_OPERATION_TOO_LARGE",
                    "DELETE_REQUIRED_ON_CASCADE",
                    "DEPENDENCY_EXISTS",
                    "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE",
                    "ENTITY_IS_LOCKED",
                    "INVALID_ASSIGNMENT_RULE",
                    "INVALID_BATCH_OPERATION",
                    "INVALID_OPERATION",
                    "INVALID_PERSON_ACCOUNT_OPERATION",
                    "INVALID_TYPE_FOR_OPERATION",
                    "LIMIT_EXCEEDED",
                    "LICENSE_LIMIT_EXCEEDED",
                    "METHOD_NOT_ALLOWED",
                    "MIXED_DML_OPERATION",
                    "NO_APPLICABLE_PROCESS",
                    "OPERATION_TOO_LARGE",
                    "PRIVATE_CONTACT_ON_ASSET",
                    "SELF_REFERENCE_FROM_TRIGGER",
                    "UNSUPPORTED_APEX_TRIGGER_OPERATION",
                    "UNSUPPORTED_APEX_TRIGGER_OPERATON" -> Meaning.RULE;
            default -> Meaning.UNKNOWN;
        };
    }

    /**
     * What became of one row of a collection.
     *
     * @param isCreate a row that creates cannot itself be gone: what is gone then is a record that it points to
     */
    static CrmError ofRow(Refusal refusal, boolean isCreate) {
        String detail = refusal.detail();
        return switch (meaning(refusal.code())) {
            case LATER -> new CrmError.Transient(detail, false);
            case QUOTA -> new CrmError.RateLimited(detail, Optional.empty());
            case LOGIN -> new CrmError.Unauthorized(detail, ErrorCode.CRM_UNAUTHORIZED);
            case NO_API -> new CrmError.Unauthorized(detail, ErrorCode.INSUFFICIENT_ACCESS);
            case ACCESS -> new CrmError.Rejected(detail, ErrorCode.INSUFFICIENT_ACCESS);
            case GONE ->
                new CrmError.Rejected(
                        detail,
                        refusal.isAboutTheRecord() && !isCreate ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_VALUE);
            case DUPLICATE -> new CrmError.Rejected(detail, ErrorCode.DUPLICATE_VALUE, refusal.existingId());
            // A trigger that met a lock reports its own code and the lock in the text.
            case RULE ->
                refusal.message().contains("UNABLE_TO_LOCK_ROW")
                        ? new CrmError.Transient(detail, false)
                        : new CrmError.Rejected(detail, ErrorCode.CRM_REJECTED);
            default -> new CrmError.Rejected(detail, code(refusal.code()));
        };
    }

    /**
     * What a refused call means.
     *
     * @param rows how many records the call writes; 0 for a call that writes none
     */
    static CrmError ofCall(int status, Refusal refusal, int rows) {
        String detail = "HTTP " + status + (refusal.detail().isEmpty() ? "" : " " + refusal.detail());
        Meaning meaning = meaning(refusal.code());
        if (meaning == Meaning.QUOTA || status == 429) {
            return new CrmError.RateLimited(detail, Optional.empty());
        }
        if (meaning == Meaning.LOGIN || status == 401) {
            return new CrmError.Unauthorized(detail, ErrorCode.CRM_UNAUTHORIZED);
        }
        if (status >= 500 || status < 100) {
            return new CrmError.Transient(detail, true);
        }
        if (meaning == Meaning.LATER) {
            return new CrmError.Transient(detail, false);
        }
        return switch (status) {
            // Redirects are never followed: the instance has moved, and the next login names the new one.
            case 301, 302, 303, 307, 308, 409, 420 -> new CrmError.Transient(detail, false);
            case 403 -> new CrmError.Unauthorized(detail, ErrorCode.INSUFFICIENT_ACCESS);
            case 404 -> new CrmError.Rejected(detail, rows > 0 ? ErrorCode.INVALID_FIELD : ErrorCode.NOT_FOUND);
            case 410 -> new CrmError.Unauthorized(detail, ErrorCode.CONFIGURATION_INVALID);
            case 413, 414, 431 -> ofRecords(detail, ErrorCode.INVALID_VALUE, rows);
            default ->
                meaning == Meaning.NO_API
                        ? new CrmError.Unauthorized(detail, ErrorCode.INSUFFICIENT_ACCESS)
                        : ofRecords(detail, code(refusal.code()), rows);
        };
    }

    private static CrmError ofRecords(String detail, ErrorCode code, int rows) {
        return rows > 1 ? new CrmError.BatchRejected(detail, code) : new CrmError.Rejected(detail, code);
    }

    private static ErrorCode code(String vendorCode) {
        return switch (meaning(vendorCode)) {
            case REQUIRED -> ErrorCode.REQUIRED_FIELD_MISSING;
            case FIELD -> ErrorCode.INVALID_FIELD;
            case VALUE -> ErrorCode.INVALID_VALUE;
            case ACCESS -> ErrorCode.INSUFFICIENT_ACCESS;
            case DUPLICATE -> ErrorCode.DUPLICATE_VALUE;
            case GONE -> ErrorCode.NOT_FOUND;
            case QUERY -> ErrorCode.FILTER_INVALID;
            default -> ErrorCode.CRM_REJECTED;
        };
    }
}
