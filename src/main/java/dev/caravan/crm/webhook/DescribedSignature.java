package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.SignatureForm;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A signature as the connection's description tells: which header, which form, what is signed. */
final class DescribedSignature implements SignatureScheme {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

    private final SignatureForm form;

    DescribedSignature(SignatureForm form) {
        this.form = form;
    }

    @Override
    public String word() {
        return SignatureForm.SCHEME;
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        Matcher value = value().matcher(call.single(form.header()).orElse(""));
        if (!value.matches()) {
            return false;
        }
        String given = value.group("signature");
        if (form.kind() == SignatureForm.Kind.SECRET) {
            return !given.isEmpty() && Digests.isOneOf(given, settings.secrets());
        }
        String time = time(call, value);
        boolean isTimed = form.signed().contains("{timestamp}");
        byte[] digest = decoded(given, form.encoding()).orElse(null);
        if (digest == null || isTimed && !isFresh(time, now)) {
            return false;
        }
        byte[] signed = signed(call, settings, Objects.requireNonNullElse(time, ""));
        boolean fits = false;
        for (Secret secret : settings.secrets()) {
            byte[] key = decoded(secret.reveal(), form.secretEncoding()).orElse(null);
            fits |= key != null && key.length > 0 && Digests.same(Digests.hmac(form.algorithm(), key, signed), digest);
        }
        return fits;
    }

    /** What the header has to look like. */
    private Pattern value() {
        StringBuilder pattern = new StringBuilder();
        Matcher place = PLACE.matcher(form.value());
        int from = 0;
        while (place.find()) {
            pattern.append(Pattern.quote(form.value().substring(from, place.start())));
            pattern.append(
                    place.group(1).equals("signature")
                            ? "(?<signature>[!-~]{1,1000}?)"
                            : "(?<timestamp>[0-9A-Za-z:.+-]{1,40})");
            from = place.end();
        }
        // Senders of such lists name further signatures, made with other secrets or older versions.
        String further = form.value().contains(",") ? "(?:,\\s*[a-z0-9]+=[!-+--~]*)*" : "";
        return Pattern.compile(pattern + Pattern.quote(form.value().substring(from)) + further);
    }

    private @Nullable String time(WebhookCall call, MatchResult value) {
        String header = form.timeHeader();
        if (header != null) {
            return call.single(header).orElse(null);
        }
        return form.value().contains("{timestamp}") ? ((Matcher) value).group("timestamp") : null;
    }

    private boolean isFresh(@Nullable String time, Instant now) {
        if (time == null) {
            return false;
        }
        try {
            Instant at =
                    switch (form.timeUnit()) {
                        case "iso" -> Instant.parse(time);
                        case "millis" ->
                            Instant.ofEpochMilli(Digests.number(time).orElse(0L));
                        default -> Instant.ofEpochSecond(Digests.number(time).orElse(0L));
                    };
            return Duration.between(at, now).abs().compareTo(form.tolerance()) <= 0;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    private byte[] signed(WebhookCall call, ConnectionSettings.Webhook settings, String time) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Matcher place = PLACE.matcher(form.signed());
        int from = 0;
        while (place.find()) {
            all.writeBytes(Digests.bytes(form.signed().substring(from, place.start())));
            all.writeBytes(
                    switch (place.group(1)) {
                        case "body" -> call.body();
                        case "timestamp" -> Digests.bytes(time);
                        case "method" -> Digests.bytes(call.method());
                        case "path" -> Digests.bytes(call.path());
                        case "query" -> Digests.bytes(call.query());
                        case "url" -> Digests.bytes(Objects.requireNonNullElse(settings.publicUrl(), ""));
                        default -> Digests.bytes(place.group());
                    });
            from = place.end();
        }
        all.writeBytes(Digests.bytes(form.signed().substring(from)));
        return all.toByteArray();
    }

    private static Optional<byte[]> decoded(String text, String encoding) {
        try {
            return Optional.of(
                    switch (encoding) {
                        case "hex" -> HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
                        case "base64" -> Base64.getDecoder().decode(text);
                        case "base64url" -> Base64.getUrlDecoder().decode(text);
                        default -> Digests.bytes(text);
                    });
        } catch (IllegalArgumentException e) {
            // No such text was made by signing.
            return Optional.empty();
        }
    }
}
