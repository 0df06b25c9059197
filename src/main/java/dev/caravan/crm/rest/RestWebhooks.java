package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SignatureForm;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Webhook calls as the description says them. */
final class RestWebhooks implements Webhooks {
    private static final int LONGEST_KEY = 200;

    private final Description description;
    private final Description.WebhookForm form;

    RestWebhooks(Description description, Description.WebhookForm form) {
        this.description = description;
        this.form = form;
    }

    /** A secret path for senders that cannot sign is the usual scheme where nothing else is described. */
    @Override
    public List<String> schemes() {
        Description.SignatureWords words = form.signature();
        if (words == null) {
            return List.of("token", "basic");
        }
        return words.kind().equals("basic")
                ? List.of("basic", "token")
                : List.of(SignatureForm.SCHEME, "token", "basic");
    }

    @Override
    public Optional<SignatureForm> signature() {
        Description.SignatureWords words = form.signature();
        if (words == null || words.kind().equals("basic")) {
            return Optional.empty();
        }
        Description.Timestamp time = words.timestamp();
        String unit = time == null ? null : time.unit();
        String tolerance = time == null ? null : time.tolerance();
        return Optional.of(new SignatureForm(
                SignatureForm.Kind.valueOf(words.kind().toUpperCase(Locale.ROOT)),
                Objects.requireNonNullElse(words.header(), ""),
                Objects.requireNonNullElse(words.value(), "{signature}"),
                "Hmac" + Objects.requireNonNullElse(words.algorithm(), "sha256").toUpperCase(Locale.ROOT),
                Objects.requireNonNullElse(words.encoding(), "hex"),
                Objects.requireNonNullElse(words.secretEncoding(), "text"),
                Objects.requireNonNullElse(words.signed(), "{body}"),
                time == null ? null : time.header(),
                Objects.requireNonNullElse(unit, "seconds"),
                RestSettings.time(Objects.requireNonNullElse(tolerance, "5m"))));
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode body = Json.tryRead(call.body())
                .filter(JsonNode::isContainerNode)
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.BODY_MALFORMED, "a webhook of " + description.title() + " is a JSON object or list"));
        JsonNode events = form.events().in(body);
        List<Notice> notices = new ArrayList<>();
        if (events.isArray()) {
            events.forEach(event -> notice(event).ifPresent(notices::add));
        } else if (events.isObject()) {
            notice(events).ifPresent(notices::add);
        }
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        Description.Reply reply = form.reply();
        return reply == null ? Reply.EMPTY : new Reply(reply.contentType(), reply.body());
    }

    private Optional<Notice> notice(JsonNode event) {
        String object = object(event);
        String id = form.id().text(event);
        ObjectForm known = object == null ? null : description.objects().get(object);
        if (object == null || known == null || id == null || !RestReader.isId(known, id)) {
            return Optional.empty();
        }
        String why =
                text(form.why(), event).replaceAll("[^A-Za-z0-9_.:-]+", " ").strip();
        String key = text(form.key(), event);
        return Optional.of(new Notice(
                object,
                id,
                why.isEmpty() ? "webhook" : why.substring(0, Math.min(60, why.length())),
                Times.time(text(form.at(), event), form.timeFormat(), "UTC"),
                key.isEmpty() || key.length() > LONGEST_KEY ? "" : key + "|" + id));
    }

    private @Nullable String object(JsonNode event) {
        FieldPath at = form.objectAt();
        if (at == null) {
            return form.object();
        }
        String word = at.text(event);
        if (word == null) {
            return form.object();
        }
        String named = form.objects().get(word);
        return named != null ? named : description.objects().containsKey(word) ? word : null;
    }

    private static String text(@Nullable FieldPath path, JsonNode event) {
        return path == null ? "" : Objects.requireNonNullElse(path.text(event), "");
    }
}
