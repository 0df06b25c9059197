package dev.caravan.problem;

/**
 * Every kind of mistake or failure that Caravan reports on purpose. {@link #code()} is stable and stands first in each
 * message; {@link #cure()} says what a person can do about it.
 */
public enum ErrorCode {
    CONFIGURATION_INVALID("CFG-101", "Correct the named setting."),
    SECRET_MISSING("CFG-102", "Set the named environment variable or property."),
    CONNECTION_UNKNOWN("CFG-103", "Use one of the configured connections."),
    DESCRIPTION_INVALID("CFG-104", "Correct the named lines of the CRM's description."),
    SECOND_CRM("CFG-105", "Disable the current one (enabled: false), then enable and configure the new one."),
    ROUTE_INVALID("RTE-101", "Correct the named line of the route file."),
    MAPPING_INVALID("MAP-101", "Correct the named lines of the mapping file."),
    MAPPING_MISSING("MAP-102", "Add mappings/<connection>/<record>.yaml."),
    MAPPING_VALUE("MAP-201", "Correct the value or the mapping of this field."),
    FILTER_INVALID("FLT-101", "Correct the condition."),
    RECORD_INVALID("REC-101", "Correct the named field and send the record again."),
    RECORD_TYPE_UNKNOWN("REC-102", "Use company, contact, lead or deal."),
    RECORD_NOT_FOUND("REC-103", "Check the type and the id of the record."),
    BODY_TOO_LARGE("REC-104", "Send fewer records per request."),
    BODY_MALFORMED("REC-105", "Send JSON, NDJSON or CSV as the content type says."),
    STORE_BUSY("SQL-101", "Try again; if it stays, look for another process that holds the database."),
    STORE_FAILED("SQL-102", "Check the disk and the database's log."),
    STORE_UNSUPPORTED("SQL-103", "Use a jdbc:sqlite: or jdbc:postgresql: URL."),
    CRM_UNREACHABLE("CRM-101", "Nothing to do: Caravan tries again."),
    CRM_RATE_LIMITED("CRM-102", "Nothing to do: Caravan goes on when the CRM allows it."),
    CRM_UNAUTHORIZED("CRM-103", "Check the credentials of the connection, then reconnect it."),
    INSUFFICIENT_ACCESS("CRM-104", "Check the API rights of the CRM user of this connection."),
    ENDPOINT_GONE(
            "CRM-105", "Make the endpoint accept again, then let the connection go on: ./caravan enable <connection>."),
    AUTHORIZATION_FAILED("CRM-106", "Begin again: ./caravan connect <connection>, or the page /connect."),
    REQUIRED_FIELD_MISSING("CRM-210", "Add the value to the record, map a field to it, or set onEmpty: skip-record."),
    INVALID_FIELD("CRM-211", "Correct the mapping: the CRM does not know this field or does not let it be written."),
    INVALID_VALUE("CRM-212", "Correct the value or map it by a value table."),
    DUPLICATE_VALUE("CRM-213", "Merge the two records in the CRM, or tighten the match rules."),
    NOT_FOUND("CRM-214", "The record is gone in the CRM: push again to create it anew, or delete it in the hub."),
    CURSOR_EXPIRED("CRM-215", "Nothing to do: Caravan reads everything once and goes on from there."),
    CRM_REJECTED("CRM-299", "Read the CRM's own words and correct the record or the mapping."),
    MATCH_AMBIGUOUS("DUP-101", "Choose one in the review queue, or tighten the match rules."),
    WAITS_FOR_RECORD("DUP-102", "Nothing to do: Caravan goes on when the other record is settled."),
    PLAN_MOVED("PLN-101", "Plan again, look at it, and apply that."),
    PLAN_UNREADABLE("PLN-102", "Give a file that plan --out has written."),
    LOGIN_REQUIRED("SEC-101", "Log in, or send a user's name and password by HTTP Basic."),
    ACCESS_DENIED("SEC-102", "Log in as a user with the role operator, or ask for that role."),
    REQUEST_INVALID("REQ-101", "Correct the request; /api/docs describes what is expected."),
    ENDPOINT_UNKNOWN("REQ-102", "Check the path; /api/docs lists what there is."),
    REQUEST_TIMEOUT("REQ-103", "Send the body without pauses."),
    NOT_READY("SYS-101", "Try again after the time in Retry-After."),
    UNEXPECTED("INT-101", "Report it with this line; the record is kept and can be replayed.");

    private final String code;
    private final String cure;

    ErrorCode(String code, String cure) {
        this.code = code;
        this.cure = cure;
    }

    /** Stable code such as {@code MAP-101}. */
    public String code() {
        return code;
    }

    /** Word for the sync log, such as {@code REQUIRED_FIELD_MISSING}; part of the public API. */
    public String word() {
        return name();
    }

    /** What a person can do about it, in one sentence. */
    public String cure() {
        return cure;
    }
}
