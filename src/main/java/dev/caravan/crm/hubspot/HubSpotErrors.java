package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What HubSpot's refusals mean: by status, then by the code of the property that is to blame, then by category. */
final class HubSpotErrors {
    private static final Map<String, ErrorCode> CODES = Map.ofEntries(
            Map.entry("PROPERTY_DOESNT_EXIST", ErrorCode.INVALID_FIELD),
            Map.entry("READ_ONLY_VALUE", ErrorCode.INVALID_FIELD),
            Map.entry("CONFLICTING_UNIQUE_VALUE", ErrorCode.DUPLICATE_VALUE),
            Map.entry("CONFLICT", ErrorCode.DUPLICATE_VALUE),
            Map.entry("REQUIRED_FIELD", ErrorCode.REQUIRED_FIELD_MISSING),
            Map.entry("REQUIRED_FIELDS", ErrorCode.REQUIRED_FIELD_MISSING),
            Map.entry("REQUIRED_PROPERTY", ErrorCode.REQUIRED_FIELD_MISSING),
            Map.entry("REQUIRED_FIELD_MISSING", ErrorCode.REQUIRED_FIELD_MISSING),
            Map.entry("MISSING_REQUIRED_PROPERTY", ErrorCode.REQUIRED_FIELD_MISSING),
            Map.entry("OBJECT_NOT_FOUND", ErrorCode.NOT_FOUND),
            Map.entry("STRING_TOO_LONG", ErrorCode.INVALID_VALUE),
            Map.entry("VALUE_TOO_LONG", ErrorCode.INVALID_VALUE));
    /** Answers of the edge, which could not reach HubSpot itself. */
    private static final Set<Integer> NOT_BEGUN = Set.of(521, 522, 523);

    private static final Pattern EXISTING = Pattern.compile("Existing ID: (\\d+)");
    private static final Pattern EMAIL = Pattern.compile("[^\\s\"'<>,;:()\\[\\]]+@[^\\s\"'<>,;:()\\[\\]]+");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
    private static final int LONGEST = 500;

    private HubSpotErrors() {}

    /**
     * The meaning of an answer that is no success.
     *
     * @param body the answer's JSON, an empty object when it was none
     */
    static CrmError of(int status, JsonNode body, Optional<Duration> retryAfter) {
        List<Problem> problems = problems(body);
        String detail = detail("HTTP " + status, body, problems);
        return switch (status) {
            case 401 -> new CrmError.Unauthorized(detail, ErrorCode.CRM_UNAUTHORIZED);
            case 403 -> new CrmError.Unauthorized(detail + scopes(body), ErrorCode.INSUFFICIENT_ACCESS);
            // 477: the whole account is being moved to another data centre, and Retry-After says for how long.
            case 429, 477 -> new CrmError.RateLimited(detail, retryAfter);
            case 408, 423, 425 -> new CrmError.Transient(detail, false);
            default ->
                status >= 500
                        ? new CrmError.Transient(detail, !NOT_BEGUN.contains(status))
                        : new CrmError.Rejected(detail, code(status, body, problems), existing(body));
        };
    }

    /** The meaning of one entry of {@code errors} in an answer 207, where the category stands for the status. */
    static CrmError ofOne(JsonNode error) {
        String category = Objects.requireNonNullElse(Json.text(error, "category"), "");
        int status =
                switch (category) {
                    case "RATE_LIMITS", "RATE_LIMIT" -> 429;
                    case "MISSING_SCOPES" -> 403;
                    case "EXPIRED_AUTHENTICATION", "INVALID_AUTHENTICATION" -> 401;
                    case "OBJECT_NOT_FOUND" -> 404;
                    case "CONFLICT" -> 409;
                    case "INTERNAL_ERROR", "TIMEOUT", "SERVER_ERROR" -> 500;
                    default -> 400;
                };
        return of(status, error, Optional.empty());
    }

    private static ErrorCode code(int status, JsonNode body, List<Problem> problems) {
        for (Problem problem : problems) {
            ErrorCode known = known(problem.code());
            if (known != null) {
                return known;
            }
        }
        if (status == 404 || status == 410) {
            return ErrorCode.NOT_FOUND;
        }
        if (status == 409) {
            return ErrorCode.DUPLICATE_VALUE;
        }
        ErrorCode category = known(Objects.requireNonNullElse(Json.text(body, "category"), ""));
        if (category != null) {
            return category;
        }
        return saysRequired(body, problems) ? ErrorCode.REQUIRED_FIELD_MISSING : ErrorCode.CRM_REJECTED;
    }

    private static @Nullable ErrorCode known(String code) {
        ErrorCode exact = CODES.get(code);
        return exact == null && code.startsWith("INVALID_") ? ErrorCode.INVALID_VALUE : exact;
    }

    /** HubSpot has no code for a missing property: only its sentence tells. */
    private static boolean saysRequired(JsonNode body, List<Problem> problems) {
        String all = Json.text(body, "message") + " "
                + problems.stream().map(Problem::message).collect(Collectors.joining(" "));
        String lower = all.toLowerCase(Locale.ROOT);
        return lower.contains("required propert")
                || lower.contains("is required")
                || lower.contains("are required")
                || lower.contains("required field")
                || lower.contains("at least one of");
    }

    private static Optional<String> existing(JsonNode body) {
        String named = Json.text(body.path("context").path("existingId"), 0);
        if (named != null) {
            return Optional.of(named);
        }
        Matcher inText = EXISTING.matcher(Objects.requireNonNullElse(Json.text(body, "message"), ""));
        return inText.find() ? Optional.of(inText.group(1)) : Optional.empty();
    }

    private static String scopes(JsonNode body) {
        List<String> scopes = new ArrayList<>();
        body.path("errors").forEach(error -> {
            error.path("context").path("requiredGranularScopes").forEach(scope -> scopes.add(scope.asText()));
            error.path("context").path("requiredScopes").forEach(scope -> scopes.add(scope.asText()));
        });
        return scopes.isEmpty() ? "" : " Needed scopes: " + String.join(", ", scopes);
    }

    private static List<Problem> problems(JsonNode body) {
        List<Problem> problems = new ArrayList<>();
        body.path("errors").forEach(error -> problems.add(Problem.of(error)));
        String message = Json.text(body, "message");
        int start = message == null ? -1 : message.indexOf(": [{");
        if (message != null && start >= 0) {
            Json.tryRead(message.substring(start + 2))
                    .ifPresent(list -> list.forEach(each -> problems.add(Problem.of(each))));
        }
        return problems;
    }

    private static String detail(String status, JsonNode body, List<Problem> problems) {
        List<Problem> told = problems.stream()
                .filter(p -> !p.message().isEmpty() || !p.code().isEmpty())
                .toList();
        String message = Json.text(body, "message");
        String words;
        if (!told.isEmpty()) {
            words = told.stream().limit(3).map(Problem::words).distinct().collect(Collectors.joining("; "));
        } else {
            words = message == null ? status : withoutValues(message, "");
        }
        String line = words.replaceAll("\\p{Cntrl}+", " ").trim();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + " ..." : line;
    }

    private static String withoutValues(String message, String property) {
        int list = message.indexOf(": [{");
        String text =
                EMAIL.matcher(list < 0 ? message : message.substring(0, list)).replaceAll("***");
        return QUOTED.matcher(text)
                .replaceAll(quoted -> Matcher.quoteReplacement(
                        quoted.group(1).equals(property) || quoted.group(1).matches("[a-z][a-z0-9_]*")
                                ? quoted.group()
                                : "\"***\""));
    }

    /**
     * What HubSpot says about one property.
     *
     * @param code may be empty
     * @param property may be empty
     */
    private record Problem(String code, String property, String message) {

        static Problem of(JsonNode error) {
            String code = Json.text(error, "code");
            String property = Json.text(error.path("context").path("propertyName"), 0);
            return new Problem(
                    Objects.requireNonNullElse(code == null ? Json.text(error, "error") : code, ""),
                    Objects.requireNonNullElse(property == null ? Json.text(error, "name") : property, ""),
                    Objects.requireNonNullElse(Json.text(error, "message"), ""));
        }

        /** Property, code and HubSpot's sentence without the refused value, which it likes to begin with. */
        String words() {
            int verdict = message.indexOf(" was not ");
            String sentence = verdict >= 0
                    ? "the value" + message.substring(verdict)
                    : known(code) == ErrorCode.INVALID_VALUE || known(code) == ErrorCode.DUPLICATE_VALUE
                            ? ""
                            : withoutValues(message, property);
            String start = property.isEmpty() ? code : code.isEmpty() ? property : property + ": " + code;
            return sentence.isEmpty() ? start : start.isEmpty() ? sentence : start + ", " + sentence;
        }
    }
}
