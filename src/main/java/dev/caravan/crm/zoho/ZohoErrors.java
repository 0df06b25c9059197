package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.problem.ErrorCode;
import java.util.Optional;

/**
 * What Zoho's answers mean, by their codes: those of whole calls, and those of single records, which stand in answers
 * that say success too. (Zoho's interface descriptions of records, search and COQL.)
 */
final class ZohoErrors implements JsonApi.Errors {

    @Override
    public CrmError of(HttpAnswer answer, JsonNode body) {
        return of(answer.status(), body);
    }

    @Override
    public Optional<CrmError> hidden(JsonNode body) {
        boolean isError = Json.textOrEmpty(body, "status").equals("error") && body.has("code") && !body.has("data");
        return isError ? Optional.of(of(400, body)) : Optional.empty();
    }

    /** Why one record was not taken. */
    static CrmError ofRecord(JsonNode outcome) {
        JsonNode first = outcome.path("details").path("errors").path(0);
        JsonNode error = first.isObject() ? first : outcome;
        JsonNode details = error.path("details");
        String field = Json.textOrEmpty(details, "api_name");
        String detail = words(200, error);
        return switch (Json.textOrEmpty(error, "code")) {
            case "MANDATORY_NOT_FOUND", "EXPECTED_FIELD_MISSING" ->
                new CrmError.Rejected(detail, ErrorCode.REQUIRED_FIELD_MISSING);
            case "INVALID_DATA" ->
                new CrmError.Rejected(
                        detail, field.equals("id") || isOfId(details) ? ErrorCode.NOT_FOUND : ErrorCode.INVALID_VALUE);
            case "DUPLICATE_DATA" -> new CrmError.Rejected(detail, ErrorCode.DUPLICATE_VALUE, existing(details));
            case "INTERNAL_ERROR" -> new CrmError.Transient(detail, true);
            case "ALREADY_MODIFIED", "RECORD_LOCKED" -> new CrmError.Transient(detail, false);
            case "TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED" -> new CrmError.RateLimited(detail, Optional.empty());
            default -> new CrmError.Rejected(detail, ErrorCode.CRM_REJECTED);
        };
    }

    private static CrmError of(int status, JsonNode body) {
        String detail = words(status, body);
        JsonNode details = body.path("details");
        return switch (Json.textOrEmpty(body, "code")) {
            case "OAUTH_SCOPE_MISMATCH", "NO_PERMISSION", "AUTHORIZATION_FAILED" ->
                new CrmError.Unauthorized(detail, ErrorCode.INSUFFICIENT_ACCESS);
            case "TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED" -> new CrmError.RateLimited(detail, Optional.empty());
            case "INVALID_MODULE" -> new CrmError.Rejected(detail, ErrorCode.NOT_FOUND);
            case "TOKEN_BOUND_DATA_MISMATCH", "EXPIRED_VALUE", "DISCRETE_PAGINATION_LIMIT_EXCEEDED" ->
                new CrmError.Rejected(detail, ErrorCode.CURSOR_EXPIRED);
            case "INVALID_QUERY" ->
                new CrmError.Rejected(
                        detail, details.has("column_name") ? ErrorCode.INVALID_FIELD : ErrorCode.CRM_REJECTED);
            case "INVALID_DATA" ->
                new CrmError.Rejected(
                        detail,
                        Json.textOrEmpty(details, "param_name").equals("cvid") || details.has("resource_path_index")
                                ? ErrorCode.NOT_FOUND
                                : ErrorCode.INVALID_VALUE);
            case "MANDATORY_NOT_FOUND" -> new CrmError.Rejected(detail, ErrorCode.REQUIRED_FIELD_MISSING);
            case "INTERNAL_ERROR" -> new CrmError.Transient(detail, true);
            default -> UsualErrors.of(status, detail, ErrorCode.CRM_REJECTED, Optional.empty());
        };
    }

    /** A refused deletion names the id and no field. */
    private static boolean isOfId(JsonNode details) {
        return details.has("id") && !details.has("api_name");
    }

    private static Optional<String> existing(JsonNode details) {
        String id = Json.textOrEmpty(details, "id");
        String other = Json.textOrEmpty(details.path("duplicate_record"), "id");
        return Optional.of(id.isEmpty() ? other : id).filter(each -> !each.isEmpty());
    }

    /** Code, sentence and the name of the field, parameter or column; never a value. */
    private static String words(int status, JsonNode error) {
        JsonNode details = error.path("details");
        StringBuilder words = new StringBuilder(Json.textOrEmpty(error, "code"));
        for (String name : new String[] {"api_name", "param_name", "column_name", "expected_data_type"}) {
            String value = Json.textOrEmpty(details, name);
            if (!value.isEmpty()) {
                words.append(words.isEmpty() ? "" : " ").append(value);
            }
        }
        String sentence = Json.textOrEmpty(error, "message");
        words.append(sentence.isEmpty() || words.isEmpty() ? "" : ": ").append(sentence);
        return UsualErrors.words(status, words.toString());
    }
}
