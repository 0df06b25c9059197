package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.RetryAfter;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Dataverse's answers mean, by the code in their body. (Dataverse docs, "Compose HTTP requests and handle errors";
 * codes as they are met in the field.)
 */
final class DynamicsErrors implements JsonApi.Errors {
    private static final Set<String> THROTTLED = Set.of("0x80072321", "0x80072322", "0x80072326");
    private static final Set<String> DUPLICATE = Set.of("0x80060892", "0x80040237", "0x80040333");
    /** Text that stands between quotes behind these words is a value of the record. */
    private static final Pattern VALUE =
            Pattern.compile("(literal|value|values|attribute values) '[^']*'", Pattern.CASE_INSENSITIVE);

    private static final Pattern OPTION = Pattern.compile("The value \\S+ of '");
    private static final Pattern HOLDER = Pattern.compile("A record that has the attribute values .* already exists");
    private static final Pattern MISSING = Pattern.compile("(?i) With Ids? = ([0-9a-f-]{36})");

    private final Clock clock;

    DynamicsErrors(Clock clock) {
        this.clock = clock;
    }

    @Override
    public CrmError of(HttpAnswer answer, JsonNode body) {
        if (answer.header("Content-Type").orElse("").startsWith("multipart/")) {
            // A batch that ended at a failure, though it was to go on: what came before it is done.
            return new CrmError.Transient("HTTP " + answer.status() + ", the batch ended early", true);
        }
        String code = text(body, "code").toLowerCase(Locale.ROOT);
        String sentence = text(body, "message");
        String detail = UsualErrors.words(answer.status(), (code + " " + plain(sentence)).strip());
        if (answer.status() == 429 || THROTTLED.contains(code)) {
            return new CrmError.RateLimited(detail, RetryAfter.of(answer, clock));
        }
        if (code.equals("0x80040220")) {
            return new CrmError.Unauthorized(detail, ErrorCode.INSUFFICIENT_ACCESS);
        }
        if (code.equals("0x80044352") || sentence.contains("Malformed paging cookie")) {
            return new CrmError.Rejected(detail, ErrorCode.CURSOR_EXPIRED);
        }
        if (DUPLICATE.contains(code)) {
            return new CrmError.Rejected(detail, ErrorCode.DUPLICATE_VALUE);
        }
        if (code.equals("0x80040217")) {
            return new CrmError.Rejected(detail, ErrorCode.NOT_FOUND);
        }
        return UsualErrors.of(answer.status(), detail, code(code, sentence), RetryAfter.of(answer, clock));
    }

    /**
     * The meaning of an answer to the write of one record. What is not there may be the record itself or one that it
     * refers to.
     *
     * @param id of the record; empty for a new one
     */
    CrmError ofWrite(HttpAnswer answer, String id) {
        JsonNode body = Json.tryRead(answer.body()).orElse(Json.object());
        CrmError error = of(answer, body);
        if (!(error instanceof CrmError.Rejected rejected)) {
            return error;
        }
        if (rejected.code() == ErrorCode.NOT_FOUND) {
            Matcher missing = MISSING.matcher(text(body, "message").strip());
            boolean isOther = missing.find() && !missing.group(1).equalsIgnoreCase(id);
            return isOther || id.isEmpty()
                    ? new CrmError.Rejected(
                            "what a look-up leads to is not there: " + rejected.detail(), ErrorCode.INVALID_VALUE)
                    : rejected;
        }
        // By the standard a condition on something that is not there fails.
        boolean isGone = answer.status() == 412 && rejected.code() == ErrorCode.CRM_REJECTED && !id.isEmpty();
        return isGone ? new CrmError.Rejected(rejected.detail(), ErrorCode.NOT_FOUND) : rejected;
    }

    private static ErrorCode code(String code, String sentence) {
        String lower = sentence.toLowerCase(Locale.ROOT);
        return switch (code) {
            case "0x80048d19" -> payload(lower);
            case "0x80060888", "0x0" ->
                lower.contains("could not find a property") ? ErrorCode.INVALID_FIELD : payload(lower);
            case "0x80041103" -> ErrorCode.INVALID_FIELD;
            case "0x8004431a", "0x80044331", "0x8004432f", "0x80044330", "0x80048408" -> ErrorCode.INVALID_VALUE;
            case "0x80040203" ->
                lower.contains("null") || lower.contains("required") || lower.contains("missing")
                        ? ErrorCode.REQUIRED_FIELD_MISSING
                        : ErrorCode.INVALID_VALUE;
            default -> ErrorCode.CRM_REJECTED;
        };
    }

    private static ErrorCode payload(String lower) {
        if (lower.contains("does not exist on type")
                || lower.contains("undeclared property")
                || lower.contains("could not find a property")
                || lower.contains("invalid property")
                || lower.contains("key in the request uri is not valid")) {
            return ErrorCode.INVALID_FIELD;
        }
        return lower.contains("required") && !lower.contains("literal")
                ? ErrorCode.REQUIRED_FIELD_MISSING
                : ErrorCode.INVALID_VALUE;
    }

    /** The sentence without what stands in all of them, and without values. */
    private static String plain(String sentence) {
        int inner = sentence.lastIndexOf("InnerException :");
        String own = inner < 0 ? sentence : sentence.substring(inner + 16).strip();
        own = own.replaceAll("^[\\w.]+Exception: ", "");
        own = VALUE.matcher(own).replaceAll("$1 ***");
        own = OPTION.matcher(own).replaceAll("The value *** of '");
        return HOLDER.matcher(own).replaceAll("A record with the same attribute values already exists");
    }

    private static String text(JsonNode body, String name) {
        return Objects.requireNonNullElse(Json.text(body.path("error"), name), "");
    }
}
