package dev.caravan.crm.rest;

import dev.caravan.hub.RecordType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A CRM as its file describes it. What the file leaves out has its usual value, so that only what may be absent
 * altogether is null.
 *
 * @param headers that every call carries
 */
record Description(
        String title,
        @Nullable String baseUrl,
        AuthForm auth,
        Map<String, String> headers,
        LimitsForm limits,
        ErrorsForm errors,
        @Nullable WhoAmI whoAmI,
        @Nullable UsersForm users,
        @Nullable WebhookForm webhook,
        Map<String, ObjectForm> objects) {
    Description {
        auth = Objects.requireNonNullElseGet(auth, AuthForm::none);
        headers = Objects.requireNonNullElse(headers, Map.of());
        limits = Objects.requireNonNullElseGet(limits, LimitsForm::usual);
        errors = Objects.requireNonNullElseGet(errors, ErrorsForm::usual);
        objects = new LinkedHashMap<>(objects);
    }

    /** The object that a type of record is. */
    Optional<String> of(RecordType type) {
        return objects.entrySet().stream()
                .filter(each -> type.word().equals(each.getValue().record()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * How to log in.
     *
     * @param kind {@code none}, {@code api-key}, {@code bearer}, {@code basic}, {@code client-credentials} or
     *     {@code refresh-token}
     * @param in {@code header} or {@code query}; where a key stands
     * @param name of the header or parameter
     * @param prefix what stands before the key or token
     * @param client {@code form} or {@code basic}: where the token call carries the client
     * @param more further fields of the token call
     */
    record AuthForm(
            String kind,
            String in,
            String name,
            String prefix,
            @Nullable String tokenUrl,
            @Nullable String scope,
            String client,
            Map<String, String> more) {
        AuthForm {
            kind = Objects.requireNonNullElse(kind, "bearer");
            in = Objects.requireNonNullElse(in, "header");
            boolean isKey = kind.equals("api-key");
            name = Objects.requireNonNullElse(name, isKey ? "X-Api-Key" : "Authorization");
            prefix = Objects.requireNonNullElse(prefix, isKey ? "" : "Bearer ");
            client = Objects.requireNonNullElse(client, "form");
            more = Objects.requireNonNullElse(more, Map.of());
        }

        static AuthForm none() {
            return new AuthForm("none", "header", "", "", null, null, "form", Map.of());
        }
    }

    /** The call that says as whom the connection runs. */
    record WhoAmI(String path, FieldPath name) {
        WhoAmI {
            name = Objects.requireNonNullElse(name, FieldPath.WHOLE);
        }
    }

    /** The call that lists the users who may own records. */
    record UsersForm(
            ListForm list,
            FieldPath id,
            FieldPath email,
            FieldPath name,
            @Nullable FieldPath active) {
        UsersForm {
            id = Objects.requireNonNullElseGet(id, () -> FieldPath.of("id"));
            email = Objects.requireNonNullElseGet(email, () -> FieldPath.of("email"));
            name = Objects.requireNonNullElseGet(name, () -> FieldPath.of("name"));
        }
    }

    /**
     * How webhook calls look.
     *
     * @param signature null for senders that cannot sign
     * @param events where the list of events is; the body itself, be it one event or a list, by default
     * @param object a fixed object
     * @param objectAt where the object's word is
     * @param objects word to object
     * @param why where the kind of event is
     * @param key where the id of the event is, the same for every attempt to deliver it
     * @param reply what the sender wants to hear
     */
    record WebhookForm(
            @Nullable SignatureWords signature,
            FieldPath events,
            @Nullable String object,
            @Nullable FieldPath objectAt,
            Map<String, String> objects,
            FieldPath id,
            @Nullable FieldPath why,
            @Nullable FieldPath at,
            String timeFormat,
            @Nullable FieldPath key,
            @Nullable Reply reply) {
        WebhookForm {
            events = Objects.requireNonNullElse(events, FieldPath.WHOLE);
            objects = Objects.requireNonNullElse(objects, Map.of());
            timeFormat = Objects.requireNonNullElse(timeFormat, Times.ISO);
        }
    }

    /** An answer to a webhook call. */
    record Reply(String contentType, String body) {}

    /** A signature in the words of the file. */
    record SignatureWords(
            String kind,
            @Nullable String header,
            @Nullable String value,
            @Nullable String algorithm,
            @Nullable String encoding,
            @Nullable String secretEncoding,
            @Nullable String signed,
            @Nullable Timestamp timestamp) {}

    /** Where a signed time stands. */
    record Timestamp(
            @Nullable String header,
            @Nullable String unit,
            @Nullable String tolerance) {}

    /**
     * What the CRM allows.
     *
     * @param searchLag how long a written record may be missing in lists
     */
    record LimitsForm(
            List<Rate> rates,
            String searchLag,
            List<Integer> refused,
            @Nullable RetryAfterForm retryAfter,
            @Nullable Left left) {
        LimitsForm {
            rates = rates == null || rates.isEmpty() ? List.of(new Rate(100, "10s")) : rates;
            searchLag = Objects.requireNonNullElse(searchLag, "0s");
            refused = Objects.requireNonNullElse(refused, List.of(429));
        }

        static LimitsForm usual() {
            return new LimitsForm(List.of(), "0s", List.of(429), null, null);
        }
    }

    /** At most so many calls in a time. */
    record Rate(long calls, String per) {}

    /** Where a refusal says how long to wait; unit {@code seconds}, {@code millis} or {@code epoch-seconds}. */
    record RetryAfterForm(@Nullable String header, @Nullable FieldPath path, String unit) {
        RetryAfterForm {
            unit = Objects.requireNonNullElse(unit, "seconds");
        }
    }

    /** Headers that say how much of a window is left. */
    record Left(String allowed, String remaining, String window) {}

    /**
     * What errors look like.
     *
     * @param message where the CRM's words may be, in this order
     * @param failed what in an answer of success makes it none: path to value
     * @param rules the first that fits decides
     */
    record ErrorsForm(List<FieldPath> message, Map<String, String> failed, List<ErrorRule> rules) {
        private static final List<FieldPath> USUAL = Stream.of(
                        "error.message", "message", "error", "errors[0].message", "errors[0]", "detail")
                .map(FieldPath::of)
                .toList();

        ErrorsForm {
            message = Objects.requireNonNullElse(message, USUAL);
            failed = Objects.requireNonNullElse(failed, Map.of());
            rules = Objects.requireNonNullElse(rules, List.of());
        }

        static ErrorsForm usual() {
            return new ErrorsForm(USUAL, Map.of(), List.of());
        }
    }

    /**
     * One kind of error.
     *
     * @param status {@code 409} or {@code 4xx}; any by default
     * @param where path to value, all of them
     * @param text pattern that the CRM's words hold
     * @param is what it means
     * @param existingId where the id of the record that stands in the way is
     */
    record ErrorRule(
            List<String> status,
            Map<String, String> where,
            @Nullable String text,
            String is,
            @Nullable FieldPath existingId) {
        ErrorRule {
            status = Objects.requireNonNullElse(status, List.of());
            where = Objects.requireNonNullElse(where, Map.of());
        }
    }
}
