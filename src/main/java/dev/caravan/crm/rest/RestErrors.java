package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What answers mean, by the rules of the description and else by their status. */
final class RestErrors implements JsonApi.Errors {
    private static final int LONGEST = 4_000;
    private static final int OK = 200;

    private final Description.ErrorsForm form;
    private final List<Integer> refused;
    private final List<Rule> rules;

    /** @param refused statuses that refuse a call for its rate */
    RestErrors(Description.ErrorsForm form, List<Integer> refused) {
        this.form = form;
        this.refused = refused;
        this.rules = form.rules().stream().map(Rule::of).toList();
    }

    private record Rule(
            Description.ErrorRule form, @Nullable Pattern text) {
        static Rule of(Description.ErrorRule form) {
            String text = form.text();
            return new Rule(form, text == null ? null : Pattern.compile(text, Pattern.CASE_INSENSITIVE));
        }

        boolean fits(int status, JsonNode body, String words) {
            return (form.status().isEmpty() || form.status().stream().anyMatch(each -> isStatus(each, status)))
                    && RestErrors.fits(form.where(), body)
                    && (text == null || text.matcher(words).find());
        }

        private static boolean isStatus(String pattern, int status) {
            String text = String.valueOf(status);
            return pattern.endsWith("xx") ? text.charAt(0) == pattern.charAt(0) : pattern.equals(text);
        }
    }

    @Override
    public CrmError of(HttpAnswer answer, JsonNode body) {
        if (answer.status() >= 300 && answer.status() < 400) {
            return new CrmError.Transient(
                    "HTTP " + answer.status() + ", the server sends elsewhere, and redirects are not followed; correct"
                            + " the address",
                    false);
        }
        return meaning(answer.status(), body);
    }

    @Override
    public Optional<CrmError> hidden(JsonNode body) {
        return !form.failed().isEmpty() && fits(form.failed(), body)
                ? Optional.of(meaning(OK, body))
                : Optional.empty();
    }

    /** The meaning of an error, be it of a call or of one record of a batch. */
    CrmError meaning(int status, JsonNode body) {
        String words = words(body);
        String detail = UsualErrors.words(status, words);
        for (Rule rule : rules) {
            if (rule.fits(status, body, words)) {
                FieldPath existing = rule.form().existingId();
                return error(
                        rule.form().is(), detail, Optional.ofNullable(existing).map(path -> path.text(body)));
            }
        }
        if (refused.contains(status)) {
            return new CrmError.RateLimited(detail, Optional.empty());
        }
        if (status < 300) {
            return new CrmError.Rejected(detail, ErrorCode.CRM_REJECTED);
        }
        return UsualErrors.of(status, detail, usual(status), Optional.empty());
    }

    /** Whether a rule says of an answer that the CRM was called too often. */
    boolean isRefusal(int status, JsonNode body) {
        return rules.stream()
                .filter(rule -> rule.fits(status, body, words(body)))
                .findFirst()
                .filter(rule -> rule.form().is().equals("rate-limited"))
                .isPresent();
    }

    boolean canBeRefusal() {
        return rules.stream().anyMatch(rule -> rule.form().is().equals("rate-limited"));
    }

    /** Whether every path leads to its value; {@code *} stands for anything, {@code null} for nothing. */
    static boolean fits(Map<String, String> where, JsonNode body) {
        return where.entrySet().stream().allMatch(each -> {
            JsonNode found = FieldPath.of(each.getKey()).in(body);
            boolean isNothing = found.isMissingNode() || found.isNull() || found.isContainerNode() && found.isEmpty();
            return switch (each.getValue()) {
                case "*" -> !isNothing;
                case "null" -> isNothing;
                default -> !isNothing && found.asText().equalsIgnoreCase(each.getValue());
            };
        });
    }

    private String words(JsonNode body) {
        for (FieldPath path : form.message()) {
            JsonNode found = path.in(body);
            if (found.isTextual() && !found.textValue().isBlank()) {
                return cut(found.textValue());
            }
        }
        for (FieldPath path : form.message()) {
            JsonNode found = path.in(body);
            if (found.isContainerNode() && !found.isEmpty()) {
                return cut(found.toString());
            }
        }
        return "";
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private static ErrorCode usual(int status) {
        return switch (status) {
            case 400, 422 -> ErrorCode.INVALID_VALUE;
            case 409 -> ErrorCode.DUPLICATE_VALUE;
            default -> ErrorCode.CRM_REJECTED;
        };
    }

    private static CrmError error(String is, String detail, Optional<String> existing) {
        return switch (is) {
            case "transient" -> new CrmError.Transient(detail, false);
            case "unknown-outcome" -> new CrmError.Transient(detail, true);
            case "rate-limited" -> new CrmError.RateLimited(detail, Optional.<Duration>empty());
            case "unauthorized" -> new CrmError.Unauthorized(detail, ErrorCode.CRM_UNAUTHORIZED);
            case "insufficient-access" -> new CrmError.Unauthorized(detail, ErrorCode.INSUFFICIENT_ACCESS);
            case "rejected" -> new CrmError.Rejected(detail, ErrorCode.CRM_REJECTED);
            default ->
                new CrmError.Rejected(
                        detail, ErrorCode.valueOf(is.toUpperCase(Locale.ROOT).replace('-', '_')), existing);
        };
    }
}
