package dev.caravan.crm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bodies of webhook calls; what cannot be read is refused without a word of it. */
public final class WebhookBody {
    private static final int MOST_FIELDS = 2_000;

    private WebhookBody() {}

    /**
     * A body that is one JSON object.
     *
     * @param vendor for the message, such as {@code Pipedrive}
     * @throws InvalidInputException with {@code BODY_MALFORMED}
     */
    public static JsonNode object(WebhookCall call, String vendor) {
        return Json.tryRead(call.body())
                .filter(JsonNode::isObject)
                .orElseThrow(() -> malformed(vendor + " webhook is one JSON object"));
    }

    /**
     * A body of form fields, decoded, first value per name; names such as {@code contact[id]} as they are.
     *
     * @param vendor for the message
     * @throws InvalidInputException with {@code BODY_MALFORMED}
     */
    public static Map<String, String> form(WebhookCall call, String vendor) {
        Map<String, String> fields = new LinkedHashMap<>();
        String text = new String(call.body(), StandardCharsets.UTF_8);
        try {
            for (String pair : text.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && fields.size() < MOST_FIELDS) {
                    fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw malformed(vendor + " webhook is a form; this one is not encoded as one");
        }
        if (fields.isEmpty()) {
            throw malformed(vendor + " webhook is a form with fields");
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static InvalidInputException malformed(String message) {
        return new InvalidInputException(ErrorCode.BODY_MALFORMED, "a " + message);
    }
}
