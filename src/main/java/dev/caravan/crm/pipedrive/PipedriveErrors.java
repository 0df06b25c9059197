package dev.caravan.crm.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.problem.ErrorCode;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What Pipedrive's answers mean. It has no codes for what is wrong with a record, only sentences, which vary: what no
 * word decides is a bad value. (Pipedrive docs, "HTTP status codes".)
 */
final class PipedriveErrors implements JsonApi.Errors {
    private final PipedriveRates rates;

    PipedriveErrors(PipedriveRates rates) {
        this.rates = rates;
    }

    @Override
    public CrmError of(HttpAnswer answer, JsonNode body) {
        Optional<CrmError.RateLimited> limited = rates.refusal(answer);
        if (limited.isPresent()) {
            return limited.get();
        }
        String sentence = Objects.requireNonNullElse(Json.text(body, "error"), "");
        String detail = UsualErrors.words(answer.status(), sentence);
        if (answer.status() == 403 && isOfRecord(sentence, body)) {
            return new CrmError.Rejected(detail, ErrorCode.INVALID_FIELD);
        }
        return UsualErrors.of(answer.status(), detail, code(answer.status(), sentence), Optional.empty());
    }

    /**
     * A field that needs Contact Sync, and a full account, are answered with 403 too; the connection is well all the
     * same.
     */
    private static boolean isOfRecord(String sentence, JsonNode body) {
        String code = Objects.requireNonNullElse(Json.text(body, "code"), "");
        return code.startsWith("feature_capping")
                || sentence.toLowerCase(Locale.ROOT).contains("contact sync");
    }

    private static ErrorCode code(int status, String sentence) {
        String lower = sentence.toLowerCase(Locale.ROOT);
        if (lower.contains("required") || lower.contains("must be linked")) {
            return ErrorCode.REQUIRED_FIELD_MISSING;
        }
        if (lower.contains("unknown field") || lower.contains("unrecognized") || lower.contains("read-only")) {
            return ErrorCode.INVALID_FIELD;
        }
        return status == 400 || status == 422 ? ErrorCode.INVALID_VALUE : ErrorCode.CRM_REJECTED;
    }
}
