package dev.caravan.crm.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.component.salesforce.api.dto.bulk.StatusCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceErrorsTest {

    @Tag("I23")
    @ParameterizedTest(name = "row with {0} is {1} {2}")
    @CsvSource(textBlock = """
            REQUIRED_FIELD_MISSING, Rejected, REQUIRED_FIELD_MISSING
            MISSING_ARGUMENT, Rejected, REQUIRED_FIELD_MISSING
            INVALID_FIELD, Rejected, INVALID_FIELD
            INVALID_FIELD_FOR_INSERT_UPDATE, Rejected, INVALID_FIELD
            INVALID_TYPE_ON_FIELD_IN_RECORD, Rejected, INVALID_FIELD
            INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST, Rejected, INVALID_VALUE
            INVALID_EMAIL_ADDRESS, Rejected, INVALID_VALUE
            STRING_TOO_LONG, Rejected, INVALID_VALUE
            NUMBER_OUTSIDE_VALID_RANGE, Rejected, INVALID_VALUE
            FIELD_INTEGRITY_EXCEPTION, Rejected, INVALID_VALUE
            JSON_PARSER_ERROR, Rejected, INVALID_VALUE
            MALFORMED_ID, Rejected, INVALID_VALUE
            INACTIVE_OWNER_OR_USER, Rejected, INVALID_VALUE
            FIELD_CUSTOM_VALIDATION_EXCEPTION, Rejected, CRM_REJECTED
            CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY, Rejected, CRM_REJECTED
            CANNOT_UPDATE_CONVERTED_LEAD, Rejected, NOT_FOUND
            ENTITY_IS_LOCKED, Rejected, CRM_REJECTED
            DUPLICATE_VALUE, Rejected, DUPLICATE_VALUE
            DUPLICATES_DETECTED, Rejected, DUPLICATE_VALUE
            DUPLICATE_EXTERNAL_ID, Rejected, DUPLICATE_VALUE
            ENTITY_IS_DELETED, Rejected, NOT_FOUND
            NOT_FOUND, Rejected, NOT_FOUND
            INVALID_CROSS_REFERENCE_KEY, Rejected, NOT_FOUND
            INSUFFICIENT_ACCESS_OR_READONLY, Rejected, INSUFFICIENT_ACCESS
            INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY, Rejected, INSUFFICIENT_ACCESS
            UNABLE_TO_LOCK_ROW, Transient,
            ALL_OR_NONE_OPERATION_ROLLED_BACK, Transient,
            SERVER_UNAVAILABLE, Transient,
            UNKNOWN_EXCEPTION, Transient,
            STORAGE_LIMIT_EXCEEDED, Transient,
            REQUEST_LIMIT_EXCEEDED, RateLimited,
            INVALID_SESSION_ID, Unauthorized, CRM_UNAUTHORIZED
            API_DISABLED_FOR_ORG, Unauthorized, INSUFFICIENT_ACCESS
            A_CODE_OF_NEXT_YEAR, Rejected, CRM_REJECTED
            """)
    void everyRowErrorHasOneMeaning(String code, String kind, ErrorCode meaning) {
        CrmError error = SalesforceErrors.ofRow(new Refusal(code, "text", List.of(), Optional.empty()), false);

        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(codeOf(error)).isEqualTo(Optional.ofNullable(meaning));
        assertThat(error.detail()).contains(code).contains("text");
    }

    @Tag("I23")
    @ParameterizedTest(name = "HTTP {0} {1} on {2} rows is {3} {4}")
    @CsvSource(textBlock = """
            400, REQUIRED_FIELD_MISSING, 1, Rejected, REQUIRED_FIELD_MISSING
            400, INVALID_FIELD, 0, Rejected, INVALID_FIELD
            400, JSON_PARSER_ERROR, 1, Rejected, INVALID_VALUE
            400, JSON_PARSER_ERROR, 2, BatchRejected, INVALID_VALUE
            400, MALFORMED_QUERY, 0, Rejected, FILTER_INVALID
            400, INVALID_QUERY_FILTER_OPERATOR, 0, Rejected, FILTER_INVALID
            400, INVALID_TYPE, 0, Rejected, NOT_FOUND
            400, UNABLE_TO_LOCK_ROW, 5, Transient,
            400, invalid_grant, 0, Unauthorized, CRM_UNAUTHORIZED
            400, invalid_client_id, 0, Unauthorized, CRM_UNAUTHORIZED
            400, '', 0, Rejected, CRM_REJECTED
            401, INVALID_SESSION_ID, 0, Unauthorized, CRM_UNAUTHORIZED
            401, '', 0, Unauthorized, CRM_UNAUTHORIZED
            403, REQUEST_LIMIT_EXCEEDED, 0, RateLimited,
            403, API_DISABLED_FOR_ORG, 0, Unauthorized, INSUFFICIENT_ACCESS
            403, INSUFFICIENT_ACCESS_OR_READONLY, 1, Unauthorized, INSUFFICIENT_ACCESS
            403, '', 0, Unauthorized, INSUFFICIENT_ACCESS
            404, NOT_FOUND, 0, Rejected, NOT_FOUND
            404, NOT_FOUND, 200, Rejected, INVALID_FIELD
            405, METHOD_NOT_ALLOWED, 0, Rejected, CRM_REJECTED
            409, '', 3, Transient,
            410, '', 0, Unauthorized, CONFIGURATION_INVALID
            413, '', 200, BatchRejected, INVALID_VALUE
            414, '', 0, Rejected, INVALID_VALUE
            415, '', 1, Rejected, CRM_REJECTED
            420, '', 0, Transient,
            428, '', 1, Rejected, CRM_REJECTED
            429, '', 0, RateLimited,
            431, '', 1, Rejected, INVALID_VALUE
            302, '', 0, Transient,
            500, UNKNOWN_EXCEPTION, 200, Transient,
            500, APEX_ERROR, 1, Transient,
            502, '', 200, Transient,
            503, SERVER_UNAVAILABLE, 200, Transient,
            503, '', 200, Transient,
            """)
    void everyRefusedCallHasOneMeaning(int status, String code, int rows, String kind, ErrorCode meaning) {
        CrmError error = SalesforceErrors.ofCall(status, new Refusal(code, "", List.of(), Optional.empty()), rows);

        assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(codeOf(error)).isEqualTo(Optional.ofNullable(meaning));
    }

    @Tag("I23")
    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void afterAServerErrorNobodyKnowsWhatWasDone(int status) {
        assertThat(SalesforceErrors.ofCall(status, Refusal.none(""), 3))
                .isEqualTo(new CrmError.Transient("HTTP " + status, true));
    }

    @Tag("I23")
    @ParameterizedTest
    @EnumSource(StatusCode.class)
    void noPublishedStatusCodeStopsTheConnectionUnlessItIsAboutTheLogin(StatusCode code) {
        CrmError error = SalesforceErrors.ofRow(new Refusal(code.value(), "", List.of(), Optional.empty()), true);

        boolean aboutTheLogin =
                Set.of("INVALID_SESSION_ID", "INVALID_READ_ONLY_USER_DML").contains(code.value());
        assertThat(error instanceof CrmError.Unauthorized).isEqualTo(aboutTheLogin);
        assertThat(error).isNotInstanceOf(CrmError.BatchRejected.class);
    }

    @Test
    void publishedCodesForRecordsAreKnown() {
        EnumSet<StatusCode> unknown = EnumSet.allOf(StatusCode.class);
        unknown.removeIf(code -> SalesforceErrors.meaning(code.value()) != SalesforceErrors.Meaning.UNKNOWN);

        // What is left is about mail, packages, set-up and other features that a record of ours never meets.
        assertThat(unknown)
                .doesNotContain(
                        StatusCode.STRING_TOO_LONG,
                        StatusCode.DUPLICATE_VALUE,
                        StatusCode.INVALID_EMAIL_ADDRESS,
                        StatusCode.UNABLE_TO_LOCK_ROW,
                        StatusCode.TRANSFER_REQUIRES_READ)
                .hasSizeLessThan(130);
    }

    @Test
    void aMissingReferenceIsNoMissingRecord() {
        Refusal reference = new Refusal(
                "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", List.of("AccountId"), Optional.empty());
        Refusal record = new Refusal("ENTITY_IS_DELETED", "entity is deleted", List.of(), Optional.empty());

        assertThat(codeOf(SalesforceErrors.ofRow(reference, false))).contains(ErrorCode.INVALID_VALUE);
        assertThat(codeOf(SalesforceErrors.ofRow(record, true))).contains(ErrorCode.INVALID_VALUE);
        assertThat(codeOf(SalesforceErrors.ofRow(record, false))).contains(ErrorCode.NOT_FOUND);
    }

    @Test
    void aLockMetByATriggerPasses() {
        String text =
                "AccountTrigger: execution of AfterUpdate caused by: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access";
        Refusal refusal = new Refusal("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", text, List.of(), Optional.empty());

        assertThat(SalesforceErrors.ofRow(refusal, false)).isInstanceOf(CrmError.Transient.class);
    }

    @Test
    void theRecordInTheWayIsTakenFromTheText() {
        assertThat(existing(
                        "[{\"statusCode\":\"DUPLICATE_VALUE\",\"message\":\"duplicate value found: Caravan_Id__c duplicates"
                                + " value on record with id: 0038d00000AbCdEAAV\",\"fields\":[]}]"))
                .contains("0038d00000AbCdEAAV");
        assertThat(existing(
                        "[{\"statusCode\":\"DUPLICATE_VALUE\",\"message\":\"duplicate value found: <unknown> duplicates"
                                + " value on record with id: <unknown>\",\"fields\":[]}]"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"duplicateResut", "duplicateResult"})
    void theRecordInTheWayIsTakenFromADuplicateRulesMatchInBothSpellings(String key) {
        assertThat(existing(matches(key, "Contact", "0038d00000AbCdEAAV"))).contains("0038d00000AbCdEAAV");
        assertThat(existing(matches(key, "Contact", "0038d00000AbCdEAAV", "0038d00000AbCdFAAV")))
                .as("two matches name no single record")
                .isEmpty();
        assertThat(existing(matches(key, "Lead", "00Q8d00000AbCdEAAV")))
                .as("a lead stands not in the way of a contact's link")
                .isEmpty();
    }

    @Test
    void theStatementOfAQueryIsNotPartOfTheDetail() {
        Refusal refusal = refusal(
                "[{\"errorCode\":\"INVALID_FIELD\",\"message\":\"\\nId FROM Contact WHERE Email ="
                        + " 'ann@example.com'\\n         ^\\nERROR at Row:1:Column:9\\nNo such column 'Foo' on entity 'Contact'.\"}]");

        assertThat(refusal.detail()).isEqualTo("INVALID_FIELD: No such column 'Foo' on entity 'Contact'.");
    }

    private static String matches(String key, String entity, String... ids) {
        String records = List.of(ids).stream()
                .map(id -> "{\"record\":{\"attributes\":{\"type\":\"" + entity + "\"},\"Id\":\"" + id + "\"}}")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        return "[{\"errorCode\":\"DUPLICATES_DETECTED\",\"message\":\"Use one of these records?\",\"" + key
                + "\":{\"matchResults\":[{\"entityType\":\"" + entity + "\",\"matchRecords\":[" + records + "]}]}}]";
    }

    private static Optional<String> existing(String body) {
        CrmError error = SalesforceErrors.ofRow(refusal(body), true);
        return ((CrmError.Rejected) error).existingId();
    }

    private static Refusal refusal(String body) {
        return Refusal.of(Json.tryRead(body).orElseThrow(), "Contact");
    }

    private static Optional<ErrorCode> codeOf(CrmError error) {
        if (error instanceof CrmError.Rejected rejected) {
            return Optional.of(rejected.code());
        }
        if (error instanceof CrmError.BatchRejected rejected) {
            return Optional.of(rejected.code());
        }
        return error instanceof CrmError.Unauthorized unauthorized
                ? Optional.of(unauthorized.code())
                : Optional.empty();
    }
}
