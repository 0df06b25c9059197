package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.problem.ErrorCode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ActiveCampaign's answers mean. (ActiveCampaign docs, "Errors": 403 for a bad key, 422 with codes, 400 often with
 * an empty object.) A code is at times a number, or absent.
 */
final class ActiveCampaignErrors implements JsonApi.Errors {
    /** The vendor's sentences quote values of the record, such as an account's name. */
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    private final ActiveCampaignRates rates;

    ActiveCampaignErrors(ActiveCampaignRates rates) {
        this.rates = rates;
    }

    @Override
    public CrmError of(HttpAnswer answer, JsonNode body) {
        Optional<CrmError.RateLimited> limited = rates.refusal(answer);
        if (limited.isPresent()) {
            return limited.get();
        }
        JsonNode error = body.path("errors").path(0);
        String detail = UsualErrors.words(
                answer.status(), QUOTED.matcher(sentence(body, error)).replaceAll("***"));
        if (answer.status() == 403) {
            return new CrmError.Unauthorized(detail, ErrorCode.CRM_UNAUTHORIZED);
        }
        return UsualErrors.of(
                answer.status(), detail, code(answer.status(), Json.textOrEmpty(error, "code")), Optional.empty());
    }

    private static String sentence(JsonNode body, JsonNode error) {
        if (error.isMissingNode()) {
            return Json.textOrEmpty(body, "message");
        }
        String pointer = Json.textOrEmpty(error.path("source"), "pointer").replaceFirst(".*/", "");
        return (pointer + " " + Json.textOrEmpty(error, "title") + " " + Json.textOrEmpty(error, "detail")).strip();
    }

    private static ErrorCode code(int status, String word) {
        return switch (word) {
            case "field_missing" -> ErrorCode.REQUIRED_FIELD_MISSING;
            case "duplicate" -> ErrorCode.DUPLICATE_VALUE;
            default -> status == 400 || status == 422 ? ErrorCode.INVALID_VALUE : ErrorCode.CRM_REJECTED;
        };
    }
}
